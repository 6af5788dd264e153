package org.imginspect.engine.disk;

import java.util.ArrayList;
import java.util.List;
import org.imginspect.filesystem.FileSystemFormat;
import org.imginspect.filesystem.btrfs.BtrfsFormat;
import org.imginspect.filesystem.exfat.ExfatFormat;
import org.imginspect.filesystem.ext4.Ext4Format;
import org.imginspect.filesystem.fat.FatFormat;
import org.imginspect.filesystem.xfs.XfsFormat;
import org.imginspect.image.ImageFormat;
import org.imginspect.image.qcow2.Qcow2Format;
import org.imginspect.image.raw.RawFormat;
import org.imginspect.image.vdi.VdiFormat;
import org.imginspect.image.vhd.VhdFormat;
import org.imginspect.image.vhdx.VhdxFormat;
import org.imginspect.image.vmdk.OvaFormat;
import org.imginspect.image.vmdk.VmdkFormat;
import org.imginspect.volume.VolumeFormat;
import org.imginspect.volume.lvm2.Lvm2Format;
import org.imginspect.volume.md.MdFormat;

/** The formats that are read: one line each. */
final class Formats {
    /** What every file is that carries no other container's magic. */
    static final ImageFormat RAW = new RawFormat();

    /** The containers, {@link #RAW} among them. */
    static final List<ImageFormat> IMAGES = List.of(
            new Qcow2Format(),
            new VdiFormat(),
            new VhdFormat(),
            new VhdxFormat(),
            new VmdkFormat(),
            new OvaFormat(),
            RAW);

    /** The file systems, those with the longer magic first. */
    static final List<FileSystemFormat> FILE_SYSTEMS =
            List.of(new XfsFormat(), new Ext4Format(), new BtrfsFormat(), new ExfatFormat(), new FatFormat());

    private Formats() {}

    /** The volume managers, those first on which others lie. Loaded where there is a member of something. */
    static List<VolumeFormat> volumes() {
        return List.of(new MdFormat(), new Lvm2Format());
    }

    /** The container format of that id. */
    static ImageFormat image(String id) {
        List<String> ids = new ArrayList<>();
        for (ImageFormat format : IMAGES) {
            if (format.id().equals(id)) {
                return format;
            }
            ids.add(format.id());
        }
        throw new IllegalArgumentException(
                "no container format is called '" + id + "'; there are " + String.join(", ", ids));
    }
}
