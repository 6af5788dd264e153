package org.imginspect.image.vhd;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.image.DiskImage;
import org.imginspect.image.ImageFormat;
import org.imginspect.image.ImageSpace;
import org.imginspect.image.OtherFiles;
import org.imginspect.image.ParentDisk;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;

/** VHD, fixed, dynamic and differencing; the package's page says what is read and what is refused. */
public final class VhdFormat implements ImageFormat {

    @Override
    public String id() {
        return "vhd";
    }

    /** Whether a footer is there, at the beginning or at the end. A fixed disk has no other mark. */
    @Override
    public boolean recognises(ByteSource file) throws ImageException {
        return VhdFooter.isThere(file);
    }

    @Override
    public DiskImage open(ByteSource file, OtherFiles others, Limits limits) throws ImageException {
        VhdFooter footer = VhdFooter.read(file);
        if (footer.type() == VhdFooter.Type.FIXED) {
            return image(
                    footer, new VhdFixedDisk(file, footer), OptionalLong.empty(), Optional.empty(), ParentDisk.NONE);
        }
        VhdSparseHeader header = VhdSparseHeader.read(file, footer);
        VhdBlocks blocks = new VhdBlocks(file, header, limits);
        ParentDisk parent =
                footer.type() == VhdFooter.Type.DIFFERENCING ? parent(file, header, others) : ParentDisk.NONE;
        return image(
                footer,
                new VhdSparseDisk(file, footer, blocks, parent),
                OptionalLong.of(blocks.blockBytes()),
                Optional.of(parent.checkedWith(new VhdSpace(file, footer.sizeBytes(), header, blocks, limits))),
                parent);
    }

    private static ParentDisk parent(ByteSource file, VhdSparseHeader header, OtherFiles others) throws ImageException {
        if (header.parentName().isEmpty()) {
            throw new UnsupportedFeatureException(
                    "vhd: differencing disk names its parent by an absolute path only, '"
                            + printable(header.parentText()) + "'; merge it with its parent first",
                    file.describe());
        }
        String name = header.parentName().get();
        DiskImage image = others.parent(name, "parent", "vhd");
        if (!image.id().equals(Optional.of(header.parentId()))) {
            String found = image.id().orElse("none");
            image.disk().close();
            throw new DamagedImageException(
                    "vhd: parent '" + printable(name) + "' has the unique id " + found + ", not " + header.parentId()
                            + ": it is another disk, or was changed since",
                    file.describe());
        }
        return ParentDisk.of(name, image);
    }

    private static DiskImage image(
            VhdFooter footer,
            ByteSource disk,
            OptionalLong clusterBytes,
            Optional<ImageSpace> space,
            ParentDisk parent) {
        return new DiskImage(
                "vhd",
                1,
                disk,
                List.of(),
                footer.savedState() || parent.dirty(),
                parent.corrupt(),
                clusterBytes,
                "",
                space,
                parent.files(),
                Optional.of(footer.id()),
                OptionalInt.empty());
    }

    /** Hostile text for a message: printable ASCII only. */
    private static String printable(String text) {
        StringBuilder printable = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            printable.append(c < ' ' || c > '~' ? '?' : c);
        }
        return printable.toString();
    }
}
