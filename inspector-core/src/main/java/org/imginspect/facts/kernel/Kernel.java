package org.imginspect.facts.kernel;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** One kernel of the guest. Immutable. */
public final class Kernel {
    private final String release;
    private final Optional<GuestPath> image;
    private final Optional<GuestPath> directory;
    private final Set<String> builtIn;
    private final Map<String, String> dependencyLines;
    private final Optional<GuestPath> configFile;

    /**
     * @param release as {@code uname -r} prints it
     * @param image its file in {@code /boot}; empty if there is none
     * @param directory {@code /lib/modules/RELEASE}; empty if there is none
     * @param builtInList the lines of {@code modules.builtin}
     * @param dependencies the lines of {@code modules.dep}
     * @param configFile its configuration; empty if there is none
     */
    Kernel(
            String release,
            Optional<GuestPath> image,
            Optional<GuestPath> directory,
            List<String> builtInList,
            List<String> dependencies,
            Optional<GuestPath> configFile) {
        this.release = release;
        this.image = image;
        this.directory = directory;
        this.configFile = configFile;
        this.builtIn = new HashSet<>(builtInList.size() * 2);
        for (String line : builtInList) {
            this.builtIn.add(moduleName(line));
        }
        this.dependencyLines = new HashMap<>(dependencies.size() * 2);
        for (String line : dependencies) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                this.dependencyLines.put(moduleName(line.substring(0, colon)), line);
            }
        }
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

    /** {@code kernel/drivers/block/virtio-blk.ko.xz} is {@code virtio_blk}; empty text if it is no module's file. */
    static String moduleName(String path) {
        int start = path.lastIndexOf('/') + 1;
        int end = path.indexOf(".ko", start);
        return end < 0 ? "" : normalise(path.substring(start, end));
    }

    /** As {@code uname -r} prints it. */
    public String release() {
        return release;
    }

    /** Its file in {@code /boot}; empty if there is none. */
    public Optional<GuestPath> image() {
        return image;
    }

    /** {@code /lib/modules/RELEASE}; empty if there is none. */
    public Optional<GuestPath> directory() {
        return directory;
    }

    /** {@code /boot/config-RELEASE} or the modules' directory's; empty if there is none. */
    public Optional<GuestPath> configFile() {
        return configFile;
    }

    /** A module that {@code modules.dep} lists; empty if it lists none of that name, so that nothing can load it. */
    public Optional<Module> module(String name) {
        String line = dependencyLines.get(normalise(name));
        if (line == null || directory.isEmpty() || line.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        int colon = line.indexOf(':');
        Set<String> needs = new HashSet<>();
        for (String needed : line.substring(colon + 1).strip().split(" +", -1)) {
            if (!needed.isEmpty()) {
                needs.add(moduleName(needed));
            }
        }
        String file = line.substring(0, colon);
        return Optional.of(new Module(
                file.startsWith("/") ? GuestPath.of(file) : directory.get().resolve(file), needs));
    }

    /**
     * Whether a module is compiled into it.
     *
     * @param name the module's
     * @param option the configuration's option for it, {@code CONFIG_VIRTIO_NET}, which decides where there is no
     *     {@code modules.builtin}
     */
    public boolean hasBuiltIn(String name, String option, GuestTree tree) throws ImageException {
        if (builtIn.contains(normalise(name))) {
            return true;
        }
        return configFile.isPresent() && isY(tree.bytes(configFile.get()).orElse(new byte[0]), option + "=y");
    }

    /**
     * What its configuration says of an option.
     *
     * @param option {@code CONFIG_VIRTIO_NET}
     * @return {@code y}, {@code m} or another value; {@code n} if it is not set, or not there at all; empty if there is no configuration
     */
    public Optional<String> option(String option, GuestTree tree) throws ImageException {
        if (configFile.isEmpty()) {
            return Optional.empty();
        }
        for (String line : tree.lines(configFile.get()).orElse(List.of())) {
            if (line.startsWith(option) && line.startsWith("=", option.length())) {
                return Optional.of(line.substring(option.length() + 1).strip());
            }
        }
        return Optional.of("n");
    }

    /** Whether a line is exactly {@code wanted}. */
    private static boolean isY(byte[] file, String wanted) {
        int length = wanted.length();
        int start = 0;
        for (int i = 0; i <= file.length; i++) {
            if (i == file.length || file[i] == '\n') {
                if (i - start == length && matches(file, start, wanted)) {
                    return true;
                }
                start = i + 1;
            }
        }
        return false;
    }

    private static boolean matches(byte[] file, int start, String wanted) {
        for (int i = 0; i < wanted.length(); i++) {
            if (file[start + i] != wanted.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
