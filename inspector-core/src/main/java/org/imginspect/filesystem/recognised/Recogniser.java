package org.imginspect.filesystem.recognised;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.filesystem.FileSystemIdentity;
import org.imginspect.filesystem.recognised.Recognition.Content;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;

/** Tells by its signature what a volume holds, for everything this library names and does not read. */
public final class Recogniser {
    /** Everything up to btrfs' superblock at 64 KiB and a little beyond. */
    private static final int HEAD_BYTES = 0x11000;

    /** Empty means that this much is zero: the boot areas and first superblocks of all formats. */
    private static final int EMPTY_BYTES = 1 << 20;

    private static final int VMFS_HEADER = 0x100000;

    private static final byte[] BITLOCKER_GUID = uuidBytes("3bd66749292ed84a8399f6a339e3d001");
    private static final byte[] BCACHE_MAGIC = uuidBytes("c68573f64e1a45ca8265f57f48ba6d81");
    private static final byte[] BCACHEFS_MAGIC = uuidBytes("c68573f666ce90a9d96a60cf803df7ef");

    private final ByteSource volume;
    private final Bytes head;
    private final List<Recognition> found = new ArrayList<>();

    private Recogniser(ByteSource volume, Bytes head) {
        this.volume = volume;
        this.head = head;
    }

    /**
     * Every signature on the volume, in the order in which they are to be believed: members of volumes and encryption, then swap, then
     * file systems. None if nothing is recognised.
     *
     * @throws ImageException if the bytes cannot be delivered
     */
    public static List<Recognition> signatures(ByteSource volume) throws ImageException {
        // Past a small volume's end there are no signatures: zeros stand for it.
        byte[] bytes = new byte[HEAD_BYTES];
        volume.readFully(0, bytes, 0, (int) Math.min(HEAD_BYTES, volume.size()));
        Recogniser recogniser = new Recogniser(volume, new Bytes(bytes, volume.describe(), 0));
        recogniser.volumes();
        recogniser.swap();
        recogniser.linuxFileSystems();
        recogniser.otherFileSystems();
        return List.copyOf(recogniser.found);
    }

    /** {@link Content#EMPTY} if the volume's first MiB is zero, {@link Content#UNKNOWN} otherwise. */
    public static Recognition unrecognised(ByteSource volume) throws ImageException {
        int length = (int) Math.min(EMPTY_BYTES, volume.size());
        int step = 64 * 1024;
        for (int at = 0; at < length; at += step) {
            int count = Math.min(step, length - at);
            if (!volume.read(at, count).isZero(0, count)) {
                return Recognition.of(Content.UNKNOWN, "unknown");
            }
        }
        return Recognition.of(Content.EMPTY, "empty");
    }

    private void volumes() throws ImageException {
        if (at(0, "LUKS\u00ba\u00be")) {
            int version = head.be16(6);
            if (version == 1 || version == 2) {
                found(Content.ENCRYPTED, "crypto_LUKS", text(0xa8, 40), version == 2 ? text(0x18, 48) : "");
            }
        }
        // BitLocker To Go pretends to be a FAT32 of old.
        boolean toGo = at(0, "\u00ebX\u0090MSWIN4.1") && matches(0x1a8, BITLOCKER_GUID);
        if (at(3, "-FVE-FS-") || toGo) {
            found(Content.ENCRYPTED, "BitLocker");
        }
        for (int sector = 0; sector < 4; sector++) {
            int label = sector * 512;
            if (at(label, "LABELONE") && at(label + 0x18, "LVM2 001") && head.le64(label + 8) == sector) {
                long offset = head.le32(label + 0x14);
                found(Content.VOLUME, "LVM2_member", offset <= 512 - 32 ? lvmUuid(label + (int) offset) : "", "");
                break;
            }
        }
        Optional<Recognition> raid = LinuxRaid.recognise(volume);
        raid.ifPresent(found::add);
        if (matches(0x1018, BCACHEFS_MAGIC)) {
            found(Content.FILE_SYSTEM, "bcachefs", uuid(0x1038), text(0x1048, 32));
        }
        if (matches(0x1018, BCACHE_MAGIC)) {
            found(Content.VOLUME, "bcache", uuid(0x1028), "");
        }
        if (at(0, "dmvdo001")) {
            found(Content.VOLUME, "vdo");
        }
        if (at(0x204, "!Stra0tis\u0086\u00ff\u0002^Arh") || at(0x1204, "!Stra0tis\u0086\u00ff\u0002^Arh")) {
            found(Content.VOLUME, "stratis");
        }
        if (at(0, "integrt\0")) {
            found(Content.VOLUME, "DM_integrity");
        }
        if (at(0, "verity\0\0")) {
            found(Content.VOLUME, "DM_verity_hash", uuid(16), "");
        }
        if (at(0, "SnAp")) {
            found(Content.VOLUME, "DM_snapshot_cow");
        }
        ZfsPool.recognise(volume).ifPresent(found::add);
        found.addAll(SharedDisks.volumes(volume, head));
        if (volume.size() >= VMFS_HEADER + 4 && volume.read(VMFS_HEADER, 4).le32(0) == 0xc001d00dL) {
            found(Content.VOLUME, "VMFS_volume_member");
        }
    }

