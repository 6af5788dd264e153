package org.imginspect.checks.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
import org.imginspect.facts.boot.GrubDefaults;
import org.imginspect.facts.boot.GrubDefaults.Setting;

/** Flags boot menus that were not made anew after their settings changed. */
final class ConfigRegenerated implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "boot.config-regenerated",
            Area.BOOT,
            Level.WARNING,
            "The boot menu agrees with /etc/default/grub",
            "update-grub (Debian, Ubuntu) or grub2-mkconfig -o /boot/grub2/grub.cfg (RHEL; with --update-bls-cmdline on 9 and later)");

    /** What 10_linux, Ubuntu's vt.handoff and Red Hat's installers add by themselves. */
    private static final Set<String> OWN = Set.of(
            "root",
            "ro",
            "rw",
            "rootflags",
            "rootfstype",
            "single",
            "recovery",
            "nomodeset",
            "dis_ucode_ldr",
            "init",
            "vt.handoff",
            "crashkernel",
            "resume",
            "rd.lvm.lv",
            "rd.luks.uuid",
            "rd.md.uuid",
            "BOOT_IMAGE",
            "ostree",
            "boot",
            "fips",
            "splash");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<GrubDefaults> found = context.facts().find(GrubDefaults.class);
        Optional<BootConfig> config = context.facts().find(BootConfig.class);
        if (found.isPresent() && config.isEmpty()) {
            return MissingMenu.verdict(context, INFO.level());
        }
        if (found.isEmpty() || config.isEmpty() || config.get().main().loader() != BootMenu.Loader.GRUB2) {
            return Verdict.notApplicable("no GRUB menu is made from /etc/default/grub");
        }
        GrubDefaults defaults = found.get();
        BootMenu menu = config.get().main();
        List<Finding> findings = new ArrayList<>();
        Optional<BootEntry> entry = menu.defaultEntry();
        if (entry.isPresent() && entry.get().kernel().isPresent()) {
            arguments(defaults, entry.get(), findings);
        }
        Optional<Setting> timeout = defaults.get("GRUB_TIMEOUT");
        String waits = menu.timeout().written();
        if (timeout.isPresent()
                && !waits.isEmpty()
                && !timeout.get().value().equals(waits)
                && !timeout.get().value().isEmpty()) {
            findings.add(differs(
                    timeout.get(),
                    "GRUB_TIMEOUT is " + timeout.get().value() + ", but the menu waits " + waits + " seconds"));
        }
        return Verdict.of(findings);
    }

    private static void arguments(GrubDefaults defaults, BootEntry entry, List<Finding> findings)
            throws ImageException {
        List<String> wanted = new ArrayList<>();
        for (String name : List.of("GRUB_CMDLINE_LINUX", "GRUB_CMDLINE_LINUX_DEFAULT")) {
            Optional<Setting> setting = defaults.get(name);
            if (setting.isEmpty()) {
                continue;
            }
            for (String word : setting.get().value().strip().split("[ \t\n]+", -1)) {
                if (!word.isEmpty()) {
                    wanted.add(word);
                    if (entry.arguments().stream()
                            .noneMatch(argument -> argument.text().equals(word))) {
                        findings.add(differs(
                                setting.get(), name + " has '" + word + "', but the default boot entry does not"));
                    }
                }
            }
        }
        for (Argument argument : entry.arguments()) {
            String text = argument.text();
            if (!wanted.contains(text) && !OWN.contains(argument.name()) && !text.isEmpty()) {
                findings.add(Finding.of(
                        Level.WARNING,
                        "the default boot entry has '" + text
                                + "', which /etc/default/grub does not: it is lost when the" + " menu is made anew",
                        argument.file(),
                        argument.line()));
            }
        }
    }

    private static Finding differs(Setting setting, String message) {
        return Finding.of(Level.WARNING, message, setting.file(), setting.line());
    }
}
