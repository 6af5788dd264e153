package org.imginspect.checks.disk;

/** Numbers of bytes for people. */
final class Sizes {
    private static final String[] UNITS = {" bytes", " KiB", " MiB", " GiB", " TiB"};

    private Sizes() {}

    /** {@code 20 GiB}, {@code 1.5 GiB}, {@code 512 bytes}: at most one digit behind the point, rounded down. */
    static String text(long bytes) {
        int unit = 0;
        long scale = 1;
        while (unit < UNITS.length - 1 && bytes / scale >= 1024) {
            scale *= 1024;
            unit++;
        }
        long tenths = bytes / scale * 10 + bytes % scale * 10 / scale;
        return tenths / 10 + (tenths % 10 == 0 ? "" : "." + tenths % 10) + UNITS[unit];
    }
}
