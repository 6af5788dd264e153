package org.imginspect.facts.packages;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;

/**
 * Paths that are looked for in lists of files, by every name that packages may list them by: a link that stands in the root directory
 * ({@code /lib}, which is {@code usr/lib}) gives what lies behind it a second one.
 */
final class WantedPaths {
    private static final long ROOT = PathHash.feed(PathHash.START, new byte[] {'/'}, 0, 1);

    private final LongSet hashes = new LongSet();
    private final Map<String, GuestPath> askedFor = new HashMap<>();

    /** @param paths without links */
    static WantedPaths of(GuestTree tree, Collection<GuestPath> paths) throws ImageException {
        Map<GuestPath, GuestPath> links = new HashMap<>();
        for (GuestName name : tree.list(GuestPath.ROOT)) {
            GuestPath link = GuestPath.ROOT.resolve(name);
            if (tree.lstat(link).map(Node::isSymlink).orElse(false)) {
                Optional<GuestPath> target = tree.resolve(link);
                if (target.isPresent() && tree.stat(target.get()).orElseThrow().isDirectory()) {
                    links.put(link, target.get());
                }
            }
        }
        WantedPaths wanted = new WantedPaths();
        for (GuestPath path : paths) {
            wanted.add(path, path);
            for (Map.Entry<GuestPath, GuestPath> link : links.entrySet()) {
                if (path.startsWith(link.getValue()) && !path.equals(link.getValue())) {
                    wanted.add(link.getKey().append(path.below(link.getValue())), path);
                }
            }
        }
        return wanted;
    }

    private void add(GuestPath listed, GuestPath path) {
        byte[] bytes = listed.toBytes();
        hashes.add(PathHash.of(bytes, 0, bytes.length));
        askedFor.put(new String(bytes, StandardCharsets.ISO_8859_1), path);
    }

    /** Whether it is worth to make a path of what has this hash. */
    boolean mayContain(long hash) {
        return hashes.contains(hash);
    }

    /** The path that was asked for, of the one that a package lists. */
    Optional<GuestPath> find(byte[] array, int from, int end) {
        return Optional.ofNullable(askedFor.get(new String(array, from, end - from, StandardCharsets.ISO_8859_1)));
    }

    /** As {@link #find}, for lists that leave out the slash at the begin. */
    Optional<GuestPath> findBelowRoot(byte[] array, int from, int end) {
        if (!hashes.contains(PathHash.finish(PathHash.feed(ROOT, array, from, end)))) {
            return Optional.empty();
        }
        return Optional.ofNullable(
                askedFor.get("/" + new String(array, from, end - from, StandardCharsets.ISO_8859_1)));
    }
}
