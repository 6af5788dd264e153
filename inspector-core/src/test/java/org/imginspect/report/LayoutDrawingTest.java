package org.imginspect.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.engine.EngineInfo;
import org.imginspect.engine.Guest;
import org.imginspect.engine.StorageMap;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.io.Limits;
import org.imginspect.report.DiskBar.Box;
import org.junit.jupiter.api.Test;

class LayoutDrawingTest {
    private static String draw(StorageMap storage) throws Exception {
        StringWriter out = new StringWriter();
        Guest guest = new Guest(
                new EngineInfo("embedded", "1", List.of()),
                MemoryFileTree.builder().build(),
                storage,
                Optional.empty(),
                Map.of(),
                Limits.defaults(),
                () -> {});
        LayoutDrawing.write(guest, ReportStyle.PLAIN, out);
        return out.toString();
    }

    @Test
    void everyPartitionAndWhatLiesInItIsDrawn() throws Exception {
        String drawing = draw(SampleReports.storage("debian.qcow2"));
        Golden.assertSame("layout.txt", drawing);
        assertThat(drawing.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
    }

    @Test
    void namesOfTheImageDoNotActOnATerminal() throws Exception {
        String drawing = draw(SampleReports.evil().storage().orElseThrow());
        Golden.assertSame("layout.evil.txt", drawing);
        assertThat(drawing).doesNotContain("\u001b", "\r", "\u202e", "\u0000");
    }

    @Test
    void widthsGoWithSizesAndTheBarIsAsWideAsThePage() {
        List<String> bar =
                DiskBar.draw(List.of(new Box("1", 1 << 20), new Box("2", 3L << 30), new Box("", 1L << 30)), 80);
        assertThat(bar).allSatisfy(line -> assertThat(line).hasSize(80));
        assertThat(bar.get(1)).matches("\\|1\\| +2 +\\|\\.{18,20}\\|");
    }

    @Test
    void aBarThatCannotFitIsNotDrawn() {
        assertThat(DiskBar.draw(new ArrayList<>(Collections.nCopies(128, new Box("7", 1))), 80))
                .isEmpty();
        assertThat(DiskBar.draw(List.of(), 80)).isEmpty();
        assertThat(DiskBar.draw(List.of(new Box("1", 0), new Box("2", 0)), 20).get(0))
                .hasSize(20);
    }

    @Test
    void sizesAreRoundedDown() {
        assertThat(Sizes.text(0)).isEqualTo("0 B");
        assertThat(Sizes.text(1023)).isEqualTo("1023 B");
        assertThat(Sizes.text(1536)).isEqualTo("1.5 KiB");
        assertThat(Sizes.text(3L << 30)).isEqualTo("3 GiB");
        assertThat(Sizes.text((3L << 30) - 1)).isEqualTo("2.9 GiB");
        assertThat(Sizes.text(213_909_504L)).isEqualTo("204 MiB");
        assertThat(Sizes.text(Long.MAX_VALUE)).isEqualTo("7.9 EiB");
    }
}
