package org.imginspect.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.imginspect.check.Finding;
import org.imginspect.scan.EngineChoice;
import org.imginspect.scan.Inspector;
import org.imginspect.scan.OpenedImage;
import org.imginspect.scan.ScanReport;
import org.imginspect.scan.ScanRequest;
import org.imginspect.volume.VolumeFixture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports of a machine whose root is a logical volume over two of its three disks. */
class MachineReportTest {
    @TempDir
    Path directory;

    private final List<Path> images = new ArrayList<>();

    @BeforeEach
    void disks() throws Exception {
        VolumeFixture fixture = new VolumeFixture("disk/machine");
        for (String name : fixture.names()) {
            images.add(Files.write(directory.resolve(name), fixture.bytes(name)));
        }
    }

    private ScanRequest request() {
        return ScanRequest.of(images.get(0))
                .withOtherDisks(images.subList(1, 3))
                .withEngine(EngineChoice.EMBEDDED)
                .withCheck("disk.*");
    }

    @Test
    void theLayoutShowsDisksGroupsVolumesAndSubvolumes() throws Exception {
        try (OpenedImage opened = new Inspector().open(images.get(0), request())) {
            StringWriter out = new StringWriter();
            LayoutDrawing.write(opened.guest(), ReportStyle.PLAIN, out);
            Golden.assertSame("layout.machine.txt", out.toString());
        }
        images.remove(1);
        try (OpenedImage opened = new Inspector()
                .open(images.get(0), ScanRequest.of(images.get(0)).withEngine(EngineChoice.EMBEDDED))) {
            StringWriter out = new StringWriter();
            LayoutDrawing.write(opened.guest(), ReportStyle.PLAIN, out);
            Golden.assertSame("layout.machine.missing.txt", out.toString());
        }
    }

    @Test
    void everyFormatTellsOfThem() throws Exception {
        ScanReport report = new Inspector().scan(request()).get(0);
        assertThat(report.failure()).isEmpty();
        StringWriter json = new StringWriter();
        ReportFormat.named("json").orElseThrow().write(List.of(report), ReportStyle.PLAIN, json);
        JsonSchema.assertValid(json.toString());
        assertThat(json.toString())
                .contains("\"snapshotOf\" : \"root-vg/var\"", "\"RAID array\"", "\"kind\" : \"subvolume\"");
        StringWriter html = new StringWriter();
        ReportFormat.named("html").orElseThrow().write(List.of(report), ReportStyle.PLAIN, html);
        assertThat(html.toString())
                .contains("LVM volume group root-vg (lvm2), 2 of 2 members", "thin, snapshot of root-vg/var")
                .contains("<p class=\"muted\">b</p>", "disk3-wide");
    }

    @Test
    void theRootNeedsTwoDisksAndThatIsSaid() throws Exception {
        ScanReport report = new Inspector().scan(request()).get(0);
        assertThat(findings(report, "disk.single-disk-root"))
                .containsExactly("the LVM volume group root-vg has 2 members, of which 1 is in the image"
                        + " (a > gpt:2 > LVM2_member)");
        assertThat(findings(report, "disk.gpt-consistent")).isEmpty();
    }

    private static List<String> findings(ScanReport report, String check) {
        return report.results().stream()
                .filter(result -> result.info().id().equals(check))
                .flatMap(result -> result.findings().stream())
                .map(Finding::message)
                .toList();
    }
}
