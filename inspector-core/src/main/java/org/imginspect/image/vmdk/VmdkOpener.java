package org.imginspect.image.vmdk;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.image.DiskImage;
import org.imginspect.image.OtherFiles;
import org.imginspect.image.ParentDisk;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;

/** Puts a disk together of its descriptor, its extents and its parent. */
final class VmdkOpener {
    private static final Set<String> IN_ONE_FILE = Set.of("monolithicSparse", "streamOptimized");
    private static final Set<String> IN_SEVERAL_FILES =
            Set.of("monolithicFlat", "twoGbMaxExtentSparse", "twoGbMaxExtentFlat", "vmfs", "vmfsSparse", "custom");
    private static final int EMBEDDED_EXTENTS = 1;

    private final ByteSource file;
    private final OtherFiles others;
    private final Limits limits;
    private final List<VmdkExtent> extents = new ArrayList<>();
    private final List<ByteSource> opened = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private ParentDisk parent = ParentDisk.NONE;
    private int version;
    private boolean dirty;
    private boolean compressed;
    private long unitBytes;
    private long directoryBytes;
    private boolean several;
    private Limits each;

    VmdkOpener(ByteSource file, ByteSource owner, OtherFiles others, Limits limits) {
        this.file = file;
        this.others = others;
        this.limits = limits;
        this.each = limits;
        opened.add(owner);
    }

    /** A file that holds all of the disk, the descriptor in it. */
    DiskImage sparse() throws ImageException {
        VmdkSparseHeader header = VmdkSparseHeader.read(file);
        if (header.descriptorOffset() == 0) {
            throw new UnsupportedFeatureException(
                    "vmdk: one extent of a disk, without its descriptor; give the small .vmdk file that names the"
                            + " extents",
                    file.describe());
        }
        // Where everybody writes it, and where qemu looks for a parent whatever the header says.
        if (header.descriptorOffset() != VmdkSparseHeader.SECTOR_BYTES) {
            throw new DamagedImageException(
                    "vmdk: descriptor at 0x" + Long.toHexString(header.descriptorOffset())
                            + ", not in the second sector",
                    file.describe(),
                    0x1c);
        }
        VmdkDescriptor descriptor = VmdkDescriptor.read(file, header.descriptorOffset(), header.descriptorBytes());
        createType(descriptor, IN_ONE_FILE, IN_SEVERAL_FILES);
        // A file that says it holds a disk and names others as well is read differently by different programs.
        List<VmdkExtentLine> lines = descriptor.extents();
        if (lines.size() != EMBEDDED_EXTENTS || lines.get(0).kind() != VmdkExtentLine.Kind.SPARSE) {
            throw new DamagedImageException(
                    "vmdk: an embedded descriptor of " + lines.size() + " extents, the first of the kind "
                            + lines.get(0).kind() + "; it may have one, SPARSE: the file itself",
                    file.describe());
        }
        openParent(descriptor);
        add(header, file, lines.get(0).bytes());
        return image(descriptor);
    }

    /** A descriptor alone, whose extents are other files. */
    DiskImage descriptor() throws ImageException {
        VmdkDescriptor descriptor = VmdkDescriptor.read(file, 0, file.size());
        createType(descriptor, IN_SEVERAL_FILES, IN_ONE_FILE);
        openParent(descriptor);
        // They share the room that one has.
        each = limits.with(
                Limits.CACHE_BYTES,
                Math.max(
                        1, limits.get(Limits.CACHE_BYTES) / descriptor.extents().size()));
        several = descriptor.extents().size() > 1;
        for (VmdkExtentLine line : descriptor.extents()) {
            add(line);
        }
        return image(descriptor);
    }

    private void createType(VmdkDescriptor descriptor, Set<String> here, Set<String> elsewhere) throws ImageException {
        String type = descriptor.createType();
        if (elsewhere.contains(type)) {
            throw new DamagedImageException(
                    "vmdk: createType '" + type + "' does not go with a "
                            + (here == IN_ONE_FILE ? "descriptor inside an extent" : "descriptor alone"),
                    file.describe());
        }
        if (!here.contains(type)) {
            throw new UnsupportedFeatureException(
                    "vmdk: createType '" + type + "' is not read; 'qemu-img convert -f vmdk -O qcow2 IN OUT' may"
                            + " convert it",
                    file.describe());
        }
    }

