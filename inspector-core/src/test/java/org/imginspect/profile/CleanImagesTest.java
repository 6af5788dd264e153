package org.imginspect.profile;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.imginspect.check.Level;
import org.imginspect.scan.Evidence;
import org.imginspect.scan.ExampleScan;
import org.imginspect.scan.ProfileResult;
import org.imginspect.scan.RequirementOutcome;
import org.imginspect.scan.RequirementResult;
import org.junit.jupiter.api.Test;

/**
 * What the marketplaces say of clean images of distributions. Every line of {@code clean-images.txt} was looked at by hand: what is not
 * met there is a fact about the distribution's own cloud image, which its publisher has to change.
 */
class CleanImagesTest {
    private static final List<String> FAMILIES =
            List.of("debian-12", "ubuntu-22.04", "rocky-9", "centos-7", "alpine-3.20");

    /** The distributions' images have it; the base trees are smaller than those. */
    private static final List<String> CURL = List.of("-- /usr/bin/curl elf mode=0755 --");

    @Test
    void theVerdictsOnCleanImagesAreThoseThatWereLookedAt() throws Exception {
        StringBuilder text = new StringBuilder();
        for (String profile : List.of("base", "yandex-cloud", "digitalocean", "vk-cloud")) {
            for (String family : FAMILIES) {
                add(profile, new ExampleScan(CURL, family).by(profile, Map.of()), family, true, text);
            }
        }
        Golden.assertSame(Golden.RESOURCES.resolve("clean-images.txt"), text.toString());
    }

    /** Without what is about other releases, Windows and the other way of making an image: that is most of UCloud's requirements. */
    @Test
    void soAreThoseOfTencentCloudAndUcloud() throws Exception {
        StringBuilder text = new StringBuilder();
        for (String profile : List.of("tencent-cloud", "ucloud", "ucloud-platform")) {
            for (String family : List.of("debian-12", "ubuntu-24.04", "rocky-9", "centos-7")) {
                add(profile, new ExampleScan(List.of(), family).by(profile, Map.of()), family, false, text);
            }
        }
        Golden.assertSame(Golden.RESOURCES.resolve("clean-images-tencent-ucloud.txt"), text.toString());
    }

    private static void add(String profile, ProfileResult result, String family, boolean whole, StringBuilder text) {
        text.append("# ")
                .append(profile)
                .append(' ')
                .append(family)
                .append(": ")
                .append(result.tally())
                .append('\n');
        for (RequirementResult each : result.requirements()) {
            boolean elsewhere = each.outcome() == RequirementOutcome.NOT_APPLICABLE
                    && each.evidence().isEmpty();
            if (each.outcome() != RequirementOutcome.MET
                    && each.outcome() != RequirementOutcome.MANUAL
                    && (whole || !elsewhere)) {
                text.append(each.requirement().id())
                        .append(' ')
                        .append(each.outcome().id())
                        .append(": ")
                        .append(why(each))
                        .append('\n');
            }
        }
    }

    static String why(RequirementResult result) {
        StringBuilder why = new StringBuilder(result.reason());
        for (Evidence evidence : result.evidence()) {
            evidence.findings().stream()
                    .filter(finding -> finding.level() != Level.NOTE)
                    .forEach(finding -> why.append(why.isEmpty() ? "" : "; ")
                            .append(finding.level().name().toLowerCase(Locale.ROOT))
                            .append(' ')
                            .append(evidence.result().info().id())
                            .append(": ")
                            .append(finding.file().map(file -> file + " ").orElse(""))
                            .append(finding.message()));
        }
        return why.toString();
    }
}
