package org.imginspect.facts.kernel;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imginspect.guest.GuestPath;

/**
 * One kernel of the guest.
 *
 * @param release as {@code uname -r} prints it
 * @param image its file in {@code /boot}; empty if there is none
 * @param modulesDirectory {@code /lib/modules/RELEASE}; empty if there is none
 * @param builtIn the modules compiled into it, by {@link #normalise normalised} name; empty if {@code modules.builtin} is not there
 * @param modules the modules that {@code modules.dep} lists, by normalised name
 * @param config its configuration, {@code CONFIG_X} to {@code y}, {@code m} or a value; options that are not set are left out. Empty if
 *     neither {@code /boot/config-RELEASE} nor the modules' directory has it
 * @param configFile the file {@code config} was read from; empty if there is none
 */
public record Kernel(
        String release,
        Optional<GuestPath> image,
        Optional<GuestPath> modulesDirectory,
        Set<String> builtIn,
        Map<String, Module> modules,
        Map<String, String> config,
        Optional<GuestPath> configFile) {
    public Kernel {
        builtIn = Set.copyOf(builtIn);
        modules = Map.copyOf(modules);
        config = Map.copyOf(config);
    }

    /**
     * A module.
     *
     * @param file its file, as {@code modules.dep} has it; whether it is there is for the tree to say
     * @param needs the normalised names of the modules it needs, directly or not
     */
    public record Module(GuestPath file, Set<String> needs) {
        public Module {
            needs = Set.copyOf(needs);
        }
    }

    /** A module's name as the kernel has it: {@code virtio-net} is {@code virtio_net}. */
    public static String normalise(String name) {
        return name.replace('-', '_');
    }
}
