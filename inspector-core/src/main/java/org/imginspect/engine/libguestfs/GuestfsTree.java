package org.imginspect.engine.libguestfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.ImageReadException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.guest.FileTree;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.Kind;
import org.imginspect.guest.Node;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;
import org.jspecify.annotations.Nullable;

/**
 * One file system that the appliance has mounted.
 *
 * <p>A round trip costs a millisecond or more, so names and stats are fetched by the directory, and all names at once when enough
 * directories were asked for. Absence is what a directory's list proves, never what a message says. A file is only ever read when
 * lstat said that it is a regular one.
 */
final class GuestfsTree implements FileTree {
    /** So many directories are listed one by one (two round trips each); then one find(1) lists them all. */
    private static final int LISTED_SINGLY = 40;

    private static final int MOST_NAME_BYTES = 256;

    private final Appliance appliance;
    private final String mountPoint;
    private final String where;
    private final boolean hasXattrs;
    private final Limits limits;
    private final FileContents contents;
    private final Map<GuestPath, Listing> listings = new HashMap<>();
    private @Nullable Map<GuestPath, List<GuestName>> allNames;
    private boolean findFailed;
    private @Nullable Node root;

    /** A directory: its names in byte order, and what is known of them. */
    static final class Listing {
        final List<GuestName> names;
        final Map<GuestName, Node> nodes;

        /** Names whose lstat failed: they are there, and nothing is known of them. */
        final Set<GuestName> failed;

        @Nullable
        Map<GuestName, GuestName> links;

        int opened;

        Listing(List<GuestName> names, Map<GuestName, Node> nodes) {
            this.names = names;
            this.nodes = nodes;
            Set<GuestName> unknown = new HashSet<>();
            if (nodes.size() < names.size()) {
                unknown.addAll(names);
                unknown.removeAll(nodes.keySet());
            }
            this.failed = unknown;
        }
    }

    /**
     * @param mountPoint in the appliance: {@code /m0}
     * @param where the storage path
     * @param hasXattrs whether its format knows extended attributes
     */
    GuestfsTree(Appliance appliance, String mountPoint, String where, boolean hasXattrs, Limits limits) {
        this.appliance = appliance;
        this.mountPoint = mountPoint;
        this.where = where;
        this.hasXattrs = hasXattrs;
        this.limits = limits;
        this.contents = new FileContents(appliance, this, where, limits);
    }

    @Override
    public Optional<Node> stat(GuestPath path) throws ImageException {
        if (path.isRoot()) {
            return Optional.of(rootNode());
        }
        Optional<Listing> parent = listing(path.parent().orElseThrow());
        if (parent.isEmpty()) {
            return Optional.empty();
        }
        return Optional.ofNullable(node(path, parent.get()));
    }

    /**
     * What a directory's listing says of its entry {@code path}; null if it proves that there is none.
     *
     * @throws DamagedImageException if it is listed, and lstat failed
     */
    private @Nullable Node node(GuestPath path, Listing parent) throws DamagedImageException {
        GuestName name = path.name();
        if (parent.failed.contains(name)) {
            throw new DamagedImageException(
                    "libguestfs: " + path + " is listed in its directory, but its inode cannot be read", where);
        }
        return parent.nodes.get(name);
    }

    @Override
    public boolean hasNothingBelow(GuestPath listed) {
        return allNames != null && !allNames.containsKey(listed);
    }

    @Override
    public List<GuestName> list(GuestPath directory) throws ImageException {
        // Whoever wants no more than the names of a directory, as a walk does of most, causes no lstat of them.
        if (allNames != null
                && !listings.containsKey(directory)
                && stat(directory).map(Node::isDirectory).orElse(false)) {
            return checked(directory, allNames.getOrDefault(directory, List.of()));
        }
        return listing(directory).orElseThrow(() -> new IllegalArgumentException(directory + " is no directory")).names;
    }

    @Override
    public GuestName readLink(GuestPath symlink) throws ImageException {
        require(symlink, Kind.SYMLINK);
        GuestPath parent = symlink.parent().orElseThrow();
        Listing listing = listing(parent).orElseThrow();
        Map<GuestName, GuestName> links = listing.links;
        if (links == null) {
            links = readLinks(parent, listing);
            listing.links = links;
        }
        GuestName target = links.get(symlink.name());
        if (target == null) {
            throw new ImageReadException("libguestfs: the target of " + symlink + " cannot be read", where);
        }
        return target;
    }