    private void swap() throws ImageException {
        for (int page = 0x1000; page <= 0x10000; page *= 2) {
            int magic = page - 10;
            if (at(magic, "SWAPSPACE2")) {
                boolean described = head.le32(0x400) == 1 || head.be32(0x400) == 1;
                found(Content.SWAP, "swap", described ? uuid(0x40c) : "", described ? text(0x41c, 16) : "");
                return;
            }
            if (at(magic, "SWAP-SPACE")) {
                found(Content.SWAP, "swap");
                return;
            }
            if (at(magic, "S1SUSPEND") || at(magic, "S2SUSPEND") || at(magic, "ULSUSPEND") || at(magic, "LINHIB0001")) {
                found.add(new Recognition(
                        Content.SWAP,
                        identity("swsuspend", uuid(0x40c), text(0x41c, 16)),
                        Optional.of("swap: holds the memory of a suspended system (" + head.latin1(magic, 9) + ")")));
                return;
            }
        }
    }

    private void linuxFileSystems() throws ImageException {
        if (at(0, "XFSB")) {
            found(Content.FILE_SYSTEM, "xfs", uuid(0x20), text(0x6c, 12));
        }
        if (at(0x10040, "_BHRfS_M")) {
            found(Content.FILE_SYSTEM, "btrfs", uuid(0x10020), text(0x1012b, 256));
        }
        if (head.le32(0x400) == 0xf2f52010L) {
            found(Content.FILE_SYSTEM, "f2fs", uuid(0x46c), utf16(head.slice(0x47c, 1024)));
        }
        if (head.le32(0x400) == 0xe0f5e1e2L) {
            found(Content.FILE_SYSTEM, "erofs", uuid(0x430), text(0x440, 16));
        }
        if (at(0, "hsqs") || at(0, "sqsh")) {
            boolean big = at(0, "sqsh");
            int major = big ? head.be16(28) : head.le16(28);
            found(Content.FILE_SYSTEM, major >= 4 ? "squashfs" : "squashfs3");
        }
        if (head.le32(0) == 0x28cd3d45L && at(16, "Compressed ROMFS")) {
            found(Content.FILE_SYSTEM, "cramfs", "", text(48, 16));
        }
        if (at(0, "-rom1fs-")) {
            found(Content.FILE_SYSTEM, "romfs", "", text(16, 16));
        }
        if (at(0x8000, "JFS1")) {
            found(Content.FILE_SYSTEM, "jfs", uuid(0x8088), text(0x8098, 16));
        }
        if (at(0x10034, "ReIsErFs") || at(0x10034, "ReIsEr2Fs") || at(0x10034, "ReIsEr3Fs")) {
            found(Content.FILE_SYSTEM, "reiserfs", uuid(0x10054), text(0x10064, 16));
        } else if (at(0x2034, "ReIsErFs")) {
            found(Content.FILE_SYSTEM, "reiserfs");
        }
        if (at(0x10000, "ReIsEr4")) {
            found(Content.FILE_SYSTEM, "reiser4", uuid(0x10014), text(0x10024, 16));
        }
        // s_rev_level 2 and s_bytes within the block: the magic alone has only two bytes.
        if (head.le16(0x406) == 0x3434 && head.le32(0x400) == 2 && head.le16(0x408) <= 1024) {
            found(Content.FILE_SYSTEM, "nilfs2", uuid(0x498), text(0x4a8, 80));
        }
        found.addAll(SharedDisks.fileSystems(head));
        if (Minix.recognises(head)) {
            found(Content.FILE_SYSTEM, "minix");
        }
        if (head.le32(0) == 0x1badfaceL) {
            found(Content.FILE_SYSTEM, "bfs");
        }
    }

    private void otherFileSystems() throws ImageException {
        if (at(3, "NTFS    ")) {
            found.add(BootSectorFormats.ntfs(volume, head));
        }
        if (at(3, "EXFAT   ")) {
            found.add(BootSectorFormats.exfat(volume, head));
        }
        if (at(0, "\0\0\0ReFS\0")) {
            found(Content.FILE_SYSTEM, "ReFS");
        }
        if (at(0x8001, "CD001") && head.u8(0x8000) <= 4) {
            found(Content.FILE_SYSTEM, "iso9660", isoDate(), text(0x8028, 32));
        } else if (at(0x8001, "BEA01") || at(0x8001, "NSR02") || at(0x8001, "NSR03")) {
            found(Content.FILE_SYSTEM, "udf");
        }
        if (at(0x400, "H+\0\u0004") || at(0x400, "HX\0\u0005")) {
            found(Content.FILE_SYSTEM, "hfsplus");
        } else if (at(0x400, "BD") && head.be16(0x40a) > 0) {
            found(Content.FILE_SYSTEM, at(0x47c, "H+") ? "hfsplus" : "hfs");
        }
        if (at(32, "NXSB")) {
            found(Content.FILE_SYSTEM, "apfs", uuid(72), "");
        }
        for (int superblock : new int[] {0x2000, 0x10000 - 0x1000, 0x10000, 0}) {
            ufs(superblock);
        }
    }

