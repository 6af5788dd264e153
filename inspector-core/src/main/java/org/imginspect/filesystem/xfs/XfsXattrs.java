package org.imginspect.filesystem.xfs;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.io.Bytes;
import org.imginspect.io.Limits;

/** Extended attributes of one inode: in the inode, or in leaf blocks that an index may point at; long values in blocks of their own. */
final class XfsXattrs {
    private static final int FLAG_LOCAL = 0x1;
    private static final int FLAG_ROOT = 0x2;
    private static final int FLAG_SECURE = 0x4;
    private static final int FLAG_PARENT = 0x8;
    private static final int FLAG_INCOMPLETE = 0x80;
    private static final int FLAGS_KNOWN = FLAG_LOCAL | FLAG_ROOT | FLAG_SECURE | FLAG_PARENT | FLAG_INCOMPLETE;

    private static final int SHORT_HEADER_BYTES = 4;
    private static final int VALUE_MAGIC = 0x5841524d; // XARM
    private static final int VALUE_HEADER_BYTES = 56;
    /** XATTR_SIZE_MAX. */
    private static final long MAX_VALUE_BYTES = 1 << 16;

    private final XfsVolume volume;
    private final XfsInode inode;
    private final Map<String, byte[]> found = new TreeMap<>();
    private long valueBytes;

    private XfsXattrs(XfsVolume volume, XfsInode inode) {
        this.volume = volume;
        this.inode = inode;
    }

    /** All that the kernel lists to root, by full name, with the values that getxattr(2) gives. */
    static Map<String, byte[]> all(XfsVolume volume, XfsInode inode) throws ImageException {
        XfsInode.Fork fork = inode.attributes();
        if (fork == null || (fork.format() == XfsInode.FORMAT_EXTENTS && fork.extents() == 0)) {
            return Map.of();
        }
        XfsXattrs xattrs = new XfsXattrs(volume, inode);
        if (fork.format() == XfsInode.FORMAT_LOCAL) {
            xattrs.readShort(fork.raw());
        } else {
            XfsRuns runs = XfsMapping.read(volume, inode, fork);
            new XfsAttributeLeaves(volume, inode, runs).each((leaf, at) -> xattrs.collect(runs, leaf, at));
        }
        return xattrs.found;
    }

    /** struct xfs_attr_sf_hdr: totsize, 0x0, be16; count, 0x2, u8; then namelen, valuelen, flags, name and value. */
    private void readShort(Bytes fork) throws ImageException {
        int total = fork.be16(0x0);
        Bytes raw = fork.slice(0, total);
        int at = SHORT_HEADER_BYTES;
        for (int i = raw.u8(0x2); i > 0; i--) {
            int nameLength = raw.u8(at);
            int valueLength = raw.u8(at + 1);
            int flags = raw.u8(at + 2);
            byte[] name = raw.copy(at + 3, nameLength);
            at += 3 + nameLength;
            put(flags, name, raw.copy(at, valueLength));
            at += valueLength;
        }
        if (at != total) {
            throw inode.damaged("attributes of " + at + " bytes in " + total);
        }
    }

    /** struct xfs_attr_leaf_entry: hashval, 0x0, be32; nameidx, 0x4, be16; flags, 0x6, u8. */
    private void collect(XfsRuns runs, Bytes leaf, int at) throws ImageException {
        int nameAt = leaf.be16(at + 4);
        int flags = leaf.u8(at + 6);
        if ((flags & (FLAG_INCOMPLETE | FLAG_PARENT)) != 0) {
            // Never shown: the one was not finished, the other is the file system's own.
            return;
        }
        if ((flags & FLAG_LOCAL) != 0) {
            // valuelen, 0x0, be16; namelen, 0x2, u8; name and value
            int valueLength = leaf.be16(nameAt);
            int nameLength = leaf.u8(nameAt + 2);
            byte[] name = leaf.copy(nameAt + 3, nameLength);
            put(flags, name, leaf.copy(nameAt + 3 + nameLength, valueLength));
        } else {
            // valueblk, 0x0, be32; valuelen, 0x4, be32; namelen, 0x8, u8; name
            byte[] name = leaf.copy(nameAt + 9, leaf.u8(nameAt + 8));
            put(flags, name, remoteValue(runs, leaf.be32(nameAt), leaf.be32(nameAt + 4)));
        }
    }

