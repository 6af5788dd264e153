package org.imginspect.filesystem.btrfs;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.error.Problem;
import org.imginspect.filesystem.FileSystemFormat;
import org.imginspect.filesystem.FileSystemIdentity;
import org.imginspect.filesystem.OpenedFileSystem;
import org.imginspect.guest.Consistency;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;
import org.imginspect.io.Limits;

/** btrfs, on one device or several. */
public final class BtrfsFormat implements FileSystemFormat {
    private static final int LABEL_AT = 0x12b;
    private static final int LABEL_BYTES = 256;

    @Override
    public String id() {
        return "btrfs";
    }

    @Override
    public boolean recognises(ByteSource volume) throws ImageException {
        long position = BtrfsSuperblock.POSITIONS[0];
        return volume.size() >= position + BtrfsSuperblock.BYTES
                && volume.read(position + BtrfsSuperblock.MAGIC_AT, 8)
                        .latin1(0, 8)
                        .equals(BtrfsSuperblock.MAGIC);
    }

    @Override
    public FileSystemIdentity identify(ByteSource volume) throws ImageException {
        return identity(volume.read(BtrfsSuperblock.POSITIONS[0], BtrfsSuperblock.BYTES));
    }

    @Override
    public OpenedFileSystem open(ByteSource volume, Limits limits) throws ImageException {
        return open(List.of(volume), limits);
    }

    @Override
    public boolean spansDevices() {
        return true;
    }

    @Override
    public OpenedFileSystem open(List<ByteSource> sources, Limits limits) throws ImageException {
        BtrfsDevices devices = BtrfsDevices.of(sources);
        BtrfsVolume volume = BtrfsVolume.open(devices, limits);
        BtrfsRoots roots = new BtrfsRoots(volume);
        BtrfsRootItem sums = roots.find(BtrfsRoot.CSUM_TREE);
        BtrfsData data = new BtrfsData(volume, sums == null ? null : new BtrfsSums(volume, sums.root()));
        long defaultId = roots.defaultSubvolume();
        return new OpenedFileSystem(
                identity(volume.superblock().raw()),
                new BtrfsTree(volume, data, defaultId),
                consistency(volume.superblock()),
                warning(volume),
                new BtrfsSubvolumes(volume, roots, data).all(defaultId));
    }

    private static FileSystemIdentity identity(Bytes superblock) throws ImageException {
        String uuid = BtrfsSuperblock.text(superblock.copy(0x20, 16)); // fsid, 0x20, 16 bytes
        byte[] label = superblock.copy(LABEL_AT, LABEL_BYTES); // label, 0x12b, 256 bytes
        int length = 0;
        while (length < label.length && label[length] != 0) {
            length++;
        }
        String text = new String(label, 0, length, StandardCharsets.UTF_8).stripTrailing();
        return new FileSystemIdentity(
                "btrfs",
                superblock.isZero(0x20, 16) ? Optional.empty() : Optional.of(uuid),
                text.isEmpty() ? Optional.empty() : Optional.of(text));
    }

    private static Consistency consistency(BtrfsSuperblock superblock) {
        if (superblock.logRoot() != 0) {
            return Consistency.stale(
                    "there is a log tree, which was not replayed: what was written since the last commit is not seen");
        }
        if ((superblock.flags() & BtrfsFeatures.FLAG_ERROR) != 0) {
            return Consistency.stale("the kernel marked it as having errors");
        }
        return Consistency.CLEAN;
    }

    private static Optional<Problem> warning(BtrfsVolume volume) {
        List<Problem> warnings = new ArrayList<>(volume.devices().warnings());
        Set<Long> missing = volume.devices().missing(volume.chunks());
        if (!missing.isEmpty()) {
            warnings.add(new Problem(
                    Problem.Kind.UNSUPPORTED,
                    "btrfs: " + missing.size() + " of " + volume.superblock().deviceCount()
                            + " devices missing, read from the copies on the others",
                    volume.where(),
                    OptionalLong.empty()));
        }
        if (warnings.isEmpty()) {
            return Optional.empty();
        }
        Problem first = warnings.get(0);
        String more = warnings.size() == 1 ? "" : "; and " + warnings.get(1).what();
        return Optional.of(new Problem(first.kind(), first.what() + more, first.where(), first.offsetBytes()));
    }
}