    private void ufs(int superblock) throws ImageException {
        int magic = superblock + 0x55c;
        boolean little = head.le32(magic) == 0x19540119L || head.le32(magic) == 0x00011954L;
        boolean big = head.be32(magic) == 0x19540119L || head.be32(magic) == 0x00011954L;
        if (little || big) {
            long high = little ? head.le32(superblock + 0x90) : head.be32(superblock + 0x90);
            long low = little ? head.le32(superblock + 0x94) : head.be32(superblock + 0x94);
            found(Content.FILE_SYSTEM, "ufs", hex8(high) + hex8(low), text(superblock + 0x2a8, 32));
        }
    }

    private static String hex8(long value) {
        return Long.toHexString(1L << 32 | value).substring(1);
    }

    /** {@code 2026-11-21-09-30-00-00}: sixteen digits, the last two hundredths of a second. */
    private String isoDate() throws ImageException {
        int modified = 0x8000 + 830;
        int created = 0x8000 + 813;
        String digits = head.latin1(modified, 16);
        if (isUnset(digits)) {
            digits = head.latin1(created, 16);
        }
        if (isUnset(digits)) {
            return "";
        }
        return digits.substring(0, 4) + "-" + digits.substring(4, 6) + "-" + digits.substring(6, 8) + "-"
                + digits.substring(8, 10) + "-" + digits.substring(10, 12) + "-" + digits.substring(12, 14) + "-"
                + digits.substring(14, 16);
    }

    private static boolean isUnset(String digits) {
        for (int i = 0; i < digits.length(); i++) {
            if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
                return true;
            }
        }
        return digits.equals("0000000000000000");
    }

    /** LVM writes 32 letters and prints them as 6-4-4-4-4-4-6. */
    private String lvmUuid(int offset) throws ImageException {
        String id = head.latin1(offset, 32);
        return id.substring(0, 6) + "-" + id.substring(6, 10) + "-" + id.substring(10, 14) + "-" + id.substring(14, 18)
                + "-" + id.substring(18, 22) + "-" + id.substring(22, 26) + "-" + id.substring(26);
    }

    private void found(Content content, String format) {
        found.add(Recognition.of(content, format));
    }

    private void found(Content content, String format, String uuid, String label) {
        found.add(new Recognition(content, identity(format, uuid, label), Optional.empty()));
    }

    static FileSystemIdentity identity(String format, String uuid, String label) {
        return new FileSystemIdentity(
                format,
                uuid.isEmpty() ? Optional.empty() : Optional.of(uuid),
                label.isEmpty() ? Optional.empty() : Optional.of(label));
    }

    private boolean at(int offset, String latin1) throws ImageException {
        for (int i = 0; i < latin1.length(); i++) {
            if (head.u8(offset + i) != latin1.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private boolean matches(int offset, byte[] magic) throws ImageException {
        for (int i = 0; i < magic.length; i++) {
            if (head.u8(offset + i) != (magic[i] & 0xff)) {
                return false;
            }
        }
        return true;
    }

    private String uuid(int offset) throws ImageException {
        return uuid(head.slice(offset, 16));
    }

    /** Sixteen bytes as 8-4-4-4-12 in lower case; empty text if they are all zero. */
    static String uuid(Bytes bytes) throws ImageException {
        if (bytes.isZero(0, 16)) {
            return "";
        }
        StringBuilder out = new StringBuilder(36);
        for (int i = 0; i < 16; i++) {
            if (i == 4 || i == 6 || i == 8 || i == 10) {
                out.append('-');
            }
            out.append(Character.forDigit(bytes.u8(i) >> 4, 16)).append(Character.forDigit(bytes.u8(i) & 15, 16));
        }
        return out.toString();
    }

    private String text(int offset, int length) throws ImageException {
        return text(head.slice(offset, length));
    }

    /** Up to the first NUL, without white space at the end, as blkid cuts it. */
    static String text(Bytes field) throws ImageException {
        int end = 0;
        while (end < field.length() && field.u8(end) != 0) {
            end++;
        }
        return new String(field.copy(0, end), StandardCharsets.UTF_8).stripTrailing();
    }

    /** UTF-16LE up to the first NUL. */
    static String utf16(Bytes field) throws ImageException {
        int end = 0;
        while (end + 1 < field.length() && field.le16(end) != 0) {
            end += 2;
        }
        return new String(field.copy(0, end), StandardCharsets.UTF_16LE).stripTrailing();
    }

    private static byte[] uuidBytes(String hex) {
        byte[] bytes = new byte[hex.length() / 2];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16);
        }
        return bytes;
    }
}
