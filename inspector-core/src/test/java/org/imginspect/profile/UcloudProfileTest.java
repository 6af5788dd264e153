package org.imginspect.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.imginspect.check.Check;
import org.imginspect.check.CheckInfo;
import org.imginspect.checks.Catalogue;
import org.imginspect.scan.ExampleScan;
import org.imginspect.scan.InvalidParameterException;
import org.imginspect.scan.ProfileResult;
import org.imginspect.scan.RequirementOutcome;
import org.imginspect.scan.RequirementResult;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The verdicts that the register of UCloud's requirements asks for. */
class UcloudProfileTest {
    private static final Scenarios SCENARIOS = Scenarios.of("ucloud-scenarios.txt");

    @TestFactory
    Stream<DynamicTest> verdictsFollowTheRegister() {
        return Stream.concat(
                SCENARIOS.tests(), Scenarios.of("ucloud-prepared.txt").tests());
    }

    @Test
    void everyRequirementOfLinuxImagesIsInAScenario() {
        Set<String> missing = new TreeSet<>();
        for (Requirement requirement : profile("ucloud").requirements()) {
            if (requirement.applies().guest().equals(Optional.of(Applicability.Guest.LINUX))) {
                missing.add(requirement.id());
            }
        }
        missing.removeAll(SCENARIOS.requirements());
        assertThat(missing).isEmpty();
    }

    /** The page's block as it stands there, run by a real shell: what it leaves behind is what the scenarios have. */
    @Test
    void whatAShellMakesOfThePagesModulesIsRecognised(@TempDir Path directory) throws Exception {
        String script = """
                cat > blacklist-nouv.conf << EOF
                blacklist nouveau
                options nouveau modeset=0
                EOFecho 'softdep mlx5_core pre: virtio_net' > mlx5.conf
                """;
        Process shell = new ProcessBuilder("bash", "-c", script)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("said").toFile())
                .start();
        shell.waitFor();
        assertThat(directory.resolve("said")).content().contains("delimited by end-of-file");
        assertThat(directory.resolve("mlx5.conf")).doesNotExist();
        List<String> lines = new ArrayList<>(List.of("-- /etc/modprobe.d/blacklist-nouv.conf --"));
        lines.addAll(Files.readAllLines(directory.resolve("blacklist-nouv.conf")));
        RequirementResult softdep = new ExampleScan(lines, "rocky-9")
                .by("ucloud", Map.of())
                .requirement("UC-61")
                .orElseThrow();
        assertThat(softdep.outcome()).isEqualTo(RequirementOutcome.NOT_MET);
        assertThat(Scenarios.said(softdep)).contains("when it was copied from a page: EOFecho");
    }

    @Test
    void anImagePreparedAsThePageSaysMeetsAllThatCanBeDecided() {
        for (Scenarios.Scenario prepared : Scenarios.of("ucloud-prepared.txt").all()) {
            ProfileResult result =
                    new ExampleScan(prepared.lines(), prepared.families().get(0)).by("ucloud", Map.of());
            List<String> others = new ArrayList<>();
            for (RequirementResult each : result.requirements()) {
                if (each.outcome() != RequirementOutcome.MET
                        && each.outcome() != RequirementOutcome.NOT_APPLICABLE
                        && !each.requirement().duty()) {
                    others.add(each.requirement().id() + ": " + Scenarios.said(each));
                }
            }
            assertThat(others).as("%s: %s", prepared.families(), result.tally()).isEmpty();
            assertThat(result.met()).isGreaterThanOrEqualTo(24);
        }
    }

    /** A slip of the pen would leave all that is about the other way of making unjudged. */
    @Test
    void aWayOfMakingThatIsNotKnownIsRefused() {
        assertThatThrownBy(() -> new ExampleScan(List.of(), "rocky-9").by("ucloud", Map.of("made", "plattform")))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("made is 'plattform', none of platform, local");
    }

    private static Profile profile(String id) {
        List<CheckInfo> checks = Catalogue.all().stream().map(Check::info).toList();
        return new Profiles(checks).load(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ucloud", "ucloud-platform", "ucloud-kuaijie"})
    void everyRequirementHasOneVerdict(String profile) {
        ProfileResult result = new ExampleScan(List.of(), "rocky-9").by(profile, Map.of());
        assertThat(result.requirements()).hasSize(109);
        assertThat(result.duties()).isEqualTo(6);
    }

    @Test
    void aLinuxGuestHasNothingToDoWithWindows() {
        List<String> windows = new ArrayList<>();
        for (int i = 1; i <= 91; i++) {
            if ((i >= 24 && i <= 37) || i >= 67) {
                windows.add("UC-" + i);
            }
        }
        for (String profile : List.of("ucloud", "ucloud-platform", "ucloud-kuaijie")) {
            ProfileResult result = new ExampleScan(List.of(), "ubuntu-24.04").by(profile, Map.of());
            assertThat(windows)
                    .extracting(id -> result.requirement(id).map(RequirementResult::outcome))
                    .as(profile)
                    .containsOnly(Optional.of(RequirementOutcome.NOT_APPLICABLE));
        }
    }
}