    private Map<GuestName, GuestName> readLinks(GuestPath directory, Listing listing) throws ImageException {
        List<byte[]> names = new ArrayList<>();
        for (GuestName name : listing.names) {
            Node node = listing.nodes.get(name);
            if (node != null && node.isSymlink()) {
                names.add(name.toBytes());
            }
        }
        List<byte[]> targets;
        try {
            targets = appliance.call(where, g -> g.readlinklist(inAppliance(directory), names));
        } catch (GuestfsException e) {
            throw failure("the links in " + directory + " cannot be read", e);
        }
        Map<GuestName, GuestName> links = new HashMap<>();
        for (int i = 0; i < names.size() && i < targets.size(); i++) {
            if (targets.get(i).length > 0) {
                links.put(GuestName.of(names.get(i)), GuestName.of(targets.get(i)));
            }
        }
        return links;
    }

    @Override
    public ByteSource open(GuestPath file) throws ImageException {
        Node node = require(file, Kind.FILE);
        return contents.open(file, node);
    }

    @Override
    public Map<String, byte[]> xattrs(GuestPath path) throws ImageException {
        if (stat(path).isEmpty()) {
            throw new IllegalArgumentException(path + " does not exist");
        }
        if (!hasXattrs) {
            return Map.of();
        }
        try {
            return appliance.call(where, g -> g.lgetxattrs(inAppliance(path)));
        } catch (GuestfsException e) {
            throw failure("the extended attributes of " + path + " cannot be read", e);
        }
    }

    @Override
    public void willOpen(Collection<GuestPath> files) throws ImageException {
        contents.willOpen(files);
    }

    @Override
    public void close() {
        // The appliance is ended as a whole; what was fetched is freed with it.
        contents.close();
    }

    private Node require(GuestPath path, Kind kind) throws ImageException {
        Optional<Node> node = stat(path);
        if (node.isEmpty() || node.get().kind() != kind) {
            throw new IllegalArgumentException(path + " is no " + kind);
        }
        return node.get();
    }

    private Node rootNode() throws ImageException {
        if (root == null) {
            byte[] name = Arrays.copyOfRange(inAppliance(GuestPath.ROOT), 1, mountPoint.length());
            root = stats(new byte[] {'/'}, List.of(GuestName.of(name))).values().stream()
                    .findFirst()
                    .orElseThrow(() -> new DamagedImageException(
                            "libguestfs: the inode of the root directory cannot be read", where));
        }
        return root;
    }

    /** A directory's listing; empty if the path is proved not to be a directory. */
    Optional<Listing> listing(GuestPath directory) throws ImageException {
        Listing known = listings.get(directory);
        if (known != null) {
            return Optional.of(known);
        }
        // From the top down, without recursion: a path may have thousands of parts.
        Deque<GuestPath> missing = new ArrayDeque<>();
        GuestPath at = directory;
        while (!listings.containsKey(at)) {
            missing.push(at);
            if (at.isRoot()) {
                break;
            }
            at = at.parent().orElseThrow();
        }
        while (!missing.isEmpty()) {
            GuestPath next = missing.pop();
            if (!next.isRoot()) {
                Listing parent = listings.get(next.parent().orElseThrow());
                Node node = parent == null ? null : node(next, parent);
                if (node == null || !node.isDirectory()) {
                    return Optional.empty();
                }
            }
            listings.put(next, read(next));
        }
        return Optional.ofNullable(listings.get(directory));
    }

    private List<GuestName> checked(GuestPath directory, List<GuestName> names) throws LimitExceededException {
        if (names.size() > limits.get(Limits.DIRECTORY_ENTRIES)) {
            throw new LimitExceededException(
                    "directory " + directory + " has " + names.size() + " entries",
                    Limits.DIRECTORY_ENTRIES,
                    limits.get(Limits.DIRECTORY_ENTRIES),
                    where);
        }
        return names;
    }

