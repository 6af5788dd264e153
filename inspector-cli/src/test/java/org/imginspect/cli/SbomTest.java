package org.imginspect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.imginspect.fixtures.Fixtures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SbomTest {
    private static final Path DEMO = Fixtures.demo();

    @Test
    void writesCycloneDxByDefault() {
        Run run = Run.of("sbom", "--date", "2026-11-21", DEMO);
        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .startsWith("{\n  \"bomFormat\" : \"CycloneDX\"")
                .contains("\"specVersion\" : \"1.6\"")
                .contains("\"timestamp\" : \"2026-11-21T00:00:00Z\"")
                .contains("pkg:deb/debian/");
        assertThat(Run.of("sbom", "--date", "2026-11-21", DEMO).out()).isEqualTo(run.out());
    }

    @Test
    void writesToAFileWithTheHash(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("demo.spdx.json");
        Run run = Run.of("sbom", "-f", "spdx", "--hash", "-o", file, DEMO);
        assertThat(run.code()).isZero();
        assertThat(run.out()).isEmpty();
        String hash =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(DEMO)));
        assertThat(Files.readString(file, StandardCharsets.UTF_8))
                .contains("\"SPDX-2.3\"")
                .contains(hash);
        assertThat(Run.of("sbom", "-f", "cyclonedx-xml", DEMO).out()).startsWith("<?xml");
    }

    @Test
    void wrongUseExitsWithTwo() {
        assertThat(Run.of("sbom", "-f", "csv", DEMO).code()).isEqualTo(2);
        assertThat(Run.of("sbom", "-f", "csv", DEMO).err())
                .contains("-f is 'csv'")
                .contains("cyclonedx-xml");
        assertThat(Run.of("sbom", "--date", "yesterday", DEMO).err()).contains("--date is 'yesterday'");
        assertThat(Run.of("sbom", "-o", DEMO, DEMO).code()).isEqualTo(2);
        assertThat(Run.of("sbom").code()).isEqualTo(2);
    }

    @Test
    void anImageWithoutAGuestHasNoBill(@TempDir Path directory) throws Exception {
        Run run = Run.of("sbom", Fixtures.image("disk/two-roots"));
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("two-roots");
        assertThat(Run.of("sbom", directory.resolve("absent.qcow2")).code()).isEqualTo(4);
    }
}
