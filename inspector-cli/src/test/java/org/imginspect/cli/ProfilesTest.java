package org.imginspect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.imginspect.fixtures.Fixtures;
import org.imginspect.profile.Profiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Profiles and settings from the command line. */
class ProfilesTest {
    private static final Path DEMO = Fixtures.demo();

    @TempDir
    private Path directory;

    private Path image() throws Exception {
        Path image = directory.resolve("disk.qcow2");
        return Files.exists(image) ? image : Files.createSymbolicLink(image, DEMO);
    }

    private Path settings(String text) throws Exception {
        return Files.writeString(directory.resolve(".imginspect.yaml"), text);
    }

    private static Run scan(Object... args) {
        Object[] all = new Object[args.length + 3];
        all[0] = "scan";
        System.arraycopy(args, 0, all, 1, args.length);
        all[args.length + 1] = "--engine";
        all[args.length + 2] = "embedded";
        return Run.of(all);
    }

    private Path ours(String requirements) throws Exception {
        return Files.writeString(
                directory.resolve("ours.yaml"), "id: ours\ntitle: Our cloud\nrequirements:\n" + requirements.indent(2));
    }

    @Test
    void everyProfileIsListedAndShown() {
        Run list = Run.of("profiles");
        assertThat(list.code()).isZero();
        for (String id : Profiles.builtIn()) {
            assertThat(list.out()).contains("(" + id + ")\n");
            Run show = Run.of("profiles", "show", id);
            assertThat(show.code()).isZero();
            assertThat(show.out()).contains("(" + id + ")\n", "\n  check: ");
        }
        assertThat(list.out())
                .contains("Yandex Cloud Marketplace (yandex-cloud)\n  31 requirements, 4 duties of the publisher\n");
        assertThat(Run.of("profiles", "show", "yandex-cloud").out())
                .contains("\nYC-13  The kernel runs with console=ttyS0\n", "  ports (list): ", "\n  confirm by hand: ");
    }

    @Test
    void aRequirementIsExplained() {
        Run run = Run.of("explain", "YC-13");
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .startsWith("YC-13  The kernel runs with console=ttyS0\n  required; stands in: ")
                .contains("check: boot.console-ttys0", "(yandex-cloud)");
    }

    @Test
    void aMistypedNameIsWrongUseWithASuggestion() throws Exception {
        Run explain = Run.of("explain", "YC13");
        assertThat(explain.code()).isEqualTo(2);
        assertThat(explain.err()).contains("did you mean 'YC-13'?");
        Run show = Run.of("profiles", "show", "yandex");
        assertThat(show.code()).isEqualTo(2);
        assertThat(show.err()).contains("did you mean 'yandex-cloud'?");
        Run scan = scan("-p", "digitalocaen", image());
        assertThat(scan.code()).isEqualTo(2);
        assertThat(scan.err()).contains("did you mean 'digitalocean'?");
        Run set = scan("-p", "yandex-cloud", "--set", "prots=22", image());
        assertThat(set.code()).isEqualTo(2);
        assertThat(set.err()).contains("did you mean 'ports'?");
    }

    @Test
    void everyMistakeOfAnOwnProfileHasItsLine() throws Exception {
        Path file =
                ours("- { id: R-1, title: T, cheks: { fs.x: {} } }\n- { id: R-2, title: T, checks: { fs.x: {} } }\n");
        Run run = scan("-p", file, image());
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains("imginspect: " + file + ":4: 'cheks' is not one of ")
                .contains("\nimginspect: " + file + ":5: no check is called 'fs.x'");
    }

    @Test
    void aRequirementThatIsNotMetFailsTheImage() throws Exception {
        assertThat(scan("-p", ours("- { id: R-1, title: T, checks: { cleanup.machine-id: {} } }"), image())
                        .code())
                .isEqualTo(1);
        assertThat(scan("-p", ours("- { id: R-1, title: T, must: false, checks: { cleanup.machine-id: {} } }"), image())
                        .code())
                .isZero();
        assertThat(scan("-p", ours("- { id: R-1, title: T, manual: Ask }"), image())
                        .code())
                .isZero();
    }

    @Test
    void profilesAreRepeatedOrSeparatedByCommas() throws Exception {
        Path file = ours("- { id: R-1, title: T, manual: Ask }");
        Run run = scan("-p", file + ",yandex-cloud", "-p", "yandex-cloud", "-p", file, "-f", "json", image());
        JsonSchema.assertValid(run.out());
        assertThat(run.out().split("\"id\" : \"YC-01\"", -1)).hasSize(2);
        assertThat(run.out().split("\"id\" : \"R-1\"", -1)).hasSize(2);
    }

    @Test
    void theFileBesideTheImageIsUsedUnlessTheCommandLineSaysOtherwise() throws Exception {
        ours("- { id: R-1, title: The machine has no id, checks: { cleanup.machine-id: {} } }");
        settings("""
                profiles: ours.yaml
                waivers:
                  - { check: cleanup.machine-id, reason: It is set at the first start }
                """);
        Run beside = scan(image());
        assertThat(beside.out()).contains("Our cloud: 0 of 1 met · 1 waived");
        assertThat(beside.code()).isZero();
        assertThat(scan("--no-config", image()).out()).doesNotContain("Our cloud");
        Path empty = Files.writeString(directory.resolve("none.yaml"), "profiles: yandex-cloud\n");
        assertThat(scan("--config", empty, image()).out())
                .contains("Yandex Cloud")
                .doesNotContain("Our cloud");
        Run both = scan("--config", empty, "--no-config", image());
        assertThat(both.code()).isEqualTo(2);
        assertThat(both.err()).contains("--config and --no-config contradict each other");
    }

    @Test
    void everyImageHasItsOwnSettings() throws Exception {
        ours("- { id: R-1, title: T, manual: Ask }");
        settings("profiles: ours.yaml\n");
        Path other = Files.createSymbolicLink(
                Files.createDirectory(directory.resolve("other")).resolve("disk.qcow2"), DEMO);
        Run run = scan(image(), other, "-f", "json");
        JsonSchema.assertValid(run.out());
        assertThat(run.out().split("\"Our cloud\"", -1)).hasSize(2);
    }

    @Test
    void aMistakeInTheSettingsIsFoundBeforeAnythingIsScanned() throws Exception {
        settings("waivers:\n  - { check: cleanup.machine-id }\n");
        Run run = scan("-f", "json=" + directory.resolve("out.json"), image());
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains(".imginspect.yaml:2: 'reason' is missing");
        assertThat(directory.resolve("out.json")).doesNotExist();
    }

    @Test
    void aBaselineInTheSettingsIsComparedWith() throws Exception {
        Path report = directory.resolve("last.json");
        assertThat(scan("-f", "json", "-o", report, image()).code()).isEqualTo(1);
        settings("baseline: last.json\n");
        assertThat(scan(image()).code()).as("nothing is new").isZero();
        settings("baseline: none.json\n");
        assertThat(scan(image()).code()).isEqualTo(2);
    }
}
