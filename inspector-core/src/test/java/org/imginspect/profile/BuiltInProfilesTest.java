package org.imginspect.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Parameter;
import org.imginspect.check.RunMode;
import org.junit.jupiter.api.Test;

/** What the built-in profiles hold: {@code register.txt} lists the ids of all requirements, each an image's or a duty of the publisher. */
class BuiltInProfilesTest {
    private static Map<String, String> register() throws IOException {
        Map<String, String> register = new LinkedHashMap<>();
        for (String line : Files.readAllLines(Golden.RESOURCES.resolve("register.txt"))) {
            String[] words = line.split(" ", 2);
            register.put(words[0], words[1]);
        }
        return register;
    }

    @Test
    void everyRequirementOfTheRegisterIsInExactlyOneProfile() throws Exception {
        List<String> found = new ArrayList<>();
        for (String id : BuiltIn.MARKETPLACES) {
            for (Requirement requirement : BuiltIn.profile(id).requirements()) {
                found.add(requirement.id() + " " + (requirement.duty() ? "duty" : "image"));
            }
        }
        List<String> registered = new ArrayList<>();
        register().forEach((id, kind) -> registered.add(id + " " + kind));
        assertThat(registered)
                .hasSize(264)
                .filteredOn(line -> line.endsWith(" duty"))
                .hasSize(30);
        assertThat(found).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(registered);
    }

    @Test
    void aVariantHasTheRequirementsOfItsMarketplace() {
        for (Profile profile : BuiltIn.all()) {
            if (!BuiltIn.MARKETPLACES.contains(profile.id()) && !profile.id().equals(Profile.BASE)) {
                String parent = profile.id().substring(0, profile.id().indexOf('-'));
                assertThat(profile.requirements())
                        .as(profile.id())
                        .isEqualTo(BuiltIn.profile(parent).requirements());
            }
        }
    }

    @Test
    void dutiesAreManual() {
        for (Profile profile : BuiltIn.all()) {
            for (Requirement requirement : profile.requirements()) {
                assertThat(requirement.manual().isPresent())
                        .as(requirement.id())
                        .isEqualTo(requirement.duty());
            }
        }
    }

    @Test
    void whatIsLeftOpenSaysHowToBeSure() {
        for (Profile profile : BuiltIn.all()) {
            for (Requirement requirement : profile.requirements()) {
                assertThat(requirement.undecided().isEmpty()
                                || requirement.confirm().isPresent())
                        .as(requirement.id())
                        .isTrue();
            }
        }
    }

    @Test
    void textsAreWholeSentencesInEnglishWithoutTheirFullStop() {
        for (Profile profile : BuiltIn.all()) {
            assertThat(profile.verified()).as(profile.id()).isPresent();
            assertThat(profile.source()).as(profile.id()).isNotBlank();
            for (Requirement requirement : profile.requirements()) {
                assertThat(requirement.reference()).as(requirement.id()).isNotBlank();
                for (String text : BuiltIn.texts(requirement)) {
                    assertThat(text)
                            .as(requirement.id())
                            .doesNotEndWith(".")
                            .doesNotContain("\n")
                            .matches("[\\x20-\\x7e›’…–]+");
                }
                assertThat(requirement.title()).as(requirement.id()).matches(".{10,110}");
            }
        }
    }

    @Test
    void theBaseProfileAsksExactlyWhatEveryScanDoes() {
        Profile base = BuiltIn.profile(Profile.BASE);
        List<String> asked = new ArrayList<>();
        for (Requirement requirement : base.requirements()) {
            assertThat(requirement.must()).as(requirement.id()).isTrue();
            assertThat(requirement.applies()).as(requirement.id()).isEqualTo(Applicability.ALWAYS);
            for (CheckUse use : requirement.checks()) {
                assertThat(use.params()).as(use.check()).isEmpty();
                assertThat(use.cap()).as(use.check()).isEmpty();
                asked.add(use.check());
            }
        }
        List<String> always = BuiltIn.CHECKS.stream()
                .filter(check -> check.mode() == RunMode.ALWAYS)
                .map(CheckInfo::id)
                .toList();
        assertThat(asked).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(always);
        assertThat(base.parameters()).isEmpty();
    }

    @Test
    void whatIsMadeOfOthersIsMadeOfThoseThatChecksDecide() {
        for (Profile profile : BuiltIn.all()) {
            for (Requirement requirement : profile.requirements()) {
                for (String part : requirement.allOf()) {
                    assertThat(profile.requirement(part).orElseThrow().allOf())
                            .as(requirement.id() + " " + part)
                            .isEmpty();
                }
            }
        }
    }

    @Test
    void parametersAreUsedAndMeanTheSameKindOfThingEverywhere() {
        Map<String, Parameter.Kind> kinds = new HashMap<>();
        for (Profile profile : BuiltIn.all()) {
            Set<String> used = new HashSet<>();
            for (Requirement requirement : profile.requirements()) {
                used.addAll(requirement.applies().settings().keySet());
                requirement
                        .checks()
                        .forEach(use -> use.params().values().stream()
                                .flatMap(value -> CheckUse.reference(value).stream())
                                .forEach(used::add));
            }
            for (Parameter parameter : profile.parameters()) {
                assertThat(used).as(profile.id()).contains(parameter.name());
                assertThat(kinds.computeIfAbsent(parameter.name(), any -> parameter.kind()))
                        .as(profile.id() + " " + parameter.name())
                        .isEqualTo(parameter.kind());
            }
        }
    }

    @Test
    void contradictionsAreBetweenRequirementsOfDifferentMarketplaces() {
        Map<String, String> marketplaces = new TreeMap<>();
        for (String id : BuiltIn.MARKETPLACES) {
            BuiltIn.profile(id).requirements().forEach(requirement -> marketplaces.put(requirement.id(), id));
        }
        List<Contradiction> contradictions = Profiles.contradictions();
        assertThat(contradictions).isNotEmpty();
        for (Contradiction contradiction : contradictions) {
            assertThat(marketplaces.keySet()).as(contradiction.fact()).containsAll(contradiction.requirements());
            assertThat(contradiction.requirements().stream()
                            .map(marketplaces::get)
                            .toList())
                    .as(contradiction.fact())
                    .doesNotHaveDuplicates();
            assertThat(List.of(
                            contradiction.fact(),
                            contradiction.why(),
                            contradiction.together().orElse("-")))
                    .allSatisfy(text -> assertThat(text).doesNotEndWith(".").matches("[\\x20-\\x7e]+"));
        }
    }

    /** A line for each requirement, so that a change of what decides it is seen in a review. */
    @Test
    void theProfilesSayWhatTheySaidBefore() throws Exception {
        StringBuilder text = new StringBuilder();
        for (Profile profile : BuiltIn.all()) {
            text.append("# ").append(profile.id()).append('\n');
            for (Parameter parameter : profile.parameters()) {
                text.append("parameter ")
                        .append(parameter.name())
                        .append(' ')
                        .append(parameter.kind().name().toLowerCase(java.util.Locale.ROOT))
                        .append(parameter.preset().map(value -> " = " + value).orElse(""))
                        .append('\n');
            }
            for (Requirement requirement : profile.requirements()) {
                text.append(ProfileText.line(requirement)).append('\n');
            }
        }
        Golden.assertSame(Golden.RESOURCES.resolve("profiles.txt"), text.toString());
    }
}
