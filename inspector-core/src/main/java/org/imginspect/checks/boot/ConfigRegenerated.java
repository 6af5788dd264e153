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
import org.imginspect.checks.boot.PlannedArguments.Source;
import org.imginspect.error.ImageException;
import org.imginspect.facts.boot.BootConfig;
import org.imginspect.facts.boot.BootEntry;
import org.imginspect.facts.boot.BootEntry.Argument;
import org.imginspect.facts.boot.BootMenu;
import org.imginspect.facts.boot.BootMenu.Loader;
import org.imginspect.facts.boot.GrubDefaults;
import org.imginspect.guest.GuestPath;

/** Flags boot menus that were not made anew after their settings changed. */
final class ConfigRegenerated implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "boot.config-regenerated",
            Area.BOOT,
            Level.WARNING,
            "The boot menu agrees with the settings it is made from",
            "update-grub (Debian, Ubuntu), grub2-mkconfig -o /boot/grub2/grub.cfg (RHEL; with --update-bls-cmdline on 9 and later), update-extlinux (Alpine)");

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
            "splash",
            "panic",
            "modules");

    /** What kernel-install adds to what {@code /etc/kernel/cmdline} says. */
    private static final Set<String> OF_THE_ENTRY = Set.of("BOOT_IMAGE", "systemd.machine_id", "initrd");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<BootConfig> config = context.facts().find(BootConfig.class);
        Optional<GrubDefaults> defaults = context.facts().find(GrubDefaults.class);
        if (config.isEmpty()) {
            return defaults.isEmpty()
                    ? Verdict.notApplicable("neither a boot menu nor settings for one are there")
                    : MissingMenu.verdict(context, INFO.level());
        }
        List<Finding> findings = new ArrayList<>();
        boolean made = false;
        for (BootMenu menu : config.get().menus()) {
            String where = config.get().menus().size() > 1 ? " of " + menu.file() : "";
            List<Source> sources = PlannedArguments.of(context, menu, false);
            Optional<BootEntry> entry =
                    menu.defaultEntry().filter(any -> any.kernel().isPresent());
            made |= !sources.isEmpty() || (menu.loader() == Loader.GRUB2 && defaults.isPresent());
            if (entry.isPresent()) {
                compare(sources.stream().filter(Source::isWhole).toList(), true, entry.get(), where, findings);
                compare(sources.stream().filter(any -> !any.isWhole()).toList(), false, entry.get(), where, findings);
            }
            Optional<PlannedTimeout> timeout = PlannedTimeout.of(context, menu);
            made |= timeout.isPresent();
            timeout.flatMap(planned -> planned.compare(menu, where)).ifPresent(findings::add);
        }
        return made ? Verdict.of(findings) : Verdict.notApplicable("the boot menu is not made from settings");
    }

    private static void compare(
            List<Source> sources, boolean whole, BootEntry entry, String where, List<Finding> findings) {
        if (sources.isEmpty()) {
            return;
        }
        List<String> wanted = new ArrayList<>();
        for (Source source : sources) {
            for (Argument argument : source.arguments()) {
                wanted.add(argument.text());
                if (!has(entry.arguments(), argument.text())) {
                    findings.add(Finding.of(
                            Level.WARNING,
                            source + " has '" + argument.text() + "', but the default boot entry" + where + " does not",
                            argument.file(),
                            argument.line()));
                }
            }
        }
        GuestPath file = sources.get(0).file();
        for (Argument argument : entry.arguments()) {
            boolean own = (whole ? OF_THE_ENTRY : OWN).contains(argument.name()) || isBuiltIn(argument);
            if (!own && !wanted.contains(argument.text())) {
                findings.add(Finding.of(
                        Level.WARNING,
                        "the default boot entry" + where + " has '" + argument.text() + "', which " + file
                                + " does not: "
                                + (whole ? "the next kernel gets none" : "it is lost when the menu is made anew"),
                        argument.file(),
                        argument.line()));
            }
        }
    }

    private static boolean has(List<Argument> arguments, String text) {
        for (Argument argument : arguments) {
            if (argument.text().equals(text)) {
                return true;
            }
        }
        return false;
    }

    /** Whether it is compiled into the kernel, where no settings reach it. */
    private static boolean isBuiltIn(Argument argument) {
        return argument.file().name().text().startsWith("config");
    }
}
