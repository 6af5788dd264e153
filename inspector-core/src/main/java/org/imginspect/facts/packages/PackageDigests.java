package org.imginspect.facts.packages;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
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
}
