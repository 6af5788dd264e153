package org.imginspect.report;

/** Sizes for people. */
public final class Sizes {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private Sizes() {}

    /** {@code 512 B}, {@code 1.5 MiB}, {@code 3 GiB}: at most one decimal, rounded down, none if it is zero. */
    public static String text(long bytes) {
        int unit = 0;
        long scale = 1;
        while (unit < UNITS.length - 1 && bytes / scale >= 1024) {
            scale <<= 10;
            unit++;
        }
        long whole = bytes / scale;
        long tenth = unit == 0 ? 0 : (bytes % scale) / (scale / 1024) * 10 / 1024;
        return (tenth == 0 || whole >= 100 ? Long.toString(whole) : whole + "." + tenth) + " " + UNITS[unit];
    }
}