    private Listing read(GuestPath directory) throws ImageException {
        if (allNames == null && !findFailed && listings.size() >= LISTED_SINGLY) {
            findAll();
        }
        List<GuestName> names = allNames != null ? allNames.getOrDefault(directory, List.of()) : listNames(directory);
        checked(directory, names);
        return new Listing(names, names.isEmpty() ? Map.of() : stats(inAppliance(directory), names));
    }

    /** By name; those whose lstat failed are left out. */
    private Map<GuestName, Node> stats(byte[] directory, List<GuestName> names) throws ImageException {
        List<byte[]> bytes = new ArrayList<>(names.size());
        for (GuestName name : names) {
            bytes.add(name.toBytes());
        }
        List<@Nullable GuestfsStat> stats;
        try {
            stats = appliance.call(where, g -> g.lstatnslist(directory, bytes));
        } catch (GuestfsException e) {
            throw failure("the files in " + GuestPath.of(directory) + " cannot be looked at", e);
        }
        Map<GuestName, Node> nodes = new HashMap<>(names.size() * 2);
        for (int i = 0; i < names.size(); i++) {
            GuestfsStat stat = i < stats.size() ? stats.get(i) : null;
            Node node = stat == null ? null : stat.toNode();
            if (node != null) {
                nodes.put(names.get(i), node);
            }
        }
        return nodes;
    }

    private List<GuestName> listNames(GuestPath directory) throws ImageException {
        List<GuestName> names = new ArrayList<>();
        try {
            for (byte[] name : output(
                    "ls", limits.get(Limits.DIRECTORY_ENTRIES), (g, file) -> g.ls0(inAppliance(directory), file))) {
                names.add(GuestName.of(name));
            }
        } catch (GuestfsException e) {
            throw failure("directory " + directory + " cannot be read", e);
        }
        names.sort(null);
        return List.copyOf(names);
    }

    private void findAll() throws ImageException {
        Map<GuestPath, List<GuestName>> found = new HashMap<>();
        try {
            for (byte[] line : output(
                    "find", limits.get(Limits.NODES_WALKED), (g, file) -> g.find0(inAppliance(GuestPath.ROOT), file))) {
                byte[] absolute = line;
                if (line.length > 0 && line[0] != '/') {
                    absolute = new byte[line.length + 1];
                    absolute[0] = '/';
                    System.arraycopy(line, 0, absolute, 1, line.length);
                }
                GuestPath path = GuestPath.of(absolute);
                if (!path.isRoot()) {
                    found.computeIfAbsent(path.parent().orElseThrow(), any -> new ArrayList<>())
                            .add(path.name());
                }
            }
        } catch (GuestfsException e) {
            // One directory that cannot be read fails the whole call; singly, only those who ask for that one are told
            // so.
            findFailed = true;
            return;
        }
        for (List<GuestName> names : found.values()) {
            names.sort(null);
        }
        allNames = found;
    }

    /** A call that writes names ended by NULs to a host file. */
    @FunctionalInterface
    private interface NamesCall {
        void on(GuestfsHandle handle, Path file) throws GuestfsException;
    }

    private List<byte[]> output(String name, long mostNames, NamesCall call) throws ImageException, GuestfsException {
        Path file = appliance.directory().newFile(name);
        long cap = Math.min(Integer.MAX_VALUE, Math.multiplyExact(mostNames, MOST_NAME_BYTES));
        try {
            try {
                appliance.order(where, file, cap, g -> call.on(g, file));
                byte[] text = Files.readAllBytes(file);
                List<byte[]> lines = new ArrayList<>();
                int from = 0;
                for (int i = 0; i < text.length; i++) {
                    if (text[i] == 0) {
                        if (i > from) {
                            lines.add(Arrays.copyOfRange(text, from, i));
                        }
                        from = i + 1;
                    }
                }
                return lines;
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (ImageException e) {
            throw e;
        } catch (IOException e) {
            throw new ImageReadException("libguestfs: what the appliance wrote cannot be read", where, e);
        }
    }

    /** A path as the appliance knows it. */
    byte[] inAppliance(GuestPath path) {
        return GuestPath.of(mountPoint).append(path).toBytes();
    }

    /** What a failed call means while the appliance lives. */
    ImageException failure(String what, GuestfsException e) {
        return Failures.of(what, where, e);
    }
}
