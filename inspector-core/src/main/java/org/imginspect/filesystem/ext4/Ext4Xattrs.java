package org.imginspect.filesystem.ext4;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.io.Bytes;
import org.imginspect.io.Limits;
import org.jspecify.annotations.Nullable;

/**
 * Extended attributes of one inode: those behind its fields, those in its attribute block, and values that lie in inodes of their
 * own. The entries have one layout ({@code struct ext4_xattr_entry}) in both places; offsets of values count from another origin.
 */
final class Ext4Xattrs {
    private static final long MAGIC = 0xea020000L;
    private static final int BLOCK_HEADER_BYTES = 32;
    private static final int ENTRY_BYTES = 16;
    /** EXT4_XATTR_SIZE_MAX: the most that a value in an inode of its own may have. */
    private static final long MAX_VALUE_BYTES = 1 << 24;

    private static final int INDEX_ACL_ACCESS = 2;
    private static final int INDEX_ACL_DEFAULT = 3;
    private static final int INDEX_SYSTEM = 7;
    private static final int INDEX_ENCRYPTION = 9;

    private final Ext4Volume volume;
    private final Ext4Inodes inodes;
    private final Ext4Inode inode;
    private final Map<String, byte[]> found = new TreeMap<>();
    private long foreignBytes;

    private Ext4Xattrs(Ext4Volume volume, Ext4Inodes inodes, Ext4Inode inode) {
        this.volume = volume;
        this.inodes = inodes;
        this.inode = inode;
    }

    /** All that the kernel lists, by full name, with the values that getxattr(2) gives. */
    static Map<String, byte[]> all(Ext4Volume volume, Ext4Inodes inodes, Ext4Inode inode) throws ImageException {
        Bytes inner = inInode(inode);
        if (inner == null && inode.attributeBlock() == 0) {
            return Map.of();
        }
        Ext4Xattrs xattrs = new Ext4Xattrs(volume, inodes, inode);
        if (inner != null) {
            for (int at = 0; !isLast(inner, at); at = next(inner, at)) {
                xattrs.collect(inner, at);
            }
        }
        if (inode.attributeBlock() != 0) {
            Bytes block = xattrs.readBlock();
            for (int at = BLOCK_HEADER_BYTES; !isLast(block, at); at = next(block, at)) {
                xattrs.collect(block, at);
            }
        }
        return xattrs.found;
    }

    /** The value of {@code system.data}, the part of an inline file beyond its first 60 bytes; empty if there is none. */
    static byte[] inlineData(Ext4Inode inode) throws ImageException {
        Bytes inner = inInode(inode);
        if (inner != null) {
            for (int at = 0; !isLast(inner, at); at = next(inner, at)) {
                if (inner.u8(at + 1) == INDEX_SYSTEM && inner.u8(at) == 4 && "data".equals(inner.latin1(at + 16, 4))) {
                    return localValue(inner, at);
                }
            }
        }
        return new byte[0];
    }

    /** The entries behind i_extra_isize and their values, or null if there are none. */
    private static @Nullable Bytes inInode(Ext4Inode inode) throws DamagedImageException {
        // i_extra_isize 0: an inode from before the fields were there, whose rest means nothing.
        int at = Ext4Inode.BASE_BYTES + inode.extraBytes();
        Bytes raw = inode.raw();
        if (inode.extraBytes() == 0 || at + 8 > raw.length() || raw.le32(at) != MAGIC) { // h_magic, 0x0, le32
            return null;
        }
        return raw.slice(at + 4, raw.length() - at - 4);
    }

    private Bytes readBlock() throws ImageException {
        long number = inode.attributeBlock();
        Bytes block = volume.block(number, inode.name() + ": attribute block");
        if (block.le32(0x0) != MAGIC) { // h_magic, 0x0, le32
            throw block.damaged("ext4: " + inode.name() + ": attribute block has no magic 0xea020000", 0x0);
        }
        if (block.le32(0x8) != 1) { // h_blocks, 0x8, le32
            throw block.damaged("ext4: " + inode.name() + ": " + block.le32(0x8) + " attribute blocks, not 1", 0x8);
        }
        if (volume.checksums().enabled()) {
            byte[] bytes = block.copy(0, block.length());
            long stored = block.le32(0x10); // h_checksum, 0x10, le32
            long computed = volume.checksums()
                    .begin()
                    .addLe32(number)
                    .addLe32(number >>> 32)
                    .add(bytes, 0, 0x10)
                    .addZeros(4)
                    .add(bytes, 0x14, bytes.length - 0x14)
                    .value();
            if (stored != computed) {
                throw block.damaged(
                        Ext4Checksums.mismatch("attribute block of " + inode.name(), stored, computed), 0x10);
            }
        }
        return block;
    }

    private static boolean isLast(Bytes area, int at) throws DamagedImageException {
        // The list ends with four zero bytes, or where the area ends.
        return at + 4 > area.length() || area.le32(at) == 0;
    }