    private void openParent(VmdkDescriptor descriptor) throws ImageException {
        if (descriptor.parentName().isEmpty() || descriptor.parentCid().isEmpty()) {
            return;
        }
        String name = descriptor.parentName().get();
        DiskImage image = others.parent(name, "parent", "vmdk");
        parent = ParentDisk.of(name, image);
        opened.add(image.disk());
        String expected = descriptor.parentCid().get();
        if (!image.id().equals(Optional.of(expected))) {
            throw new DamagedImageException(
                    "vmdk: the parent '" + name + "' has the CID " + image.id().orElse("(none)")
                            + ", the child is based on " + expected + ": the parent was changed or is another disk",
                    file.describe());
        }
    }

    private void add(VmdkExtentLine line) throws ImageException {
        if (line.kind() == VmdkExtentLine.Kind.ZERO) {
            extents.add(new VmdkFlatExtent(null, line.bytes()));
            return;
        }
        ByteSource source = others.bytes(line.file(), "extent");
        opened.add(source);
        names.add(line.file());
        switch (line.kind()) {
            case FLAT -> {
                if (line.startBytes() > source.size() || line.bytes() > source.size() - line.startBytes()) {
                    throw new DamagedImageException(
                            "vmdk: the extent '" + line.file() + "' of " + line.bytes() + " bytes at "
                                    + line.startBytes() + " ends beyond its file of " + source.size() + " bytes",
                            file.describe());
                }
                extents.add(new VmdkFlatExtent(source.slice(line.startBytes(), line.bytes(), "flat"), line.bytes()));
            }
            // Both keywords are used for both kinds; the file's magic tells them apart.
            case SPARSE, COWD -> add(sparseHeader(source), source, line.bytes());
            default -> throw new IllegalStateException("extent of the kind " + line.kind());
        }
    }

    private static VmdkSparseHeader sparseHeader(ByteSource source) throws ImageException {
        return VmdkFormat.begins(source, VmdkSparseHeader.COWD_MAGIC)
                ? VmdkSparseHeader.readCowd(source)
                : VmdkSparseHeader.read(source);
    }

    private void add(VmdkSparseHeader header, ByteSource source, long bytes) throws ImageException {
        long start = 0;
        for (VmdkExtent before : extents) {
            start = Math.addExact(start, before.bytes());
        }
        if (several && header.compressed()) {
            // Nobody writes them, and each would hold grains of its own in memory.
            throw new UnsupportedFeatureException("vmdk: compressed extents in a disk of several", source.describe());
        }
        directoryBytes += header.directoryEntries() * 4L; // below 2^16 extents of 2^27 bytes
        if (directoryBytes > limits.get(Limits.METADATA_TABLE_BYTES)) {
            throw new LimitExceededException(
                    "vmdk: the grain directories of the extents together have more bytes than a table may",
                    Limits.METADATA_TABLE_BYTES,
                    limits.get(Limits.METADATA_TABLE_BYTES),
                    file.describe());
        }
        extents.add(VmdkSparseExtent.open(source, header, bytes, parent, start, each));
        version = Math.max(version, header.version());
        dirty |= header.dirty();
        compressed |= header.compressed();
        unitBytes = Math.max(unitBytes, header.grainBytes());
    }

    private DiskImage image(VmdkDescriptor descriptor) throws ImageException {
        VmdkDisk disk = new VmdkDisk(file.describe(), extents, Math.max(1, unitBytes), opened);
        List<String> all = new ArrayList<>(names);
        all.addAll(parent.files());
        return new DiskImage(
                VmdkFormat.ID,
                version,
                disk,
                List.of(),
                dirty,
                false,
                unitBytes == 0 ? OptionalLong.empty() : OptionalLong.of(unitBytes),
                compressed ? "zlib" : "",
                Optional.of(disk),
                all,
                Optional.of(descriptor.cid()),
                OptionalInt.empty());
    }
}
