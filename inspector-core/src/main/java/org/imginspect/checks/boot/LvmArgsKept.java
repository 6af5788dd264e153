package org.imginspect.checks.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.boot.BootConfig;
import org.imginspect.facts.boot.BootEntry;
import org.imginspect.facts.boot.BootEntry.Argument;
import org.imginspect.facts.boot.BootMenu;
import org.imginspect.guest.GuestPath;

/** Flags kernels whose dracut is no longer told to activate the volume that root lies on. */
final class LvmArgsKept implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "boot.lvm-args-kept",
            Area.BOOT,
            Level.ERROR,
            "The kernel's arguments activate the logical or encrypted volume that root lies on",
            "put rd.lvm.lv=GROUP/VOLUME (rd.luks.uuid=UUID) back into GRUB_CMDLINE_LINUX in /etc/default/grub, then grub2-mkconfig --update-bls-cmdline, or grubby --update-kernel=ALL --args=…");

    private static final List<GuestPath> DRACUT =
            List.of(GuestPath.of("/usr/bin/dracut"), GuestPath.of("/usr/sbin/dracut"), GuestPath.of("/sbin/dracut"));

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<BootConfig> config = context.facts().find(BootConfig.class);
        if (config.isEmpty()) {
            return MissingMenu.verdict(context, INFO.level());
        }
        boolean dracut = false;
        for (GuestPath program : DRACUT) {
            dracut |= context.tree().exists(program);
        }
        if (!dracut) {
            return Verdict.notApplicable(
                    "no dracut is installed: other initial RAM file systems need no such arguments");
        }
        List<Finding> findings = new ArrayList<>();
        boolean needed = false;
        for (BootMenu menu : config.get().menus()) {
            Optional<BootEntry> entry =
                    menu.defaultEntry().filter(any -> any.kernel().isPresent());
            if (entry.isEmpty()) {
                continue;
            }
            Optional<RootVolume> root = RootVolume.of(context, entry.get());
            if (root.isPresent()) {
                needed = true;
                evaluate(context, menu, entry.get(), root.get(), findings);
            }
        }
        return needed ? Verdict.of(findings) : Verdict.notApplicable("root lies neither on LVM nor in LUKS");
    }

    private static void evaluate(
            CheckContext context, BootMenu menu, BootEntry entry, RootVolume root, List<Finding> findings)
            throws ImageException {
        Optional<Argument> off = root.switchedOff(entry.arguments());
        List<Argument> named = root.named(entry.arguments());
        if (off.isPresent()) {
            findings.add(finding(
                    Level.ERROR,
                    "'" + off.get().text() + "' keeps dracut from activating " + root.device() + ", which root lies on",
                    off.get()));
        } else if (named.isEmpty()) {
            findings.add(Finding.of(
                    Level.WARNING,
                    "the default entry has no " + root.wanted() + ", though root lies on " + root.device(),
                    entry.kernel().orElseThrow().file(),
                    entry.kernel().orElseThrow().line()));
        } else if (named.stream().noneMatch(root::covers)) {
            findings.add(finding(
                    Level.ERROR,
                    "'" + named.get(0).text() + "' leaves out " + root.device()
                            + ", which root lies on: dracut activates only what is named",
                    named.get(0)));
        } else {
            for (PlannedArguments.Source source : PlannedArguments.of(context, menu, true)) {
                boolean decides = source.isWhole() || source.setting().equals("GRUB_CMDLINE_LINUX");
                if (decides && root.named(source.arguments()).isEmpty()) {
                    findings.add(Finding.of(
                            Level.WARNING,
                            source + " has no " + root.wanted() + ": it is lost when the menu is made anew",
                            source.file()));
                }
            }
        }
    }

    private static Finding finding(Level level, String message, Argument argument) {
        return Finding.of(level, message, argument.file(), argument.line());
    }
}