    private static int next(Bytes area, int at) throws DamagedImageException {
        return at + ENTRY_BYTES + ((area.u8(at) + 3) & ~3); // e_name_len, 0x0, u8
    }

    private void collect(Bytes area, int at) throws ImageException {
        int index = area.u8(at + 1); // e_name_index, 0x1, u8
        if (index == INDEX_SYSTEM || index == INDEX_ENCRYPTION) {
            return; // Inline data and encryption contexts: the kernel keeps them to itself.
        }
        byte[] rest = area.copy(at + ENTRY_BYTES, area.u8(at));
        String name = prefix(index) + new String(rest, StandardCharsets.UTF_8);
        long foreign = area.le32(at + 4); // e_value_inum, 0x4, le32
        byte[] value = foreign == 0 ? localValue(area, at) : foreignValue(foreign, area.le32(at + 8));
        boolean acl = index == INDEX_ACL_ACCESS || index == INDEX_ACL_DEFAULT;
        found.put(name, acl ? aclAsTheKernelGivesIt(value) : value);
    }

    private static byte[] localValue(Bytes area, int at) throws DamagedImageException {
        int offset = area.le16(at + 2); // e_value_offs, 0x2, le16
        long size = area.le32(at + 8); // e_value_size, 0x8, le32
        if (size == 0) {
            return new byte[0];
        }
        if (size > area.length()) {
            throw area.damaged("ext4: attribute value of " + size + " bytes exceeds its " + area.length(), at + 8);
        }
        return area.copy(offset, (int) size);
    }

    private byte[] foreignValue(long number, long size) throws ImageException {
        foreignBytes += size;
        if (size > MAX_VALUE_BYTES) {
            throw inode.damaged("attribute value of " + size + " bytes exceeds " + MAX_VALUE_BYTES);
        }
        if (foreignBytes > volume.limits().get(Limits.METADATA_TABLE_BYTES)) {
            throw new LimitExceededException(
                    "ext4: " + inode.name() + " has attributes of " + foreignBytes + " bytes",
                    Limits.METADATA_TABLE_BYTES,
                    volume.limits().get(Limits.METADATA_TABLE_BYTES),
                    volume.where());
        }
        Ext4Inode holder = inodes.named(number);
        if (!holder.hasFlag(Ext4Inode.FLAG_EA_INODE) || holder.sizeBytes() != size) {
            throw inode.damaged("its attribute value in inode " + number + " is not one, or not of " + size + " bytes");
        }
        byte[] value = new byte[(int) size];
        Ext4Mapping.read(volume, holder).read(0, value, 0, value.length);
        // The value's hash lies in i_atime, 0x8, le32. Lustre's older ones have their owner's number in i_mtime
        // instead.
        long stored = holder.raw().le32(0x8);
        boolean lustre = holder.raw().le32(0x10) == inode.number() && holder.generation() == inode.generation();
        long computed = volume.checksums().begin().add(value, 0, value.length).value();
        if (stored != computed && !lustre) {
            throw holder.damaged(Ext4Checksums.mismatch("its attribute value", stored, computed));
        }
        return value;
    }

    private String prefix(int index) throws UnsupportedFeatureException {
        return switch (index) {
            case 0 -> "";
            case 1 -> "user.";
            case INDEX_ACL_ACCESS -> "system.posix_acl_access";
            case INDEX_ACL_DEFAULT -> "system.posix_acl_default";
            case 4 -> "trusted.";
            case 6 -> "security.";
            case 8 -> "system.richacl";
            case 10 -> "gnu.";
            default ->
                throw new UnsupportedFeatureException(
                        "ext4: " + inode.name() + " has an attribute of the unknown class " + index, volume.where());
        };
    }

    /** On disk an ACL is packed (struct ext4_acl_entry); getxattr(2) gives struct posix_acl_xattr_entry. */
    private byte[] aclAsTheKernelGivesIt(byte[] packed) throws ImageException {
        Bytes in = new Bytes(packed, volume.where(), 0);
        if (in.le32(0x0) != 1) { // a_version, 0x0, le32
            throw inode.damaged("its access control list has version " + in.le32(0x0) + ", not 1");
        }
        byte[] out = new byte[4 + 8 * (packed.length / 4)];
        Ext4Checksums.putLe32(out, 0, 2); // a_version of the interface
        int to = 4;
        for (int at = 4; at < packed.length; ) {
            int tag = in.le16(at); // e_tag, 0x0, le16, and e_perm, 0x2, le16
            boolean named = tag == 0x02 || tag == 0x08; // ACL_USER, ACL_GROUP
            in.copyTo(at, out, to, 4);
            Ext4Checksums.putLe32(out, to + 4, named ? (int) in.le32(at + 4) : -1); // e_id, 0x4, le32
            at += named ? 8 : 4;
            to += 8;
        }
        return java.util.Arrays.copyOf(out, to);
    }
}
