package org.imginspect.facts.packages;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.facts.Fact;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.io.ByteSource;
import org.imginspect.io.SourceInputStream;

/**
 * What packages say of the content of their files. Nothing is read before it is asked for, and each question goes through the whole
 * database: ask for many files at once.
 */
public final class PackageDigests implements Fact {
    private static final int CHUNK = 1 << 16;
    /** Files that are announced at a time to an engine that fetches them together. */
    private static final int BATCH = 256;

    private final GuestTree tree;
    private final Packages packages;

    PackageDigests(GuestTree tree, Packages packages) {
        this.tree = tree;
        this.packages = packages;
    }

    /**
     * What packages list of these files; nothing of a file that no package lists, and several entries for one that several do.
     *
     * @param paths without links
     */
    public List<ListedFile> listed(Collection<GuestPath> paths) throws ImageException {
        List<ListedFile> found = new ArrayList<>();
        packages.source().find(packages, WantedPaths.of(tree, paths), found::add);
        return found;
    }

    /** Shown the files that packages bring, one after the other. */
    @FunctionalInterface
    public interface Visitor {
        /** One file; its path is as the package has it, and may lead through links. */
        void visit(ListedFile file) throws ImageException;
    }

    /**
     * Shows everything that packages bring, package after package, but for configuration and what packages only name. A directory or
     * link has no digest; nor has a regular file whose package keeps none.
     */
    public void all(Visitor visitor) throws ImageException {
        packages.source().findAll(packages, visitor::visit);
    }

    /**
     * Whether the content of a file, links followed, comes to a digest; empty if it is absent or no regular file.
     *
     * @throws ImageException if it cannot be read
     */
    public Optional<Boolean> matches(GuestPath file, FileDigest digest) throws ImageException {
        Optional<ByteSource> opened = tree.open(file);
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        try (ByteSource source = opened.get();
                InputStream in = new SourceInputStream(source)) {
            MessageDigest sum = MessageDigest.getInstance(digest.algorithm().javaName());
            byte[] chunk = new byte[CHUNK];
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                sum.update(chunk, 0, count);
            }
            return Optional.of(HexFormat.of().formatHex(sum.digest()).equals(digest.hex()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + digest.algorithm(), e);
        } catch (ImageException e) {
            throw e;
        } catch (IOException e) {
            throw new DamagedImageException("file cannot be read", file.toString(), e);
        }
    }

    /**
     * Those of many files that do not come to their digest, are absent or no regular files, in the order given; links are followed. Read on as
     * many threads as there are processors.
     *
     * @throws ImageException if one cannot be read
     */
    public Set<GuestPath> altered(Map<GuestPath, FileDigest> files) throws ImageException {
        Set<GuestPath> absent = new HashSet<>();
        Set<GuestPath> different = new HashSet<>();
        List<GuestPath> paths = List.copyOf(files.keySet());
        try (FileSums sums = new FileSums()) {
            for (int from = 0; from < paths.size(); from += BATCH) {
                List<GuestPath> batch = paths.subList(from, Math.min(paths.size(), from + BATCH));
                tree.willOpen(batch);
                for (GuestPath path : batch) {
                    Optional<ByteSource> opened = tree.open(path);
                    if (opened.isEmpty()) {
                        absent.add(path);
                    } else {
                        sums.compare(opened.get(), Objects.requireNonNull(files.get(path)), equal -> {
                            if (!equal) {
                                different.add(path);
                            }
                        });
                    }
                }
            }
            sums.finish();
        }
        Set<GuestPath> altered = new LinkedHashSet<>();
        for (GuestPath path : paths) {
            if (absent.contains(path) || different.contains(path)) {
                altered.add(path);
            }
        }
        return altered;
    }
}
