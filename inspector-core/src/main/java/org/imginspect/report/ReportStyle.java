package org.imginspect.report;

/**
 * How a report for people looks.
 *
 * @param colour whether terminal colours are written (ECMA-48 SGR)
 * @param columns how wide a line may be; what has no blanks, such as a path, may be wider
 */
public record ReportStyle(boolean colour, int columns) {
    /** No colours, 80 columns: for files and CI logs. */
    public static final ReportStyle PLAIN = new ReportStyle(false, 80);

    public ReportStyle {
        if (columns < 20) {
            throw new IllegalArgumentException(columns + " columns are fewer than 20");
        }
    }
}
