package org.imginspect.report;

/**
 * How a report for people looks.
 *
 * @param colour whether terminal colours are written (ECMA-48 SGR)
 * @param columns how wide a line may be; what has no blanks, such as a path, may be wider
 * @param verbose whether what is in order is listed too
 */
public record ReportStyle(boolean colour, int columns, boolean verbose) {
    /** No colours, 80 columns: for files and CI logs. */
    public static final ReportStyle PLAIN = new ReportStyle(false, 80);

    /** That says in short what is in order. */
    public ReportStyle(boolean colour, int columns) {
        this(colour, columns, false);
    }

    /** The same, listing what is in order or not. */
    public ReportStyle withVerbose(boolean wanted) {
        return new ReportStyle(colour, columns, wanted);
    }

    public ReportStyle {
        if (columns < 20) {
            throw new IllegalArgumentException(columns + " columns are fewer than 20");
        }
    }
}
