package org.imginspect.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.imginspect.scan.ExampleScan;
import org.imginspect.scan.InvalidParameterException;
import org.imginspect.scan.ProfileResult;
import org.imginspect.scan.RequirementOutcome;
import org.imginspect.scan.RequirementResult;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The verdicts that the register of Tencent Cloud's requirements asks for. */
class TencentCloudProfileTest {
    private static final Scenarios SCENARIOS = Scenarios.of("tencent-cloud-scenarios.txt");

    @TestFactory
    Stream<DynamicTest> verdictsFollowTheRegister() {
        return SCENARIOS.tests();
    }

    @Test
    void everyRequirementHasOneVerdictAndIsInAScenario() {
        ProfileResult result = new ExampleScan(List.of(), "rocky-9").by("tencent-cloud", Map.of());
        assertThat(result.requirements()).hasSize(37);
        assertThat(result.duties()).isEqualTo(8);
        Set<String> missing = new TreeSet<>();
        for (RequirementResult each : result.requirements()) {
            if (each.requirement().duty()) {
                assertThat(each.outcome()).isEqualTo(RequirementOutcome.MANUAL);
            } else {
                missing.add(each.requirement().id());
            }
        }
        missing.removeAll(SCENARIOS.requirements());
        assertThat(missing).isEmpty();
    }

    @Test
    void aRegionThatIsNotKnownIsRefused() {
        assertThatThrownBy(
                        () -> new ExampleScan(List.of(), "rocky-9").by("tencent-cloud", Map.of("region", "guangzou")))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("region is 'guangzou', none of guangzhou, shanghai");
    }
}
