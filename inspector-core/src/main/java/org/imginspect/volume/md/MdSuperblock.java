package org.imginspect.volume.md;

import java.util.List;

/**
 * What a member says of itself and its array, whatever the version.
 *
 * @param version {@code 0.90}, {@code 1.0}, {@code 1.1}, {@code 1.2}
 * @param uuid as mdadm prints it: four groups of eight hexadecimal digits
 * @param name as mdadm prints it, {@code host:name}; empty text if it has none
 * @param minor the number of its device node; -1 if none is preferred
 * @param created seconds since 1970
 * @param level 1, 0, -1 for linear …, as md numbers them
 * @param layout of raid0: 1 or 2; 0 if it does not say
 * @param disks how many members hold data
 * @param chunkBytes 0 if it has none
 * @param dataBytes where the data begins on the member
 * @param sizeBytes how much of the member is data
 * @param usedBytes how much of each member the array uses; 0 if that differs
 * @param events how often the superblock was written
 * @param number this member's place in {@code roles}
 * @param roles what each member is: its place in the array, or {@link #NONE}
 * @param rebuilding whether this member is still being filled
 * @param badBlocks whether it has a log of blocks that cannot be read
 * @param refused why what this superblock describes is not read; empty text if it is
 */
record MdSuperblock(
        String version,
        String uuid,
        String name,
        long minor,
        long created,
        int level,
        long layout,
        int disks,
        long chunkBytes,
        long dataBytes,
        long sizeBytes,
        long usedBytes,
        long events,
        int number,
        List<Integer> roles,
        boolean rebuilding,
        boolean badBlocks,
        String refused) {
    /** Spare, faulty, or a journal. */
    static final int NONE = -1;

    static final long MAGIC = 0xa92b4efcL; // MD_SB_MAGIC
    static final int SECTOR = 512;

    MdSuperblock {
        roles = List.copyOf(roles);
    }

    /** This member's place in the array as it says itself, or {@link #NONE}. */
    int role() {
        return roleOf(number);
    }

    /** The place of member {@code number} as this one says, or {@link #NONE}. */
    int roleOf(int member) {
        return member >= 0 && member < roles.size() ? roles.get(member) : NONE;
    }

    /** The level in mdadm's words. */
    String levelName() {
        return switch (level) {
            case -1 -> "linear";
            case -4 -> "multipath";
            case -5 -> "faulty";
            case -100 -> "container";
            default -> "raid" + level;
        };
    }
}
