package org.imginspect.checks.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.check.CheckContext;
import org.imginspect.error.ImageException;
import org.imginspect.facts.boot.BootEntry;
import org.imginspect.facts.boot.BootEntry.Argument;
import org.imginspect.facts.boot.BootMenu;
import org.imginspect.facts.boot.GrubDefaults;
import org.imginspect.facts.boot.GrubDefaults.Setting;
import org.imginspect.guest.GuestPath;

/** The kernel's arguments as the files say from which a boot menu is made. They do nothing by themselves. */
final class PlannedArguments {
    /** What kernel-install gives to the entry of a new kernel, and ukify to a new image; the first that is there. */
    private static final List<GuestPath> TEMPLATES =
            List.of(GuestPath.of("/etc/kernel/cmdline"), GuestPath.of("/usr/lib/kernel/cmdline"));

    private static final GuestPath UPDATE_EXTLINUX = GuestPath.of("/etc/update-extlinux.conf");

    /**
     * One of these files.
     *
     * @param setting the variable they are the value of; empty text for a file that holds nothing else
     * @param isWhole whether there is nothing that the menu's maker adds to them
     */
    record Source(GuestPath file, String setting, boolean isWhole, List<Argument> arguments) {
        Source {
            arguments = List.copyOf(arguments);
        }

        /** The file, and the variable in it. */
        @Override
        public String toString() {
            return setting.isEmpty() ? file.toString() : setting;
        }
    }

    private PlannedArguments() {}

    /**
     * The files that are there and count for this menu.
     *
     * @param evenUnknown whether a value that comes from a command is left out, rather than making the answer unknown
     */
    static List<Source> of(CheckContext context, BootMenu menu, boolean evenUnknown) throws ImageException {
        List<Source> sources = new ArrayList<>();
        switch (menu.loader()) {
            case GRUB2 -> {
                grub(context, menu, evenUnknown, sources);
                if (menu.defaultEntry().filter(PlannedArguments::isFile).isPresent()) {
                    template(context, sources);
                }
            }
            case SYSTEMD_BOOT, FIRMWARE -> template(context, sources);
            case EXTLINUX -> {
                Optional<GrubDefaults> settings = GrubDefaults.read(context.tree(), UPDATE_EXTLINUX);
                if (settings.isPresent()) {
                    add(settings.get(), "default_kernel_opts", evenUnknown, sources);
                }
            }
            case GRUB_LEGACY -> {
                // Made by hand, or by grubby from the entry before.
            }
        }
        return sources;
    }

    /** Whether an entry is a file of its own, by the Boot Loader Specification. */
    private static boolean isFile(BootEntry entry) {
        return entry.file().name().text().endsWith(".conf");
    }

    private static void grub(CheckContext context, BootMenu menu, boolean evenUnknown, List<Source> sources)
            throws ImageException {
        Optional<GrubDefaults> defaults = context.facts().find(GrubDefaults.class);
        if (defaults.isPresent()) {
            boolean recovery = menu.defaultEntry()
                    .map(entry -> !entry.arguments("single").isEmpty()
                            || !entry.arguments("recovery").isEmpty())
                    .orElse(false);
            add(defaults.get(), "GRUB_CMDLINE_LINUX", evenUnknown, sources);
            if (!recovery) {
                add(defaults.get(), "GRUB_CMDLINE_LINUX_DEFAULT", evenUnknown, sources);
            }
        }
    }

    private static void add(GrubDefaults defaults, String name, boolean evenUnknown, List<Source> sources)
            throws ImageException {
        Optional<Setting> setting = defaults.get(name);
        if (setting.isPresent() && !(evenUnknown && setting.get().text().isEmpty())) {
            sources.add(new Source(
                    setting.get().file(),
                    name,
                    false,
                    Argument.split(
                            setting.get().value(),
                            setting.get().file(),
                            setting.get().line())));
        }
    }

    private static void template(CheckContext context, List<Source> sources) throws ImageException {
        for (GuestPath file : TEMPLATES) {
            Optional<String> text = context.tree().text(file);
            if (text.isPresent()) {
                sources.add(new Source(file, "", true, Argument.split(text.get(), file, 1)));
                return;
            }
        }
    }

    /** Whether an argument that the menu lacks stands in one of the files; the first place. */
    static Optional<Argument> find(CheckContext context, BootMenu menu, String name, String value)
            throws ImageException {
        for (Source source : of(context, menu, true)) {
            for (Argument argument : source.arguments) {
                if (argument.name().equals(name)
                        && (argument.value().equals(value) || argument.value().startsWith(value + ","))) {
                    return Optional.of(argument);
                }
            }
        }
        return Optional.empty();
    }
}
