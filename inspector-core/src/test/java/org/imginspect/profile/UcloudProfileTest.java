package org.imginspect.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.imginspect.scan.ExampleScan;
import org.imginspect.scan.ProfileResult;
import org.imginspect.scan.RequirementOutcome;
import org.imginspect.scan.RequirementResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The verdicts that the register of UCloud's requirements asks for. */
class UcloudProfileTest {
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
                    .containsOnly(java.util.Optional.of(RequirementOutcome.NOT_APPLICABLE));
        }
    }
}
