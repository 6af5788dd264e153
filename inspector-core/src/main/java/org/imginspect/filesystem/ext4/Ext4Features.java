package org.imginspect.filesystem.ext4;

import org.imginspect.error.UnsupportedFeatureException;

/** Feature bits of the superblock that change how something is read, and the gate that fails closed on all others. */
final class Ext4Features {
    /** s_feature_compat. */
    static final long COMPAT_HAS_JOURNAL = 0x4;

    static final long COMPAT_SPARSE_SUPER2 = 0x200;

    /** s_feature_incompat. */
    static final long INCOMPAT_FILETYPE = 0x2;

    static final long INCOMPAT_RECOVER = 0x4;
    static final long INCOMPAT_JOURNAL_DEV = 0x8;
    static final long INCOMPAT_META_BG = 0x10;
    static final long INCOMPAT_64BIT = 0x80;
    static final long INCOMPAT_EA_INODE = 0x400;
    static final long INCOMPAT_CSUM_SEED = 0x2000;
    static final long INCOMPAT_LARGEDIR = 0x4000;

    /** s_feature_ro_compat. */
    static final long RO_COMPAT_SPARSE_SUPER = 0x1;

    static final long RO_COMPAT_HUGE_FILE = 0x8;
    static final long RO_COMPAT_GDT_CSUM = 0x10;
    static final long RO_COMPAT_BIGALLOC = 0x200;
    static final long RO_COMPAT_METADATA_CSUM = 0x400;

    /** Names as {@code tune2fs -l} prints them, by bit number; those of bits that do not exist are empty. */
    private static final String[] INCOMPAT_NAMES = {
        "compression",
        "filetype",
        "needs_recovery",
        "journal_dev",
        "meta_bg",
        "",
        "extent",
        "64bit",
        "mmp",
        "flex_bg",
        "ea_inode",
        "",
        "dirdata",
        "metadata_csum_seed",
        "large_dir",
        "inline_data",
        "encrypt",
        "casefold"
    };

    private static final long INCOMPAT_SUPPORTED = INCOMPAT_FILETYPE
            | INCOMPAT_RECOVER
            | INCOMPAT_META_BG
            | 0x40 // extents: each inode says by its own flag whether it has them
            | INCOMPAT_64BIT
            | 0x100 // mmp: a block that guards against two mounts at once; a reader of an image has no rival
            | 0x200 // flex_bg: inode tables lie anywhere, which the descriptors tell
            | INCOMPAT_EA_INODE
            | INCOMPAT_CSUM_SEED
            | INCOMPAT_LARGEDIR
            | 0x8000 // inline_data: each inode says by its own flag
            | 0x10000 // encrypt: each inode says by its own flag
            | 0x20000; // casefold: names are stored as they were given

    private Ext4Features() {}

    /** Every incompatible feature that is not understood is refused by name; read-only compatible ones are safe by definition. */
    static void gate(long incompat, String where) throws UnsupportedFeatureException {
        long refused = incompat & ~INCOMPAT_SUPPORTED;
        if (refused == 0) {
            return;
        }
        int bit = Long.numberOfTrailingZeros(refused);
        String name = bit < INCOMPAT_NAMES.length ? INCOMPAT_NAMES[bit] : "";
        throw new UnsupportedFeatureException(
                "ext4: incompatible feature " + (name.isEmpty() ? "of unknown meaning" : name) + " (bit 0x"
                        + Long.toHexString(Long.lowestOneBit(refused)) + ") is not supported",
                where,
                Ext4Superblock.POSITION + 0x60);
    }
}
