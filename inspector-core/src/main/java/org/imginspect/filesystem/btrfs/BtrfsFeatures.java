package org.imginspect.filesystem.btrfs;

import org.imginspect.error.UnsupportedFeatureException;

/** The bits of incompat_flags and of the superblock's flags. */
final class BtrfsFeatures {
    static final long METADATA_UUID = 1L << 10;

    /** The names of the bits from 0 on; those in {@link #READ} are read, the others refused. */
    private static final String[] NAMES = {
        "mixed_backref",
        "default_subvol",
        "mixed_groups",
        "compress_lzo",
        "compress_zstd",
        "big_metadata",
        "extended_iref",
        "raid56",
        "skinny_metadata",
        "no_holes",
        "metadata_uuid",
        "raid1c34",
        "zoned",
        "extent_tree_v2",
        "raid_stripe_tree",
        "",
        "simple_quota",
        "remap_tree"
    };

    private static final long READ = 0xfff | 1L << 16;

    /** BTRFS_SUPER_FLAG_*: written, relocated, with errors, a seed. */
    private static final long FLAGS_READ = 1 | 1 << 1 | 1 << 2 | 1L << 32;

    static final long FLAG_ERROR = 1 << 2;

    private BtrfsFeatures() {}

    static void check(long incompat, String where) throws UnsupportedFeatureException {
        long unread = incompat & ~READ;
        if (unread != 0) {
            int bit = Long.numberOfTrailingZeros(unread);
            String name = bit < NAMES.length ? NAMES[bit] : "";
            throw new UnsupportedFeatureException(
                    "btrfs: incompatible feature " + (name.isEmpty() ? "" : name + " ") + "(bit " + bit
                            + ") is not supported",
                    where);
        }
    }

    static void checkFlags(long flags, String where) throws UnsupportedFeatureException {
        long unread = flags & ~FLAGS_READ;
        if (unread != 0) {
            int bit = Long.numberOfTrailingZeros(unread);
            String name = switch (bit) {
                case 33, 34 -> "metadump (an image without data)";
                case 35, 36 -> "changing_fsid (a change of its UUID was interrupted)";
                case 38 -> "changing_bg_tree (a conversion was interrupted)";
                case 37, 39, 40 -> "changing_csum (a conversion was interrupted)";
                default -> "unknown";
            };
            throw new UnsupportedFeatureException(
                    "btrfs: superblock flag " + name + " (bit " + bit + ") is not supported", where);
        }
    }
}
