package org.imginspect.facts.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** Files as a firmware finds them: FAT does not tell upper from lower case. */
final class EfiPaths {
    private final GuestTree tree;

    EfiPaths(GuestTree tree) {
        this.tree = tree;
    }

    /** Where {@code path}, with slashes or backslashes, leads from {@code root}; empty if it is absent. */
    Optional<GuestPath> find(GuestPath root, String path) throws ImageException {
        GuestPath at = root;
        for (GuestName name :
                GuestPath.of(("/" + path).replace('\\', '/').replace("\0", "")).names()) {
            GuestPath next = at.resolve(name);
            if (tree.lstat(next).isEmpty()) {
                Optional<GuestName> other = other(at, name);
                if (other.isEmpty()) {
                    return Optional.empty();
                }
                next = at.resolve(other.get());
            }
            at = next;
        }
        return Optional.of(at);
    }

    private Optional<GuestName> other(GuestPath directory, GuestName name) throws ImageException {
        String wanted = lower(name);
        for (GuestName candidate : tree.list(directory)) {
            if (lower(candidate).equals(wanted)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    /** The files of a directory that end with {@code suffix}, but do not begin with a period or {@code auto-}, by name. */
    List<GuestPath> files(GuestPath root, String directory, String suffix) throws ImageException {
        List<GuestPath> files = new ArrayList<>();
        Optional<GuestPath> place = find(root, directory);
        if (place.isPresent()) {
            for (GuestName name : tree.list(place.get())) {
                String text = lower(name);
                GuestPath file = place.get().resolve(name);
                if (text.endsWith(suffix)
                        && !text.startsWith(".")
                        && !name.text().startsWith("auto-")
                        && tree.stat(file).map(node -> node.isFile()).orElse(false)) {
                    files.add(file);
                }
            }
        }
        return files;
    }

    static String lower(GuestName name) {
        return name.text().toLowerCase(Locale.ROOT);
    }
}
