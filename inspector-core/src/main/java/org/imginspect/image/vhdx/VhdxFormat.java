package org.imginspect.image.vhdx;

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

/** VHDX version 1, its log replayed in memory; the package's page says what is read and what is refused. */
public final class VhdxFormat implements ImageFormat {
    private static final String SIGNATURE = "vhdxfile";

    @Override
    public String id() {
        return "vhdx";
    }

    @Override
    public boolean recognises(ByteSource file) throws ImageException {
        return file.size() >= SIGNATURE.length()
                && file.read(0, SIGNATURE.length())
                        .latin1(0, SIGNATURE.length())
                        .equals(SIGNATURE);
    }

    @Override
    public DiskImage open(ByteSource file, OtherFiles others, Limits limits) throws ImageException {
        if (!recognises(file)) {
            throw file.read(0, 0).damaged("vhdx: no signature 'vhdxfile'", 0);
        }
        VhdxHeader header = VhdxHeader.read(file);
        ByteSource replayed = VhdxLog.replayed(file, header, limits);
        VhdxRegions regions = VhdxRegions.read(replayed, header);
        VhdxMetadata metadata = VhdxMetadata.read(replayed, regions.metadata());
        VhdxBlocks blocks = new VhdxBlocks(replayed, regions.bat(), metadata, limits);
        ParentDisk parent =
                metadata.parent().isPresent() ? metadata.parent().get().open(file, others) : ParentDisk.NONE;
        return new DiskImage(
                id(),
                1,
                new VhdxDisk(replayed, metadata, blocks, parent),
                List.of(),
                replayed != file || parent.dirty(),
                parent.corrupt(),
                OptionalLong.of(metadata.blockBytes()),
                "",
                Optional.of(parent.checkedWith(new VhdxSpace(replayed, regions, metadata, blocks, limits))),
                parent.files(),
                Optional.of(header.dataWriteGuid()),
                OptionalInt.of(metadata.sectorBytes()));
    }
}
