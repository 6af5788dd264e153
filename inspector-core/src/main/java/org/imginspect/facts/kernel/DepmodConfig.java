package org.imginspect.facts.kernel;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/**
 * depmod.d(5): which of several files of one module depmod takes. The directories of the {@code search} line, the first of all beats those
 * behind it; {@code built-in} stands for the kernel's own; without such a line only {@code updates} beats the rest.
 */
final class DepmodConfig {
    private static final List<GuestPath> DIRECTORIES = List.of(
            GuestPath.of("/etc/depmod.d"),
            GuestPath.of("/run/depmod.d"),
            GuestPath.of("/usr/local/lib/depmod.d"),
            GuestPath.of("/usr/lib/depmod.d"),
            GuestPath.of("/lib/depmod.d"));

    private static final GuestPath OLD_FILE = GuestPath.of("/etc/depmod.conf");
    private static final String BUILT_IN = "built-in";

    private final List<String> search = new ArrayList<>();
    private final Set<String> overrides = new HashSet<>();

    private DepmodConfig() {}

    /** What holds for one kernel. */
    static DepmodConfig of(GuestTree tree, String release) throws ImageException {
        TreeMap<GuestName, GuestPath> files = new TreeMap<>();
        for (GuestPath directory : DIRECTORIES) {
            for (GuestName name : tree.list(directory)) {
                if (name.text().endsWith(".conf") && !name.text().startsWith(".")) {
                    files.putIfAbsent(name, directory.resolve(name));
                }
            }
        }
        DepmodConfig config = new DepmodConfig();
        if (tree.exists(OLD_FILE)) {
            config.read(tree.lines(OLD_FILE), release);
        }
        for (GuestPath file : files.values()) {
            config.read(tree.lines(file), release);
        }
        if (config.search.isEmpty()) {
            config.search.add("updates");
        }
        return config;
    }

    private void read(Optional<List<String>> lines, String release) {
        for (String line : lines.orElse(List.of())) {
            String[] words = line.strip().split("[ \t]+", -1);
            if (words[0].equals("search")) {
                search.addAll(List.of(words).subList(1, words.length));
            } else if (words[0].equals("override") && words.length == 4 && isFor(words[2], release)) {
                overrides.add(words[3] + "/" + words[1]);
            }
        }
    }

    /** An asterisk, or an extended regular expression that is searched for. */
    private static boolean isFor(String pattern, String release) {
        if (pattern.equals("*")) {
            return true;
        }
        try {
            return Pattern.compile(pattern).matcher(release).find();
        } catch (PatternSyntaxException e) {
            return false; // depmod passes over it too.
        }
    }

    /**
     * Whether depmod takes one file rather than another of the same module; files of equal standing it takes as the directory lists them.
     *
     * @param path below the directory of the kernel's modules: {@code updates/dkms/virtio_net.ko.xz}
     */
    boolean isBefore(String path, String other) {
        if (overrides.contains(stem(path))) {
            return true;
        }
        return !overrides.contains(stem(other)) && rank(path) < rank(other);
    }

    /** The place in the search order, from 0; what no word names has that of {@code built-in}. */
    private int rank(String path) {
        int builtIn = search.size();
        int own = -1;
        // A word that stands twice counts where it stands first.
        for (int i = search.size() - 1; i >= 0; i--) {
            String word = search.get(i);
            if (word.equals(BUILT_IN)) {
                builtIn = i;
            } else if (path.startsWith(word + "/")) {
                own = i;
            }
        }
        return own >= 0 ? own : builtIn;
    }

    private static String stem(String path) {
        int extension = path.indexOf(".ko", path.lastIndexOf('/') + 1);
        return extension < 0 ? path : path.substring(0, extension);
    }
}
