package org.imginspect.filesystem.btrfs;

import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.io.Bytes;

/**
 * A stretch of the logical address space, and the stripes of devices that it lies on ({@code struct btrfs_chunk}).
 *
 * @param logical where it begins
 * @param length in bytes
 * @param deviceIds devid of each stripe
 * @param deviceUuids dev_uuid of each stripe
 * @param offsets where each stripe begins on its device
 */
record BtrfsChunk(
        long logical, long length, long type, Profile profile, long[] deviceIds, byte[][] deviceUuids, long[] offsets) {
    static final int STRIPE_BYTES = 64 << 10;
    static final long DATA = 1;

    private static final int HEAD_BYTES = 48;
    private static final int STRIPE_RECORD_BYTES = 32;
    private static final long TYPES = 7; // data, system, metadata

    /** How the stripes share the bytes. */
    enum Profile {
        SINGLE(0, 1, 1, 1),
        RAID0(1 << 3, 1, 1, Integer.MAX_VALUE),
        RAID1(1 << 4, 2, 2, 2),
        DUP(1 << 5, 2, 2, 2),
        RAID10(1 << 6, 2, 2, Integer.MAX_VALUE),
        RAID5(1 << 7, 1, 2, Integer.MAX_VALUE),
        RAID6(1 << 8, 1, 3, Integer.MAX_VALUE),
        RAID1C3(1 << 9, 3, 3, 3),
        RAID1C4(1 << 10, 4, 4, 4);

        private final long bit;
        private final int copies;
        private final int minStripes;
        private final int maxStripes;

        Profile(long bit, int copies, int minStripes, int maxStripes) {
            this.bit = bit;
            this.copies = copies;
            this.minStripes = minStripes;
            this.maxStripes = maxStripes;
        }

        /** How many whole copies there are; parity is none. */
        int copies() {
            return copies;
        }
    }

    /** @param item the chunk; may be followed by other things */
    static BtrfsChunk parse(long logical, Bytes item, int sectorSize) throws ImageException {
        long length = item.le64(0x0); // length, 0x0, le64
        if (logical < 0 || length <= 0 || logical > Long.MAX_VALUE - length) {
            throw item.damaged(
                    "btrfs: chunk of " + Long.toUnsignedString(length) + " bytes at 0x" + Long.toHexString(logical), 0);
        }
        if (logical % sectorSize != 0 || length % sectorSize != 0) {
            throw item.damaged("btrfs: chunk 0x" + Long.toHexString(logical) + " is not made of whole sectors", 0);
        }
        if (item.le64(0x10) != STRIPE_BYTES) { // stripe_len, 0x10, le64
            throw item.damaged(
                    "btrfs: stripes of " + Long.toUnsignedString(item.le64(0x10)) + " bytes instead of " + STRIPE_BYTES,
                    0x10);
        }
        long type = item.le64(0x18); // type, 0x18, le64
        Profile profile = profile(type, item);
        int count = item.le16(0x2c); // num_stripes, 0x2c, le16
        int subStripes = item.le16(0x2e); // sub_stripes, 0x2e, le16
        if (count < profile.minStripes
                || count > profile.maxStripes
                || (profile == Profile.RAID10 && (subStripes != 2 || count % 2 != 0))) {
            throw item.damaged(
                    "btrfs: chunk 0x" + Long.toHexString(logical) + ": " + count + " stripes are no " + profile, 0x2c);
        }
        long[] ids = new long[count];
        byte[][] uuids = new byte[count][];
        long[] offsets = new long[count];
        for (int i = 0; i < count; i++) {
            int at = HEAD_BYTES + i * STRIPE_RECORD_BYTES;
            ids[i] = item.le64(at); // stripe.devid, le64
            offsets[i] = item.le64Size(at + 8, "btrfs: offset of a stripe"); // stripe.offset, le64
            uuids[i] = item.copy(at + 16, 16); // stripe.dev_uuid, 16 bytes
        }
        return new BtrfsChunk(logical, length, type, profile, ids, uuids, offsets);
    }

    /** How many bytes of an array of chunks this one takes. */
    int recordBytes() {
        return HEAD_BYTES + STRIPE_RECORD_BYTES * offsets.length;
    }

    boolean contains(long address) {
        return address >= logical && address - logical < length;
    }

    /**
     * The stripe that holds a byte.
     *
     * @param offset in the chunk
     * @param copy 0 to one less than there are copies
     */
    int stripe(long offset, int copy) {
        long number = offset / STRIPE_BYTES;
        int count = offsets.length;
        return switch (profile) {
            case SINGLE -> 0;
            case DUP, RAID1, RAID1C3, RAID1C4 -> copy;
            case RAID0 -> (int) (number % count);
            case RAID10 -> (int) (number % (count / 2)) * 2 + copy;
            case RAID5, RAID6 -> {
                int data = count - parity();
                yield (int) ((number / data + number % data) % count);
            }
        };
    }

    /** Where on the device of its stripe a byte lies. */
    long physical(long offset, int copy) {
        long number = offset / STRIPE_BYTES;
        int width = switch (profile) {
            case SINGLE, DUP, RAID1, RAID1C3, RAID1C4 -> 1;
            case RAID0 -> offsets.length;
            case RAID10 -> offsets.length / 2;
            case RAID5, RAID6 -> offsets.length - parity();
        };
        long inStripe = width == 1 ? offset : number / width * STRIPE_BYTES + offset % STRIPE_BYTES;
        return offsets[stripe(offset, copy)] + inStripe;
    }

    /** How many bytes from {@code offset} on lie one behind the other on the same device. */
    long contiguous(long offset) {
        return switch (profile) {
            case SINGLE, DUP, RAID1, RAID1C3, RAID1C4 -> length - offset;
            default -> Math.min(length - offset, STRIPE_BYTES - offset % STRIPE_BYTES);
        };
    }

    private int parity() {
        return profile == Profile.RAID5 ? 1 : 2;
    }

    private static Profile profile(long type, Bytes item) throws ImageException {
        long bits = type & ~TYPES;
        for (Profile profile : Profile.values()) {
            if (profile.bit == bits) {
                return profile;
            }
        }
        long known = 0;
        for (Profile profile : Profile.values()) {
            known |= profile.bit;
        }
        if ((bits & ~known) != 0) {
            throw new UnsupportedFeatureException(
                    "btrfs: chunk type 0x" + Long.toHexString(type) + " is not supported", item.where());
        }
        throw item.damaged("btrfs: chunk type 0x" + Long.toHexString(type) + " has several profiles", 0x18);
    }
}
