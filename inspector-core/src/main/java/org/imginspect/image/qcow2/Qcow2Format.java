package org.imginspect.image.qcow2;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.imginspect.error.ImageException;
import org.imginspect.image.DiskImage;
import org.imginspect.image.ImageFormat;
import org.imginspect.image.OtherFiles;
import org.imginspect.image.ParentDisk;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;

/** qcow2 versions 2 and 3; the package's page says what is read and what is refused. */
public final class Qcow2Format implements ImageFormat {

    @Override
    public String id() {
        return "qcow2";
    }

    /** Whether the magic is there, version 1 ("qcow") included, which {@link #open} refuses by name. */
    @Override
    public boolean recognises(ByteSource file) throws ImageException {
        return file.size() >= 4 && file.read(0, 4).be32(0) == Qcow2Header.MAGIC;
    }

    @Override
    public DiskImage open(ByteSource file, OtherFiles others, Limits limits) throws ImageException {
        Qcow2Header header = Qcow2Header.read(file);
        List<String> snapshots = Qcow2Snapshots.names(file, header, limits);
        Qcow2Map map = Qcow2Map.open(file, header, limits);
        // The image itself is known to be sound before others are opened for it.
        ByteSource data = header.hasDataFile() ? others.bytes(header.dataFile(), "external data file") : file;
        ParentDisk parent = header.backingFile().isEmpty()
                ? ParentDisk.NONE
                : ParentDisk.of(
                        header.backingFile(),
                        others.parent(header.backingFile(), "backing file", header.backingFormat()));
        List<String> names = new ArrayList<>(parent.files());
        if (header.hasDataFile()) {
            names.add(0, header.dataFile());
        }
        return new DiskImage(
                id(),
                header.version(),
                Qcow2Disk.open(file, data, parent, header, map, limits),
                snapshots,
                header.dirty() || parent.dirty(),
                header.corrupt() || parent.corrupt(),
                OptionalLong.of(header.clusterBytes()),
                header.zstd() ? "zstd" : "zlib",
                Optional.of(parent.checkedWith(new Qcow2Space(file, data, header, map, limits))),
                names,
                Optional.empty(),
                OptionalInt.empty());
    }
}
