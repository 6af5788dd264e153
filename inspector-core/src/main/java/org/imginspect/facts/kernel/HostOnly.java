package org.imginspect.facts.kernel;

import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** Whether an initial RAM file system says that it was made for one machine only. */
final class HostOnly {
    private static final GuestPath CMDLINE = GuestPath.of("/etc/cmdline.d");

    private HostOnly() {}

    /** @param configuration what was kept of the archive */
    static Optional<String> evidence(GuestTree configuration) throws ImageException {
        for (String library : new String[] {"/usr/lib/dracut/", "/lib/dracut/"}) {
            if (configuration.exists(GuestPath.of(library + "hostonly-kernel-modules.txt"))) {
                return Optional.of("dracut made it for the modules loaded at that time (hostonly_mode=strict)");
            }
            String parameters = configuration
                    .text(GuestPath.of(library + "build-parameter.txt"))
                    .orElse("");
            if (isHostOnly(parameters)) {
                return Optional.of("dracut was called with --hostonly");
            }
        }
        for (GuestName name : configuration.list(CMDLINE)) {
            String text = name.text();
            // Force-loaded drivers and kernel_cmdline= stand there in a generic archive too.
            if (!text.startsWith("20-force_driver") && !text.equals("01-default.conf")) {
                return Optional.of("dracut noted this machine's disks in etc/cmdline.d/" + text);
            }
        }
        String modules = modules(configuration);
        return modules.equals("dep") ? Optional.of("initramfs-tools made it with MODULES=dep") : Optional.empty();
    }

    private static boolean isHostOnly(String parameters) {
        boolean hostOnly = false;
        for (String word : parameters.replace("'", " ").split("\\s+", -1)) {
            switch (word) {
                case "-H", "--hostonly" -> hostOnly = true;
                case "-N", "--no-hostonly" -> hostOnly = false;
                default -> {
                    // Says nothing about that.
                }
            }
        }
        return hostOnly;
    }

    /** initramfs.conf, then conf.d in order, as mkinitramfs sources them. */
    private static String modules(GuestTree configuration) throws ImageException {
        String modules = "";
        GuestPath directory = GuestPath.of("/conf/conf.d");
        modules = last(configuration.text(GuestPath.of("/conf/initramfs.conf")).orElse(""), modules);
        for (GuestName name : configuration.list(directory)) {
            modules = last(configuration.text(directory.resolve(name)).orElse(""), modules);
        }
        return modules;
    }

    private static String last(String text, String before) {
        String value = before;
        for (String line : text.split("\n", -1)) {
            if (line.startsWith("MODULES=")) {
                value = line.substring("MODULES=".length()).replace("\"", "").strip();
            }
        }
        return value;
    }
}
