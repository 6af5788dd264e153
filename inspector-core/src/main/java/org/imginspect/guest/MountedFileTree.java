package org.imginspect.guest;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.imginspect.error.ImageException;
import org.imginspect.io.ByteSource;

/** Several file systems put together as the guest's own fstab says: a path is looked up in the deepest mount that covers it. */
public final class MountedFileTree implements FileTree {
    private final TreeMap<GuestPath, FileTree> mounts;
    /** The names of mount points by their directory: whoever mounts makes those that are missing, as systemd does. */
    private final Map<GuestPath, TreeSet<GuestName>> mountedIn = new HashMap<>();

    /**
     * @param mounts by mount point, which holds no symbolic link; {@link GuestPath#ROOT} must be among them
     */
    public MountedFileTree(Map<GuestPath, ? extends FileTree> mounts) {
        if (!mounts.containsKey(GuestPath.ROOT)) {
            throw new IllegalArgumentException("no file system is mounted at /");
        }
        this.mounts = new TreeMap<>(mounts);
        for (GuestPath point : mounts.keySet()) {
            point.parent()
                    .ifPresent(parent -> mountedIn
                            .computeIfAbsent(parent, any -> new TreeSet<>())
                            .add(point.name()));
        }
    }

    private record Place(FileTree tree, GuestPath path) {}

    private Place place(GuestPath path) {
        GuestPath at = path;
        while (true) {
            FileTree tree = mounts.get(at);
            if (tree != null) {
                return new Place(tree, path.below(at));
            }
            at = at.parent().orElseThrow();
        }
    }

    @Override
    public Optional<Node> stat(GuestPath path) throws ImageException {
        Place place = place(path);
        return place.tree.stat(place.path);
    }

    @Override
    public List<GuestName> list(GuestPath directory) throws ImageException {
        Place place = place(directory);
        List<GuestName> names = place.tree.list(place.path);
        TreeSet<GuestName> mounted = mountedIn.get(directory);
        if (mounted == null || names.containsAll(mounted)) {
            return names;
        }
        mounted = new TreeSet<>(mounted);
        mounted.addAll(names);
        return List.copyOf(mounted);
    }

    @Override
    public GuestName readLink(GuestPath symlink) throws ImageException {
        Place place = place(symlink);
        return place.tree.readLink(place.path);
    }

    @Override
    public ByteSource open(GuestPath file) throws ImageException {
        Place place = place(file);
        return place.tree.open(place.path);
    }

    @Override
    public Map<String, byte[]> xattrs(GuestPath path) throws ImageException {
        Place place = place(path);
        return place.tree.xattrs(place.path);
    }

    @Override
    public boolean hasNothingBelow(GuestPath listed) {
        Place place = place(listed);
        return !place.path.isRoot() && place.tree.hasNothingBelow(place.path) && !holdsMount(listed);
    }

    /** A mount point that is missing in its file system shows in its parent all the same. */
    private boolean holdsMount(GuestPath path) {
        GuestPath next = mounts.ceilingKey(path);
        return next != null && next.startsWith(path);
    }

    @Override
    public void willOpen(Collection<GuestPath> files) throws ImageException {
        Map<FileTree, List<GuestPath>> byTree = new HashMap<>();
        for (GuestPath file : files) {
            Place place = place(file);
            byTree.computeIfAbsent(place.tree, tree -> new ArrayList<>()).add(place.path);
        }
        for (Map.Entry<FileTree, List<GuestPath>> entry : byTree.entrySet()) {
            entry.getKey().willOpen(entry.getValue());
        }
    }

    @Override
    public void close() throws ImageException {
        Set<FileTree> trees = new LinkedHashSet<>(mounts.values());
        for (FileTree tree : trees) {
            tree.close();
        }
    }
}
