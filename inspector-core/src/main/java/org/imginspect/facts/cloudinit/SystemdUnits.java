package org.imginspect.facts.cloudinit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;
import org.jspecify.annotations.Nullable;

/** Just enough of systemd.unit(5) to tell whether a unit is there, masked, and wanted. */
final class SystemdUnits {
    /** The load path without /run, which no disk holds; the first directory that has a name decides. */
    private static final String[] LOAD_PATH = {
        "/etc/systemd/system", "/usr/local/lib/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system"
    };

    private static final String[] GENERATOR_PATH = {
        "/etc/systemd/system-generators",
        "/usr/local/lib/systemd/system-generators",
        "/usr/lib/systemd/system-generators",
        "/lib/systemd/system-generators"
    };

    private static final GuestPath NULL = GuestPath.of("/dev/null");

    private final GuestTree tree;
    private @Nullable List<GuestPath> wants;

    SystemdUnits(GuestTree tree) {
        this.tree = tree;
    }

    /** Where a unit's file lies; empty if there is none. */
    Optional<GuestPath> unit(String name) throws ImageException {
        return first(LOAD_PATH, name);
    }

    /** Where a generator lies; empty if there is none. */
    Optional<GuestPath> generator(String name) throws ImageException {
        return first(GENERATOR_PATH, name);
    }

    private Optional<GuestPath> first(String[] directories, String name) throws ImageException {
        for (String directory : directories) {
            GuestPath path = GuestPath.of(directory).resolve(name);
            if (tree.lstat(path).isPresent()) {
                return Optional.of(path);
            }
        }
        return Optional.empty();
    }

    /** Whether the file switches its name off: a link to /dev/null, or no content. */
    boolean isMasked(GuestPath path) throws ImageException {
        Optional<Node> node = tree.lstat(path);
        if (node.isPresent() && node.get().isSymlink()) {
            return isNull(path);
        }
        return node.isPresent() && node.get().isFile() && node.get().sizeBytes() == 0;
    }

    /** The units whose {@code .wants} or {@code .requires} directory names this one. */
    List<String> wantedBy(String name) throws ImageException {
        if (wants == null) {
            wants = wantsDirectories();
        }
        List<String> wanting = new ArrayList<>();
        for (GuestPath directory : wants) {
            GuestPath link = directory.resolve(name);
            if (tree.lstat(link).isPresent() && !isNull(link) && !isHidden(link)) {
                String text = directory.name().text();
                wanting.add(text.substring(0, text.lastIndexOf('.')));
            }
        }
        return wanting;
    }

    /** Each once, though /lib is a link to /usr/lib nearly everywhere. */
    private List<GuestPath> wantsDirectories() throws ImageException {
        List<GuestPath> found = new ArrayList<>();
        Set<GuestPath> seen = new HashSet<>();
        for (String directory : LOAD_PATH) {
            Optional<GuestPath> units = tree.resolve(GuestPath.of(directory));
            if (units.isEmpty() || !seen.add(units.get())) {
                continue;
            }
            for (GuestName entry : tree.list(units.get())) {
                String text = entry.text();
                if (text.endsWith(".wants") || text.endsWith(".requires")) {
                    found.add(units.get().resolve(entry));
                }
            }
        }
        return found;
    }

    /** Whether /etc has the same link leading to /dev/null, which hides the vendor's. */
    private boolean isHidden(GuestPath link) throws ImageException {
        GuestPath directory = link.parent().orElseThrow();
        return isNull(GuestPath.of(LOAD_PATH[0]).resolve(directory.name()).resolve(link.name()));
    }

    private boolean isNull(GuestPath link) throws ImageException {
        Optional<GuestName> target = tree.readLink(link);
        if (target.isEmpty()) {
            return false;
        }
        String text = target.get().text();
        if (text.isEmpty() || text.indexOf('\0') >= 0) {
            return false;
        }
        GuestPath place = text.startsWith("/")
                ? GuestPath.of(text)
                : link.parent().orElseThrow().resolve(text);
        return place.equals(NULL);
    }
}
