package org.imginspect.report;

import java.util.ArrayList;
import java.util.List;

/** A disk as a bar of boxes whose widths go with their sizes. */
final class DiskBar {
    /**
     * A box.
     *
     * @param label what stands in it; empty for space that no partition has
     */
    record Box(String label, long sizeBytes) {}

    private DiskBar() {}

    /** Three lines; none if the boxes do not fit. */
    static List<String> draw(List<Box> boxes, int columns) {
        int inner = columns - boxes.size() - 1; // one bar between any two, and one at each end
        double total = 0;
        int least = 0;
        for (Box box : boxes) {
            total += box.sizeBytes();
            least += least(box);
        }
        if (boxes.isEmpty() || inner < least) {
            return List.of();
        }
        // What is left after everybody has the least is shared out by size, the remainder to the largest.
        List<Integer> widths = new ArrayList<>();
        int used = 0;
        int largest = 0;
        for (int i = 0; i < boxes.size(); i++) {
            Box box = boxes.get(i);
            int width = least(box) + (total > 0 ? (int) ((inner - least) * (box.sizeBytes() / total)) : 0);
            widths.add(width);
            used += width;
            largest = box.sizeBytes() > boxes.get(largest).sizeBytes() ? i : largest;
        }
        widths.set(largest, widths.get(largest) + inner - used);
        StringBuilder edge = new StringBuilder("+");
        StringBuilder middle = new StringBuilder("|");
        for (int i = 0; i < boxes.size(); i++) {
            String label = boxes.get(i).label();
            int width = widths.get(i);
            int left = (width - label.length()) / 2;
            String fill = label.isEmpty() ? "." : " ";
            edge.append("-".repeat(width)).append('+');
            middle.append(fill.repeat(left))
                    .append(label)
                    .append(fill.repeat(width - left - label.length()))
                    .append('|');
        }
        return List.of(edge.toString(), middle.toString(), edge.toString());
    }

    private static int least(Box box) {
        return Math.max(1, box.label().length());
    }
}
