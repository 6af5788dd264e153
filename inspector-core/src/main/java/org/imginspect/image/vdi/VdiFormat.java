package org.imginspect.image.vdi;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.imginspect.error.ImageException;
import org.imginspect.image.DiskImage;
import org.imginspect.image.ImageFormat;
import org.imginspect.image.OtherFiles;
import org.imginspect.image.PagedTable;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;

/** VDI version 1.1; the package's page says what is read and what is refused. */
public final class VdiFormat implements ImageFormat {

    @Override
    public String id() {
        return "vdi";
    }

    @Override
    public boolean recognises(ByteSource file) throws ImageException {
        return file.size() >= VdiHeader.BYTES
                && file.read(VdiHeader.SIGNATURE_AT, 4).le32(0) == VdiHeader.SIGNATURE;
    }

    @Override
    public DiskImage open(ByteSource file, OtherFiles others, Limits limits) throws ImageException {
        VdiHeader header = VdiHeader.read(file);
        PagedTable map = new PagedTable(file, header.mapOffset(), header.blocks() * 4, "vdi: block map", limits);
        VdiDisk disk = new VdiDisk(file, header, map);
        return new DiskImage(
                id(),
                1,
                disk,
                List.of(),
                false,
                false,
                OptionalLong.of(header.blockBytes()),
                "",
                Optional.of(new VdiSpace(file, header, disk, limits)),
                List.of(),
                Optional.of(header.uuid()),
                OptionalInt.empty());
    }
}
