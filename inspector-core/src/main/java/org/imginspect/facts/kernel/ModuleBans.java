package org.imginspect.facts.kernel;

import java.util.ArrayList;
import java.util.List;
import org.imginspect.facts.boot.BootEntry.Argument;

/** The arguments on a kernel's command line that keep modules from loading, or what is built in from starting. */
public final class ModuleBans {
    private ModuleBans() {}

    /** Who obeys an argument. */
    public enum Kind {
        /** {@code modprobe.blacklist=}: as {@code blacklist} in modprobe.d. */
        MODPROBE,
        /** {@code module_blacklist=}: the kernel itself loads it for nobody. */
        KERNEL,
        /** {@code rd.driver.blacklist=} and {@code rdblacklist=}: as {@code blacklist}, in an initial RAM file system of dracut's. */
        DRACUT,
        /** {@code blacklist=}: the same in one of initramfs-tools'. */
        INITRAMFS_TOOLS,
        /** {@code initcall_blacklist=}: the function is not called, of a module or of what is built in. */
        INITCALL
    }

    /**
     * One name in such an argument.
     *
     * @param name a module's, as the one who obeys it compares it: normalised where that is done; of {@link Kind#INITCALL} a function's
     */
    public record Ban(Kind kind, String name, Argument argument) {
        /** Whether it is about a module. */
        public boolean isAbout(String module) {
            String normal = Kernel.normalise(module);
            return kind == Kind.INITCALL
                    ? name.equals(normal + "_init") || name.equals(normal + "_driver_init")
                    : name.equals(normal);
        }

        /** Whether it would be about a module if {@code -} were {@code _} for everybody. */
        public boolean isNearly(String module) {
            return kind != Kind.INITCALL
                    && !isAbout(module)
                    && Kernel.normalise(name).equals(Kernel.normalise(module));
        }
    }

    /** Those among arguments, in order. The kernel knows only the last {@code module_blacklist=}. */
    public static List<Ban> in(List<Argument> arguments) {
        List<Ban> bans = new ArrayList<>();
        for (Argument argument : arguments) {
            switch (argument.name()) {
                case "modprobe.blacklist" -> add(bans, Kind.MODPROBE, argument, false);
                case "rd.driver.blacklist", "rdblacklist" -> add(bans, Kind.DRACUT, argument, true);
                case "blacklist" -> {
                    bans.removeIf(ban -> ban.kind == Kind.INITRAMFS_TOOLS);
                    add(bans, Kind.INITRAMFS_TOOLS, argument, true);
                }
                case "initcall_blacklist", "initcall-blacklist" -> add(bans, Kind.INITCALL, argument, false);
                case "module_blacklist", "module-blacklist" -> {
                    bans.removeIf(ban -> ban.kind == Kind.KERNEL);
                    add(bans, Kind.KERNEL, argument, false);
                }
                default -> {
                    // Says nothing about modules.
                }
            }
        }
        return bans;
    }

    private static void add(List<Ban> bans, Kind kind, Argument argument, boolean normalised) {
        String value = argument.value();
        // The kernel takes quotes off; kmod does not, and so finds no module by such a name.
        boolean kernels = kind == Kind.KERNEL || kind == Kind.INITCALL;
        if (kernels && value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")) {
            value = value.substring(1, value.length() - 1);
        }
        for (String name : value.split(",", -1)) {
            if (!name.isEmpty()) {
                bans.add(new Ban(kind, normalised ? Kernel.normalise(name) : name, argument));
            }
        }
    }
}
