package org.imginspect.filesystem.recognised;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.filesystem.recognised.Recognition.Content;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;

/** What lies on disks that several machines or controllers share: cluster file systems, database and object stores, firmware RAID. */
final class SharedDisks {
    private static final int SECTOR = 512;
    private static final int OCFS2_SUPER = 0xc0; // struct ocfs2_dinode, id2

    private SharedDisks() {}

    /** Members of something larger. */
    static List<Recognition> volumes(ByteSource volume, Bytes head) throws ImageException {
        List<Recognition> found = new ArrayList<>();
        if (head.latin1(32, 8).equals("ORCLDISK")) {
            found.add(new Recognition(
                    Content.VOLUME,
                    Recogniser.identity("oracleasm", "", Recogniser.text(head.slice(40, 24))),
                    Optional.empty()));
        }
        if (head.latin1(0, 23).equals("bluestore block device\n")) {
            found.add(Recognition.of(Content.VOLUME, "ceph_bluestore"));
        }
        long sectors = volume.size() / SECTOR;
        if (sectors >= 128) {
            Bytes end = volume.read((sectors - 2) * SECTOR, 2 * SECTOR);
            if (end.latin1(0, 24).equals("Intel Raid ISM Cfg Sig. ")) {
                found.add(Recognition.of(Content.VOLUME, "isw_raid_member"));
            }
        }
        return found;
    }

    static List<Recognition> fileSystems(Bytes head) throws ImageException {
        List<Recognition> found = new ArrayList<>();
        int gfs2 = 0x10000;
        if (head.be32(gfs2) == 0x01161970L && head.be32(gfs2 + 4) == 1) { // mh_magic, mh_type: superblock
            long format = head.be32(gfs2 + 24); // sb_fs_format
            found.add(
                    format >= 1801
                            ? identified(
                                    "gfs2",
                                    Recogniser.uuid(head.slice(gfs2 + 256, 16)), // sb_uuid
                                    Recogniser.text(head.slice(gfs2 + 160, 64))) // sb_locktable
                            : Recognition.of(Content.FILE_SYSTEM, format == 1309 ? "gfs" : "gfs2"));
        }
        for (int block = 1024; block <= 8192; block *= 2) {
            int inode = block * 2;
            if (head.latin1(inode, 6).equals("OCFSV2")) {
                found.add(identified(
                        "ocfs2",
                        Recogniser.uuid(head.slice(inode + OCFS2_SUPER + 0x90, 16)), // s_uuid
                        Recogniser.text(head.slice(inode + OCFS2_SUPER + 0x50, 64)))); // s_label
                break;
            }
        }
        return found;
    }

    private static Recognition identified(String format, String uuid, String label) {
        return new Recognition(Content.FILE_SYSTEM, Recogniser.identity(format, uuid, label), Optional.empty());
    }
}
