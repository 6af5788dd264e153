package org.imginspect.engine.disk;

import java.io.Closeable;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.imginspect.engine.ContainerInfo;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.image.DiskImage;
import org.imginspect.image.ImageFormat;
import org.imginspect.image.OtherFiles;
import org.imginspect.io.ByteSource;
import org.imginspect.io.FileSource;
import org.imginspect.io.Limits;

/**
 * An image file, its container opened. This is also the pre-flight of the libguestfs engine: when it succeeds the container refers
 * to no other file that was not allowed, is not encrypted, and the guest-visible disk does not begin with another container's header.
 */
public final class DiskFile implements Closeable {
    private static final int SECTOR_BYTES = 512;
    private static final int PROBE_BYTES = 64 * 1024;

    private final String name;
    private final DiskImage image;
    private final ContainerInfo container;

    private DiskFile(String name, DiskImage image, ContainerInfo container) {
        this.name = name;
        this.image = image;
        this.container = container;
    }

    /** The formats that {@link #open} can be told to read: what {@link ImageFormat#id} says. */
    public static List<String> formats() {
        return Formats.IMAGES.stream().map(ImageFormat::id).toList();
    }

    /** Opens an image that stands alone; one that names other files is refused. */
    public static DiskFile open(Path path, Optional<String> format, Limits limits) throws ImageException {
        return open(path, format, Optional.empty(), limits);
    }

    /**
     * Opens an image file for reading.
     *
     * @param format one of {@link #formats} to have it read as that, whatever its magic says; empty to go by the magic. A file
     *     that carries no known magic is raw, unless it is empty, too small or plain text
     * @param allowBacking the directory from which other files may be opened that the image names; empty to refuse such images
     * @throws org.imginspect.error.ImageReadException if there is no such file or it may not be read
     * @throws UnsupportedFeatureException for another container, a compressed or an optical image (by name, with what to do), and
     *     for a container inside the container
     * @throws DamagedImageException if it is no disk image, or its header contradicts its format
     * @throws IllegalArgumentException if there is no such format
     */
    public static DiskFile open(Path path, Optional<String> format, Optional<Path> allowBacking, Limits limits)
            throws ImageException {
        ByteSource file = FileSource.open(path);
        AllowedFiles allowed = null;
        boolean done = false;
        try {
            allowed = allowBacking.isEmpty() ? null : AllowedFiles.inside(allowBacking.get(), path, limits);
            DiskFile opened = open(file, format, allowed == null ? OtherFiles.none(file.describe()) : allowed, limits);
            done = true;
            return opened;
        } finally {
            if (!done) {
                file.close();
                if (allowed != null) {
                    allowed.closeAll();
                }
            }
        }
    }

    /** As {@link #open(Path, Optional, Limits)}, of bytes that are open already; closing the result closes them. */
    public static DiskFile open(ByteSource file, Optional<String> format, Limits limits) throws ImageException {
        return open(file, format, OtherFiles.none(file.describe()), limits);
    }

    private static DiskFile open(ByteSource file, Optional<String> format, OtherFiles others, Limits limits)
            throws ImageException {
        String name = file.describe();
        if (file.size() == 0) {
            throw new DamagedImageException("the file is empty; a disk image was expected", name);
        }
        DiskImage image = containerFormat(file, format).open(file, others, limits);
        byte[] first = head(image.disk());
        Optional<ForeignFormat> nested = ForeignFormat.container(first);
        if (nested.isPresent() || isQcow2(first)) {
            throw new UnsupportedFeatureException(
                    image.format() + ": the guest-visible disk begins with the header of another container ("
                            + nested.map(ForeignFormat::title).orElse("qcow2")
                            + "); containers inside containers are not opened",
                    name,
                    0);
        }
        ContainerInfo container = new ContainerInfo(
                image.format(),
                image.version(),
                image.disk().size(),
                // Java has no portable way to ask for the allocated blocks (no st_blocks, no SEEK_HOLE): the lengths.
                file.size() + (others instanceof AllowedFiles allowed ? allowed.openedBytes() : 0),
                image.snapshots(),
                image.dirty(),
                image.corrupt(),
                image.clusterBytes(),
                image.compression(),
                image.otherFiles());
        return new DiskFile(name, image, container);
    }

    private static ImageFormat containerFormat(ByteSource file, Optional<String> format) throws ImageException {
        if (format.isPresent()) {
            return Formats.image(format.get());
        }
        ImageFormat found = null;
        for (ImageFormat image : Formats.IMAGES) {
            if (!image.recognises(file)) {
                continue;
            }
            if (found != null) {
                throw new UnsupportedFeatureException(
                        "the file carries the marks of two containers, " + found.id() + " and " + image.id()
                                + "; say with --format which it is",
                        file.describe());
            }
            found = image;
        }
        if (found != null) {
            return found;
        }
        byte[] head = head(file);
        Optional<ForeignFormat> foreign = ForeignFormat.of(head, file);
        if (foreign.isPresent()) {
            throw new UnsupportedFeatureException(
                    "the file is " + foreign.get().title() + ", which is not read: "
                            + foreign.get().advice(file.describe()),
                    file.describe());
        }
        if (isText(head)) {
            throw new DamagedImageException("the file is plain text, not a disk image", file.describe());
        }
        if (file.size() < SECTOR_BYTES) {
            throw new DamagedImageException(
                    "the file has " + file.size() + " bytes, less than one sector; a disk image was expected",
                    file.describe());
        }
        return Formats.RAW;
    }

    /** The image's name: the file's, without its directory. The first part of every storage path. */
    public String name() {
        return name;
    }

    public DiskImage image() {
        return image;
    }

    /** The size of the disk's logical sectors, if the container says it; empty if not. */
    public OptionalInt sectorBytes() {
        return image.sectorBytes();
    }

    /** The guest-visible bytes. */
    public ByteSource disk() {
        return image.disk();
    }

    public ContainerInfo container() {
        return container;
    }

    @Override
    public void close() throws ImageException {
        image.disk().close();
    }

    private static byte[] head(ByteSource source) throws ImageException {
        byte[] head = new byte[(int) Math.min(PROBE_BYTES, source.size())];
        source.readFully(0, head, 0, head.length);
        return head;
    }

    private static boolean isQcow2(byte[] head) {
        return head.length >= 4 && head[0] == 'Q' && head[1] == 'F' && head[2] == 'I' && head[3] == (byte) 0xfb;
    }

    /** Whether there is nothing but text: no control character, and no NUL above all. */
    private static boolean isText(byte[] head) {
        for (byte b : head) {
            if ((b >= 0 && b < 0x20 && b != '\n' && b != '\r' && b != '\t' && b != '\f' && b != 0x1b) || b == 0x7f) {
                return false;
            }
        }
        return true;
    }
}
