package org.imginspect.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A disk as a bar to scale. What is wide enough has its label in it; the others have theirs below, each at the end of a line that begins at what it
 * names. From right to left each label takes the uppermost row in which it is free of those to its right, so that lines cross no label that stands
 * where it belongs.
 */
final class HtmlDiskBar {
    /**
     * A part of the disk.
     *
     * @param kind how it is drawn
     * @param number of a partition; empty for anything else
     * @param name what the label says first
     * @param detail what it says below that
     */
    record Stretch(String kind, String number, String name, String detail, long startBytes, long sizeBytes) {}

    private static final double BAR = 56;
    private static final double TOP = 18;
    private static final double ROW = 38;
    private static final int ROWS = 8;

    /** What is narrower could not be seen. */
    private static final double LEAST = 2;

    /** Widths of letters differ; this is a wide one's, at 13 pixels. */
    private static final double LETTER = 7.6;

    private static final int LONGEST = 26;

    private HtmlDiskBar() {}

    /**
     * A drawing as wide as {@code width} units, of which one is a pixel where there is room for it.
     *
     * @param id of the drawing on the page
     */
    static HtmlNode draw(List<Stretch> stretches, long diskBytes, double width, String summary, String id) {
        double scale = diskBytes > 0 ? width / diskBytes : 0;
        List<HtmlNode> boxes = new ArrayList<>();
        List<HtmlNode> inside = new ArrayList<>();
        List<HtmlNode> below = new ArrayList<>();
        double[] taken = new double[ROWS]; // how far from the left each row is free
        java.util.Arrays.fill(taken, width);
        int rows = 0;
        int left = 0;
        for (int i = stretches.size() - 1; i >= 0; i--) {
            Stretch stretch = stretches.get(i);
            double x = Math.min(width - LEAST, stretch.startBytes() * scale);
            double wide = Math.min(width - x, Math.max(LEAST, stretch.sizeBytes() * scale));
            boolean gap = stretch.kind().equals("gap");
            boxes.add(0, box(stretch, x, wide));
            String name = stretch.number().isEmpty() || gap
                    ? shortened(stretch.name())
                    : shortened(stretch.number() + "  " + stretch.name());
            String detail = shortened(stretch.detail());
            double needs = LETTER * Math.max(columns(name), columns(detail)) + 14;
            if (needs <= wide) {
                inside.add(
                        0, label(name, detail, x + wide / 2, TOP + BAR / 2 - 4).text("kind", stretch.kind()));
                continue;
            }
            if (gap) {
                continue; // a stripe that the legend explains
            }
            double middle = x + wide / 2;
            double start = Math.max(0, Math.min(middle, width - needs));
            int row = 0;
            while (row < ROWS && start + needs > taken[row]) {
                row++;
            }
            if (row == ROWS) {
                left++;
                continue;
            }
            for (int above = 0; above <= row; above++) {
                taken[above] = Math.min(taken[above], Math.min(start, middle) - 6);
            }
            rows = Math.max(rows, row + 1);
            double y = TOP + BAR + 22 + row * ROW;
            below.add(
                    0,
                    label(name, detail, start + 7, y)
                            .length("middle", middle)
                            .length("lineTop", TOP + BAR)
                            .length("bend", TOP + BAR + 9)
                            .length("lineEnd", y + 15)
                            .length("foot", start + 2));
        }
        return new HtmlNode()
                .text("id", id)
                .length("width", width)
                .length("height", TOP + BAR + (rows > 0 ? 12 + rows * ROW : 4))
                .length("barTop", TOP)
                .length("barHeight", BAR)
                .text("end", Sizes.text(diskBytes))
                .text("half", Sizes.text(diskBytes / 2))
                .length("middleX", width / 2)
                .text("summary", summary)
                .text("left", left > 0 ? HtmlWords.count(left, "label") + " did not fit; the table has them all" : "")
                .nodes("boxes", boxes)
                .nodes("inside", inside)
                .nodes("below", below);
    }

    private static HtmlNode box(Stretch stretch, double x, double wide) {
        return new HtmlNode()
                .text("kind", stretch.kind())
                .text("fill", fill(stretch.kind()))
                .length("x", x)
                .length("boxWidth", wide)
                .length("y", TOP)
                .length("boxHeight", BAR)
                .text(
                        "title",
                        (stretch.number().isEmpty() ? "" : "Partition " + stretch.number() + ": ") + stretch.name()
                                + ", " + stretch.detail() + ", from " + Sizes.text(stretch.startBytes()));
    }

    /** The id of the pattern that fills it; empty text for a colour, which is the style sheet's matter. */
    static String fill(String kind) {
        return kind.equals("gap") || kind.equals("unread") ? "p-" + kind : "";
    }

    private static HtmlNode label(String name, String detail, double x, double y) {
        return new HtmlNode()
                .text("name", name)
                .text("detail", detail)
                .length("x", x)
                .length("y", y)
                .length("secondY", y + 16);
    }

    /** At most {@link #LONGEST} characters of what the reader will see; the table has all of them. */
    private static String shortened(String text) {
        String line = Escape.line(text);
        return line.codePointCount(0, line.length()) <= LONGEST
                ? line
                : line.substring(0, line.offsetByCodePoints(0, LONGEST - 1)) + "…";
    }

    /** Letters beyond Latin are taken for twice as wide, as those of East Asia are. */
    private static int columns(String text) {
        int columns = 0;
        for (int i = 0; i < text.length(); i++) {
            columns += text.charAt(i) < 0x250 ? 1 : 2;
        }
        return columns;
    }
}
