package org.imginspect.filesystem.xfs;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.imginspect.error.ImageException;
import org.imginspect.error.Problem;
import org.imginspect.filesystem.FileSystemFormat;
import org.imginspect.filesystem.FileSystemIdentity;
import org.imginspect.filesystem.FreeSpace;
import org.imginspect.filesystem.OpenedFileSystem;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;

/** XFS, versions 4 and 5. */
public final class XfsFormat implements FileSystemFormat {
    @Override
    public String id() {
        return "xfs";
    }

    @Override
    public boolean recognises(ByteSource volume) throws ImageException {
        return volume.size() >= XfsSuperblock.BYTES && volume.read(0, 4).be32(0) == XfsSuperblock.MAGIC; // sb_magicnum
    }

    @Override
    public FileSystemIdentity identify(ByteSource volume) throws ImageException {
        return XfsIdentity.of(volume.read(0, XfsSuperblock.BYTES));
    }

    @Override
    public OpenedFileSystem open(ByteSource volume, Limits limits) throws ImageException {
        XfsSuperblock superblock = XfsSuperblock.read(volume);
        XfsVolume blocks = new XfsVolume(volume, superblock, limits);
        Optional<Problem> warning = superblock.hasIncompat(XfsFeatures.INCOMPAT_NEEDSREPAIR)
                ? Optional.of(new Problem(
                        Problem.Kind.DAMAGED,
                        "xfs: marked as in need of repair (NEEDSREPAIR), the kernel does not mount it",
                        volume.describe(),
                        OptionalLong.of(0xd8)))
                : Optional.empty();
        return new OpenedFileSystem(
                identify(volume), new XfsTree(blocks), XfsLog.consistency(volume, blocks), warning, List.of());
    }

    @Override
    public Optional<FreeSpace> freeSpace(ByteSource volume, Limits limits) throws ImageException {
        return Optional.of(new XfsFreeSpace(volume, new XfsVolume(volume, XfsSuperblock.read(volume), limits)));
    }
}
