package org.imginspect.filesystem.exfat;

import java.time.Instant;

/** Timestamps as the kernel takes them (fs/exfat/misc.c, exfat_get_entry_time). */
final class ExfatTime {
    private static final int OFFSET_VALID = 0x80;
    private static final int QUARTER_SECONDS = 15 * 60;

    private ExfatTime() {}

    /**
     * A time.
     *
     * @param timestamp two seconds in bits 0 to 4, minute, hour, day, month, year since 1980 in bits 25 to 31
     * @param hundredths 10 ms steps, 0 to 199
     * @param utcOffset bit 7: bits 0 to 6 are quarters of an hour, signed; otherwise local time, which is taken as UTC
     */
    static Instant of(long timestamp, int hundredths, int utcOffset) {
        int time = (int) timestamp & 0xffff;
        int date = (int) (timestamp >> 16) & 0xffff;
        long seconds = mktime(1980 + (date >> 9), date >> 5 & 0xf, date & 0x1f)
                + (time >> 11) * 3600L
                + (time >> 5 & 0x3f) * 60L
                + (time & 0x1f) * 2L
                + hundredths / 100;
        if ((utcOffset & OFFSET_VALID) != 0) {
            int quarters = utcOffset & 0x7f;
            seconds -= (quarters <= 0x3f ? quarters : quarters - 0x80) * (long) QUARTER_SECONDS;
        }
        return Instant.ofEpochSecond(seconds, hundredths % 100 * 10_000_000L);
    }

    /** kernel/time/time.c, mktime64: nonsense such as month 15 gives some time, not an error. */
    private static long mktime(int year, int month, int day) {
        int y = year;
        int m = month - 2;
        if (m <= 0) { // February last, since it has the leap day
            m += 12;
            y--;
        }
        return (y / 4 - y / 100 + y / 400 + 367 * m / 12 + day + y * 365L - 719_499) * 86_400;
    }
}