    /** Each block of the value begins with a header in version 5. */
    private byte[] remoteValue(XfsRuns runs, long firstBlock, long length) throws ImageException {
        if (length > MAX_VALUE_BYTES) {
            throw inode.damaged("attribute value of " + length + " bytes exceeds " + MAX_VALUE_BYTES);
        }
        valueBytes += length;
        if (valueBytes > volume.limits().get(Limits.METADATA_TABLE_BYTES)) {
            throw new LimitExceededException(
                    "xfs: " + inode.name() + " has attributes of " + valueBytes + " bytes",
                    Limits.METADATA_TABLE_BYTES,
                    volume.limits().get(Limits.METADATA_TABLE_BYTES),
                    volume.where());
        }
        boolean five = volume.superblock().checksums();
        int header = five ? VALUE_HEADER_BYTES : 0;
        byte[] value = new byte[(int) length];
        long block = firstBlock;
        for (int done = 0; done < value.length; block++) {
            long physical = runs.physicalBlock(block);
            if (physical == 0) {
                throw inode.damaged("attribute value has a hole at block " + block);
            }
            Bytes bytes = volume.block(physical, inode.name() + ": attribute value");
            int count = Math.min(value.length - done, bytes.length() - header);
            if (five) {
                if (bytes.be32(0x0) != VALUE_MAGIC) { // rm_magic, 0x0, be32
                    throw bytes.damaged(
                            "xfs: attribute value of " + inode.name() + " has the magic 0x"
                                    + Long.toHexString(bytes.be32(0)),
                            0);
                }
                volume.verify(
                        bytes, XfsVolume.Fields.ATTRIBUTE_VALUE, inode.number(), "attribute value of " + inode.name());
                // rm_offset, 0x4, be32, and rm_bytes, 0x8, be32
                if (bytes.be32(0x4) != done || bytes.be32(0x8) != count) {
                    throw bytes.damaged(
                            "xfs: attribute value of " + inode.name() + ": " + bytes.be32(0x8) + " bytes from "
                                    + bytes.be32(0x4) + " on, not " + count + " from " + done + " on",
                            0x4);
                }
            }
            bytes.copyTo(header, value, done, count);
            done += count;
        }
        return value;
    }

    private void put(int flags, byte[] name, byte[] value) throws ImageException {
        if ((flags & (FLAG_INCOMPLETE | FLAG_PARENT)) != 0) {
            return;
        }
        int namespace = flags & (FLAG_ROOT | FLAG_SECURE);
        if ((flags & ~FLAGS_KNOWN) != 0 || namespace == (FLAG_ROOT | FLAG_SECURE) || name.length == 0) {
            throw inode.damaged("attribute with the flags 0x" + Integer.toHexString(flags) + " and a name of "
                    + name.length + " bytes");
        }
        String text = new String(name, StandardCharsets.UTF_8);
        if (namespace == FLAG_ROOT) {
            // The kernel lists an access control list twice: as itself, and translated.
            if (text.equals("SGI_ACL_FILE")) {
                found.put("system.posix_acl_access", aclAsTheKernelGivesIt(value));
            } else if (text.equals("SGI_ACL_DEFAULT")) {
                found.put("system.posix_acl_default", aclAsTheKernelGivesIt(value));
            }
        }
        String prefix = namespace == FLAG_ROOT ? "trusted." : namespace == FLAG_SECURE ? "security." : "user.";
        found.put(prefix + text, value);
    }

    /** struct xfs_acl: acl_cnt, 0x0, be32; entries of 12 bytes. getxattr(2) gives struct posix_acl_xattr_entry. */
    private byte[] aclAsTheKernelGivesIt(byte[] stored) throws ImageException {
        Bytes in = new Bytes(stored, volume.where(), 0);
        long count = in.be32(0x0);
        if (stored.length < 4 || count > (stored.length - 4) / 12) {
            throw inode.damaged("access control list of " + count + " entries in " + stored.length + " bytes");
        }
        byte[] out = new byte[4 + 8 * (int) count];
        putLe(out, 0, 2, 4); // a_version of the interface
        for (int i = 0; i < count; i++) {
            int at = 4 + 12 * i;
            int to = 4 + 8 * i;
            long tag = in.be32(at); // ae_tag, 0x0, be32; ae_id, 0x4, be32; ae_perm, 0x8, be16
            boolean named = tag == 0x02 || tag == 0x08; // ACL_USER, ACL_GROUP
            putLe(out, to, tag, 2);
            putLe(out, to + 2, in.be16(at + 8), 2);
            putLe(out, to + 4, named ? in.be32(at + 4) : 0xffff_ffffL, 4);
        }
        return out;
    }

    private static void putLe(byte[] into, int offset, long value, int count) {
        for (int i = 0; i < count; i++) {
            into[offset + i] = (byte) (value >>> (8 * i));
        }
    }
}
