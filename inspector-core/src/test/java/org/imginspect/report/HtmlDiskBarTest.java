package org.imginspect.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.imginspect.report.HtmlDiskBar.Stretch;
import org.junit.jupiter.api.Test;

class HtmlDiskBarTest {
    private static final long MIB = 1 << 20;

    private static Stretch partition(int number, long startBytes, long sizeBytes) {
        return new Stretch("fs", Integer.toString(number), "/srv/data" + number, "ext4, 1 GiB", startBytes, sizeBytes);
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> part(HtmlNode drawing, String name) {
        return (List<Map<String, Object>>)
                Objects.requireNonNull(drawing.values().get(name));
    }

    private static double of(Map<String, Object> node, String name) {
        return Double.parseDouble(word(node, name));
    }

    private static String word(Map<String, Object> node, String name) {
        return (String) Objects.requireNonNull(node.get(name), name);
    }

    @Test
    void boxesAreToScale() {
        HtmlNode drawing = HtmlDiskBar.draw(
                List.of(partition(1, 0, 256 * MIB), partition(2, 512 * MIB, 512 * MIB)), 1024 * MIB, 1000, "", "d");
        List<Map<String, Object>> boxes = part(drawing, "boxes");
        assertThat(of(boxes.get(0), "x")).isEqualTo(0);
        assertThat(of(boxes.get(0), "boxWidth")).isEqualTo(250);
        assertThat(of(boxes.get(1), "x")).isEqualTo(500);
        assertThat(of(boxes.get(1), "boxWidth")).isEqualTo(500);
        assertThat(part(drawing, "inside")).hasSize(2);
    }

    @Test
    void tinyPartitionsAreSeenAndNamed() {
        List<Stretch> stretches = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            stretches.add(partition(i + 1, i * MIB, MIB));
        }
        stretches.add(partition(6, 5 * MIB, 100_000 * MIB));
        stretches.add(partition(7, 100_005 * MIB, MIB));
        HtmlNode drawing = HtmlDiskBar.draw(stretches, 100_006 * MIB, 1000, "", "d");
        assertThat(part(drawing, "boxes"))
                .hasSize(7)
                .allSatisfy(box -> assertThat(of(box, "boxWidth")).isGreaterThanOrEqualTo(2))
                .allSatisfy(
                        box -> assertThat(of(box, "x") + of(box, "boxWidth")).isLessThanOrEqualTo(1000));
        List<Map<String, Object>> below = part(drawing, "below");
        assertThat(below).hasSize(6);
        assertThat(drawing.values()).containsEntry("left", "");
        // No two labels overlap; about seven and a half pixels a letter.
        for (Map<String, Object> one : below) {
            double end = of(one, "x") + 7 * word(one, "name").length();
            assertThat(end).isLessThanOrEqualTo(1000);
            assertThat(of(one, "secondY")).isLessThan(of(drawing.values(), "height"));
            for (Map<String, Object> other : below) {
                if (one != other && word(one, "y").equals(word(other, "y"))) {
                    assertThat(end < of(other, "x") || of(one, "x") > of(other, "x"))
                            .isTrue();
                }
            }
        }
    }

    @Test
    void whatCannotBeNamedIsCounted() {
        List<Stretch> stretches = new ArrayList<>();
        for (int i = 0; i < 128; i++) {
            stretches.add(partition(i + 1, i * MIB, MIB));
        }
        HtmlNode drawing = HtmlDiskBar.draw(stretches, 128 * MIB, 340, "", "d");
        int named = part(drawing, "below").size();
        assertThat(named).isBetween(8, 60);
        assertThat(drawing.values())
                .containsEntry("left", (128 - named) + " labels did not fit; the table has them all");
    }

    @Test
    void aDiskOfNoSizeAndAPartitionBeyondItsEndAreDrawn() {
        assertThat(part(HtmlDiskBar.draw(List.of(partition(1, 0, 0)), 0, 1000, "", "d"), "boxes"))
                .hasSize(1);
        List<Map<String, Object>> beyond =
                part(HtmlDiskBar.draw(List.of(partition(1, 5 * MIB, 9 * MIB)), MIB, 1000, "", "d"), "boxes");
        assertThat(of(beyond.get(0), "x") + of(beyond.get(0), "boxWidth")).isLessThanOrEqualTo(1000);
    }

    @Test
    void longNamesAreCut() {
        HtmlNode drawing = HtmlDiskBar.draw(
                List.of(new Stretch("fs", "1", "/".repeat(200), "\u001b[31m" + "x".repeat(80), 0, MIB)),
                MIB,
                1000,
                "",
                "d");
        Map<String, Object> label = part(drawing, "inside").get(0);
        assertThat(word(label, "name")).hasSizeLessThanOrEqualTo(26).endsWith("…");
        assertThat(word(label, "detail")).hasSizeLessThanOrEqualTo(26).startsWith("\\x1b[31m");
    }
}
