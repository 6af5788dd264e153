package org.imginspect.checks.cleanup;

/** Numbers of bytes for people. */
final class Sizes {
    private static final String[] UNITS = {" bytes", " KiB", " MiB", " GiB", " TiB"};

    private Sizes() {}

    /** {@code 1.5 MiB}, {@code 512 bytes}, {@code 1 byte}: at most one digit behind the point, rounded down. */
    static String text(long bytes) {
        if (bytes == 1) {
            return "1 byte";
        }
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
