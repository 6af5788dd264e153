package org.imginspect.engine.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.ImageReadException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.image.DiskImage;
import org.imginspect.image.ImageFormat;
import org.imginspect.image.OtherFiles;
import org.imginspect.io.ByteSource;
import org.imginspect.io.FileSource;
import org.imginspect.io.Limits;

/**
 * The files inside one directory of the host, which the user allowed. A name is relative to the directory of the file that has it, is
 * refused unread if it is absolute, has a protocol or climbs out of the allowed directory, and leads to a regular file whose real path,
 * all symbolic links resolved, lies inside the real directory. A file that leads back to itself is found by its file key.
 *
 * <p>Not for several threads: containers open what they need while they are opened.
 */
public final class AllowedFiles implements OtherFiles {
    private final Allowance allowance;
    private final String image;
    private final Path base;
    private final Set<Object> chain;

    /** What all files of one chain share. */
    private record Allowance(Path directory, Limits limits, List<ByteSource> opened) implements Closeable {
        @Override
        public void close() throws ImageException {
            ImageException first = null;
            for (ByteSource source : opened) {
                try {
                    source.close();
                } catch (ImageException e) {
                    first = e;
                }
            }
            opened.clear();
            if (first != null) {
                throw first;
            }
        }
    }

    /** A file that may be opened: by its real path. */
    private record Allowed(Path real, Path base, Object key) {}

    private AllowedFiles(Allowance allowance, String image, Path base, Set<Object> chain) {
        this.allowance = allowance;
        this.image = image;
        this.base = base;
        this.chain = chain;
    }

    /**
     * Those that {@code image} may name.
     *
     * @param directory from inside which files may be opened
     * @throws ImageReadException if there is no such directory
     */
    public static AllowedFiles inside(Path directory, Path image, Limits limits) throws ImageException {
        Path real = real(directory);
        if (!Files.isDirectory(real)) {
            throw new ImageReadException("allowed as the directory of other files, but no directory", real.toString());
        }
        Path base = parent(image.toAbsolutePath());
        Allowance allowance = new Allowance(real, limits, new ArrayList<>());
        return new AllowedFiles(allowance, image.toString(), real(base), Set.of(key(real(image))));
    }

    /** The sizes of all that was opened here and for the parents, together. */
    long openedBytes() {
        long bytes = 0;
        for (ByteSource source : allowance.opened) {
            bytes += source.size();
        }
        return bytes;
    }

    /** Closes all that was opened here and for the parents; closing them twice does no harm. */
    public void closeAll() throws ImageException {
        allowance.close();
    }

    @Override
    public ByteSource bytes(String name, String role) throws ImageException {
        return open(allowed(name, role), role);
    }

    @Override
    public DiskImage parent(String name, String role, String format) throws ImageException {
        ImageFormat reader = reader(name, role, format);
        long depth = allowance.limits.get(Limits.BACKING_DEPTH);
        if (chain.size() > depth) {
            throw new LimitExceededException(
                    "the " + role + " '" + name + "' is one file more in a chain than is followed",
                    Limits.BACKING_DEPTH,
                    depth,
                    image);
        }
        Allowed file = allowed(name, role);
        Set<Object> longer = new HashSet<>(chain);
        longer.add(file.key);
        OtherFiles others = new AllowedFiles(allowance, file.real.toString(), file.base, longer);
        // Each file of the chain has half the cache of the one before: all together less than two have.
        long cache = Math.max(1 << 20, allowance.limits.get(Limits.CACHE_BYTES) >> chain.size());
        return reader.open(open(file, role), others, allowance.limits.with(Limits.CACHE_BYTES, cache));
    }

