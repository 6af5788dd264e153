package org.imginspect.filesystem.fat;

import java.util.Optional;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.filesystem.FileSystemFormat;
import org.imginspect.filesystem.FileSystemIdentity;
import org.imginspect.filesystem.FreeSpace;
import org.imginspect.filesystem.OpenedFileSystem;
import org.imginspect.guest.Consistency;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;
import org.imginspect.io.Limits;

/** FAT12, FAT16 and FAT32 with long names. */
public final class FatFormat implements FileSystemFormat {
    @Override
    public String id() {
        return "vfat";
    }

    /**
     * FAT has no magic of its own: as blkid does, its name in the boot sector or a boot sector's jump and signature are asked for, and
     * without its name a parameter block that makes sense.
     */
    @Override
    public boolean recognises(ByteSource volume) throws ImageException {
        if (volume.size() < FatBootSector.BYTES) {
            return false;
        }
        Bytes boot = volume.read(0, FatBootSector.BYTES);
        boolean signed = boot.le16(0x1fe) == 0xaa55; // Signature_word
        int jump = boot.u8(0); // BS_jmpBoot
        boolean jumps = jump == 0xeb || jump == 0xe9;
        if (signed && jumps && isNamed(boot)) {
            return true;
        }
        // HPFS and JFS of OS/2 copy the parameter block.
        String type = boot.latin1(0x36, 8);
        if (!(signed || isNamed(boot)) || type.equals("HPFS    ") || type.equals("JFS     ")) {
            return false;
        }
        try {
            return FatBootSector.parse(boot).clusters() > 0;
        } catch (DamagedImageException e) {
            return false; // Nothing says that it is FAT, so it is not damaged FAT.
        }
    }

    private static boolean isNamed(Bytes boot) throws ImageException {
        String type16 = boot.latin1(0x36, 8); // BS_FilSysType
        String type32 = boot.latin1(0x52, 8);
        return type16.equals("FAT12   ")
                || type16.equals("FAT16   ")
                || type16.equals("FAT     ")
                || type16.startsWith("MSDOS")
                || type32.equals("FAT32   ")
                || type32.startsWith("MSWIN");
    }

    /** The label is the root directory's, as for blkid; the boot sector's own copy is not shown by anything. */
    @Override
    public FileSystemIdentity identify(ByteSource volume) throws ImageException {
        Bytes sector = volume.read(0, FatBootSector.BYTES);
        boolean fat32 = sector.le16(0x16) == 0; // BPB_FATSz16
        long id = sector.le32(fat32 ? 0x43 : 0x27); // BS_VolID
        Optional<String> label;
        try {
            label = new FatTree(volume, FatBootSector.parse(sector), Limits.defaults())
                    .root()
                    .volumeLabel();
        } catch (DamagedImageException e) {
            // A damaged volume has an identity too; opening it says what is wrong.
            label = Optional.empty();
        }
        return new FileSystemIdentity(
                id(),
                id == 0 ? Optional.empty() : Optional.of(FatName.volumeId(id)),
                label.filter(text -> !text.isEmpty()));
    }

    @Override
    public OpenedFileSystem open(ByteSource volume, Limits limits) throws ImageException {
        Bytes sector = volume.read(0, FatBootSector.BYTES);
        FatBootSector boot = FatBootSector.parse(sector);
        if (boot.fatBits() == 32 && sector.le16(0x2a) != 0) { // BPB_FSVer
            throw new org.imginspect.error.UnsupportedFeatureException(
                    "vfat: FAT32 version 0x" + Integer.toHexString(sector.le16(0x2a)) + " is not 0",
                    volume.describe(),
                    0x2a);
        }
        FatTree tree = new FatTree(volume, boot, limits);
        Consistency consistency = Consistency.CLEAN;
        if (boot.mounted() || tree.table().isMarkedDirty()) {
            consistency = Consistency.stale("not unmounted: the dirty bit is set in "
                    + (boot.mounted() ? "the boot sector" : "the file allocation table"));
        }
        return new OpenedFileSystem(identify(volume), tree, consistency);
    }

    @Override
    public Optional<FreeSpace> freeSpace(ByteSource volume, Limits limits) throws ImageException {
        FatBootSector boot = FatBootSector.parse(volume.read(0, FatBootSector.BYTES));
        return Optional.of(new FatFreeSpace(volume, boot, limits));
    }
}
