package org.imginspect.engine.libguestfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.error.ImageReadException;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.Node;
import org.imginspect.io.ArraySource;
import org.imginspect.io.ByteSource;
import org.imginspect.io.FileSource;
import org.imginspect.io.Limits;

/**
 * The contents of one tree's files. A few are read one by one; many, announced or noticed, come in one tar archive, which lies in a
 * host file that is already deleted while it is read.
 */
final class FileContents {
    static final int CHUNK_BYTES = 2 << 20;
    private static final int WORTH_A_TAR = 24;
    private static final int NOTICED_AFTER = 10;
    private static final long TAR_FILE_BYTES = 16L << 20;
    private static final long NOTICED_FILE_BYTES = 256L << 10;
    private static final long NOTICED_TOTAL_BYTES = 48L << 20;
    private static final long TAR_TOTAL_BYTES = 1L << 30;

    private record Chunk(GuestPath file, long index) {}

    private final Appliance appliance;
    private final GuestfsTree tree;
    private final String where;
    private final long cacheBytes;
    private final Map<GuestPath, ByteSource> fetched = new HashMap<>();
    private final List<ByteSource> archives = new ArrayList<>();
    private final LinkedHashMap<Chunk, byte[]> chunks = new LinkedHashMap<>(64, 0.75f, true);
    private long chunkBytes;
    private long fetchedBytes;

    FileContents(Appliance appliance, GuestfsTree tree, String where, Limits limits) {
        this.appliance = appliance;
        this.tree = tree;
        this.where = where;
        this.cacheBytes = limits.get(Limits.CACHE_BYTES);
    }

    ByteSource open(GuestPath file, Node node) throws ImageException {
        String name = where + " > " + file;
        if (node.sizeBytes() == 0) {
            return new ArraySource(new byte[0], name);
        }
        ByteSource known = fetched.get(file);
        if (known == null && node.sizeBytes() <= NOTICED_FILE_BYTES) {
            fetchNeighbours(file);
            known = fetched.get(file);
        }
        return known != null ? known : new GuestfsFile(this, file, node.sizeBytes(), name);
    }

    /** One chunk of a file, whole but for the file's last one. */
    synchronized byte[] chunk(GuestPath file, long index, int length, String name) throws ImageException {
        Chunk key = new Chunk(file, index);
        byte[] bytes = chunks.get(key);
        if (bytes != null) {
            return bytes;
        }
        try {
            bytes = appliance.call(name, g -> g.pread(tree.inAppliance(file), length, index * CHUNK_BYTES));
        } catch (GuestfsException e) {
            throw Failures.of("the file cannot be read", name, e);
        }
        if (bytes.length != length) {
            throw new ImageReadException(
                    "libguestfs: read " + bytes.length + " bytes of the file where there are " + length,
                    name,
                    index * CHUNK_BYTES);
        }
        chunks.put(key, bytes);
        chunkBytes += bytes.length;
        var oldest = chunks.entrySet().iterator();
        while (chunkBytes > cacheBytes && chunks.size() > 1) {
            chunkBytes -= oldest.next().getValue().length;
            oldest.remove();
        }
        return bytes;
    }

    /** See {@link org.imginspect.guest.FileTree#willOpen}. */
    void willOpen(Collection<GuestPath> files) throws ImageException {
        Set<GuestPath> wanted = new LinkedHashSet<>();
        long total = 0;
        for (GuestPath file : files) {
            Optional<Node> node = tree.stat(file);
            if (node.isPresent() && isWorthFetching(file, node.get(), TAR_FILE_BYTES)) {
                total += node.get().sizeBytes();
                if (fetchedBytes + total > TAR_TOTAL_BYTES) {
                    break;
                }
                wanted.add(file);
            }
        }
        if (wanted.size() >= WORTH_A_TAR) {
            fetch(wanted, total);
        }
    }

    private boolean isWorthFetching(GuestPath file, Node node, long mostBytes) {
        return node.isFile() && node.sizeBytes() > 0 && node.sizeBytes() <= mostBytes && !fetched.containsKey(file);
    }

    /** Who opened ten small files of a directory will open more. */
    private void fetchNeighbours(GuestPath file) throws ImageException {
        GuestPath directory = file.parent().orElseThrow();
        GuestfsTree.Listing listing = tree.listing(directory).orElseThrow();
        if (++listing.opened != NOTICED_AFTER) {
            return;
        }
        Set<GuestPath> wanted = new LinkedHashSet<>();
        long total = 0;
        for (GuestName name : listing.names) {
            Node node = listing.nodes.get(name);
            GuestPath path = directory.resolve(name);
            if (node != null && isWorthFetching(path, node, NOTICED_FILE_BYTES)) {
                wanted.add(path);
                total += node.sizeBytes();
            }
        }
        if (wanted.size() >= WORTH_A_TAR && total <= NOTICED_TOTAL_BYTES) {
            fetch(wanted, total);
        }
    }