    /** As the header says it, never as the file's first bytes would have it: they may be the guest's. */
    private ImageFormat reader(String name, String role, String format) throws UnsupportedFeatureException {
        // qemu's name of VHD is Virtual PC's.
        String id = format.equals("vpc") ? "vhd" : format;
        for (ImageFormat known : Formats.IMAGES) {
            if (known.id().equals(id)) {
                return known;
            }
        }
        throw new UnsupportedFeatureException(
                "the " + role + " '" + name + "' is said to be of the format '" + format + "', which is not read",
                image);
    }

    private ByteSource open(Allowed file, String role) throws ImageException {
        long most = allowance.limits.get(Limits.OTHER_FILES);
        if (allowance.opened.size() >= most) {
            throw new LimitExceededException(
                    "the image names more other files than are opened, the next one as its " + role,
                    Limits.OTHER_FILES,
                    most,
                    image);
        }
        ByteSource source = FileSource.open(file.real);
        allowance.opened.add(source);
        return source;
    }

    private Allowed allowed(String name, String role) throws ImageException {
        String what = "the " + role + " '" + name + "'";
        if (name.isEmpty()) {
            throw new DamagedImageException("the name of the " + role + " is empty", image);
        }
        // As qemu tells protocols (path_has_protocol): a colon before the first slash. json: is one of them, and so is
        // C:\.
        int colon = name.indexOf(':');
        if (colon >= 0 && (name.indexOf('/') < 0 || colon < name.indexOf('/'))) {
            throw refused(
                    what + " is named with a protocol or a drive; only plain relative names of files are followed");
        }
        Path relative;
        try {
            relative = Path.of(name);
        } catch (InvalidPathException e) {
            throw new DamagedImageException(what + " is no possible name of a file", image, e);
        }
        if (relative.isAbsolute() || name.startsWith("\\")) {
            throw refused(what + " has an absolute name; only names relative to the image are followed");
        }
        Path candidate = base.resolve(relative).normalize();
        // Before anything is asked of the host, so that not even what exists outside can be found out.
        if (!candidate.startsWith(allowance.directory)) {
            throw outside(what);
        }
        Path real;
        try {
            real = candidate.toRealPath();
        } catch (NoSuchFileException e) {
            throw new ImageReadException("no such file: " + what + " of the image", candidate.toString(), e);
        } catch (IOException e) {
            throw new ImageReadException(
                    what + " of the image cannot be opened: " + e.getMessage(), candidate.toString(), e);
        }
        if (!real.startsWith(allowance.directory)) {
            throw outside(what);
        }
        Object key = key(real);
        if (!Files.isRegularFile(real)) {
            throw refused(what + " is no regular file; devices, pipes and directories are not opened");
        }
        if (chain.contains(key)) {
            throw new DamagedImageException(what + " is in the chain of the image already: it leads to itself", image);
        }
        return new Allowed(real, real(parent(candidate)), key);
    }

    private UnsupportedFeatureException outside(String what) {
        return refused(what + " lies outside the directory that --allow-backing names");
    }

    private UnsupportedFeatureException refused(String what) {
        return new UnsupportedFeatureException(
                "the image names another file: " + what + " (allowed is " + allowance.directory + ")", image);
    }

    private static Path parent(Path file) throws ImageReadException {
        Path parent = file.getParent();
        if (parent == null) {
            throw new ImageReadException("is no file", file.toString());
        }
        return parent;
    }

    private static Path real(Path path) throws ImageReadException {
        try {
            return path.toRealPath();
        } catch (NoSuchFileException e) {
            throw new ImageReadException("no such file or directory", path.toString(), e);
        } catch (IOException e) {
            throw new ImageReadException("cannot be opened: " + e.getMessage(), path.toString(), e);
        }
    }

    /** What is the same for two names of one file. */
    private static Object key(Path real) throws ImageReadException {
        try {
            Object key = Files.readAttributes(real, BasicFileAttributes.class).fileKey();
            return key == null ? real : key;
        } catch (IOException e) {
            throw new ImageReadException("cannot be opened: " + e.getMessage(), real.toString(), e);
        }
    }
}