    private void fetch(Set<GuestPath> wanted, long totalBytes) throws ImageException {
        GuestPath top = commonDirectory(wanted);
        List<byte[]> excludes = excludes(top, wanted);
        Path file = appliance.directory().newFile("tar");
        // Headers, padding and what could not be left out by name.
        long cap = 2 * totalBytes + 4096L * wanted.size() + (64L << 20);
        try {
            try {
                appliance.order(where, file, cap, g -> g.tarOut(tree.inAppliance(top), file, excludes));
                ByteSource archive = FileSource.open(file);
                archives.add(archive);
                keep(archive, top, wanted);
            } catch (GuestfsException e) {
                // tar fails as a whole when one file cannot be read, and pads it with zeros: nothing of it is believed.
                // Each file
                // is read by itself then.
                return;
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (ImageException e) {
            throw e;
        } catch (IOException e) {
            throw new ImageReadException("libguestfs: what the appliance wrote cannot be deleted", where, e);
        }
    }

    private void keep(ByteSource archive, GuestPath top, Set<GuestPath> wanted) throws ImageException {
        for (Map.Entry<GuestPath, TarIndex.Content> entry :
                TarIndex.read(archive).entrySet()) {
            GuestPath path = top.append(entry.getKey());
            TarIndex.Content content = entry.getValue();
            Optional<Node> node = wanted.contains(path) ? tree.stat(path) : Optional.empty();
            if (node.isPresent() && node.get().sizeBytes() == content.length()) {
                fetched.put(
                        path, new RenamedSource(archive.slice(content.offset(), content.length(), ""), where, path));
                fetchedBytes += content.length();
            }
        }
    }

    private static GuestPath commonDirectory(Set<GuestPath> files) {
        GuestPath top = null;
        for (GuestPath file : files) {
            GuestPath directory = file.parent().orElseThrow();
            if (top == null) {
                top = directory;
            }
            while (!directory.startsWith(top)) {
                top = top.parent().orElseThrow();
            }
        }
        return top == null ? GuestPath.ROOT : top;
    }

    /** Patterns for all that is not wanted below {@code top}: whole directories where nothing in them is. */
    private List<byte[]> excludes(GuestPath top, Set<GuestPath> wanted) throws ImageException {
        Set<GuestPath> onTheWay = new HashSet<>();
        for (GuestPath file : wanted) {
            GuestPath directory = file.parent().orElseThrow();
            while (!directory.equals(top) && onTheWay.add(directory)) {
                directory = directory.parent().orElseThrow();
            }
        }
        onTheWay.add(top);
        List<byte[]> excludes = new ArrayList<>();
        for (GuestPath directory : onTheWay) {
            for (GuestName name : tree.list(directory)) {
                GuestPath path = directory.resolve(name);
                if (!wanted.contains(path) && !onTheWay.contains(path)) {
                    excludes.add(pattern(path.below(top)));
                }
            }
        }
        return excludes;
    }

    /**
     * A pattern for tar's {@code -X} file, which is read by the line, with white space at the line's end dropped. It begins with
     * {@code ./} and so matches nothing but the whole name.
     */
    static byte[] pattern(GuestPath path) {
        byte[] bytes = path.toBytes();
        byte[] pattern = new byte[2 * bytes.length + 1];
        int length = 0;
        pattern[length++] = '.';
        int end = bytes.length;
        while (end > 0 && isSpace(bytes[end - 1])) {
            end--;
        }
        for (int i = 0; i < bytes.length; i++) {
            byte b = bytes[i];
            if (b == '\n' || i >= end) {
                pattern[length++] = '?';
                continue;
            }
            if (b == '\\' || b == '*' || b == '?' || b == '[' || b == ']') {
                pattern[length++] = '\\';
            }
            pattern[length++] = b;
        }
        return java.util.Arrays.copyOf(pattern, length);
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || (b >= '\t' && b <= '\r');
    }

    void close() {
        for (ByteSource archive : archives) {
            try {
                archive.close();
            } catch (ImageException e) {
                // It was deleted already, and is read no more.
            }
        }
        archives.clear();
        fetched.clear();
        chunks.clear();
    }
}
