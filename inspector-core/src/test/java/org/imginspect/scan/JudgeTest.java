package org.imginspect.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.check.Check;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Outcome;
import org.imginspect.check.Parameter;
import org.imginspect.check.Verdict;
import org.imginspect.error.DamagedImageException;
import org.imginspect.facts.Inputs;
import org.imginspect.guest.GuestPath;
import org.imginspect.profile.InvalidProfileException;
import org.imginspect.profile.Profile;
import org.imginspect.profile.Profiles;
import org.imginspect.profile.Waiver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From answers of checks to verdicts of requirements. */
class JudgeTest {
    private static final Parameter PORTS = Parameter.list("ports", "the ports");
    private static final FakeCheck PASSING = FakeCheck.passing("fs.passing");
    private static final FakeCheck ERROR = new FakeCheck(
            "ssh.error",
            context -> Verdict.of(Finding.of(Level.ERROR, "bad", GuestPath.of("/etc/ssh/sshd_config"), 3)));
    private static final FakeCheck WARNING =
            new FakeCheck("ssh.warning", context -> Verdict.of(Finding.of(Level.WARNING, "poor")));
    private static final FakeCheck ABSENT =
            new FakeCheck("boot.absent", context -> Verdict.notApplicable("there is no boot loader"));
    private static final FakeCheck BROKEN = new FakeCheck("boot.broken", context -> {
        throw new DamagedImageException("ext4: extent depth 9 exceeds 5", "disk.raw > ext4", 0x400);
    });
    private static final FakeCheck DEEP =
            new FakeCheck(FakeCheck.info("disk.deep").deep(), context -> Verdict.pass());
    private static final FakeCheck TOLD = new FakeCheck(
            FakeCheck.info("firewall.told").with(PORTS).onRequest(),
            context -> context.params().list(PORTS).contains("22")
                    ? Verdict.pass()
                    : Verdict.of(Finding.of(Level.ERROR, "22 is not among them")));
    private static final List<Check> CHECKS = List.of(DEEP, PASSING, BROKEN, ABSENT, ERROR, WARNING, TOLD);

    @TempDir
    private Path directory;

    private Profile profile(String id, String requirements) throws Exception {
        Path file = directory.resolve(id + ".yaml");
        Files.writeString(file, """
                id: %s
                title: A marketplace
                parameters:
                  ports: { kind: list, meaning: the ports }
                  made: { meaning: how it was made, default: local }
                requirements:
                %s""".formatted(id, requirements.indent(2)));
        return new Profiles(CHECKS.stream().map(Check::info).toList()).load(file.toString());
    }

    private ScanRequest request(String requirements) throws Exception {
        return ScanRequest.of(Path.of("disk.raw")).withProfile(profile("one", requirements));
    }

    private static ScanReport scan(ScanRequest request) {
        return new Inspector(new FakeEngines(new FakeEngine("embedded")), CHECKS, List.of())
                .scan(request)
                .get(0);
    }

    private RequirementResult only(String requirement) throws Exception {
        return scan(request("- id: R-1\n  title: All is well\n" + requirement.indent(2)))
                .profiles()
                .get(0)
                .requirements()
                .get(0);
    }

    private RequirementOutcome outcome(String requirement) throws Exception {
        return only(requirement).outcome();
    }

    @Test
    void theGravestAnswerDecides() throws Exception {
        assertThat(outcome("checks: { fs.passing: {} }")).isEqualTo(RequirementOutcome.MET);
        assertThat(outcome("checks: { fs.passing: {}, ssh.warning: {} }"))
                .isEqualTo(RequirementOutcome.MET_WITH_WARNINGS);
        assertThat(outcome("checks: { fs.passing: {}, ssh.warning: {}, ssh.error: {} }"))
                .isEqualTo(RequirementOutcome.NOT_MET);
        assertThat(outcome("checks: { fs.passing: {}, boot.absent: {} }")).isEqualTo(RequirementOutcome.MET);
        assertThat(outcome("checks: { boot.absent: {} }")).isEqualTo(RequirementOutcome.NOT_APPLICABLE);
        assertThat(outcome("manual: Ask somebody")).isEqualTo(RequirementOutcome.MANUAL);
        assertThat(outcome("undecided: It is seen on a running machine\nconfirm: Start one"))
                .isEqualTo(RequirementOutcome.UNDECIDED);
    }

    @Test
    void aCheckThatDoesWithoutAValueIsAskedWithoutIt() throws Exception {
        String optional = "- { id: R-1, title: All is well, checks: { firewall.told: { ports: '${ports?}' } } }";
        RequirementResult untold =
                scan(request(optional)).profiles().get(0).requirements().get(0);
        assertThat(untold.outcome()).isEqualTo(RequirementOutcome.NOT_MET);
        assertThat(untold.evidence().get(0).result().params().values()).isEmpty();
        assertThat(scan(request(optional).withParameter("ports", "22"))
                        .profiles()
                        .get(0)
                        .requirements()
                        .get(0)
                        .outcome())
                .isEqualTo(RequirementOutcome.MET);
    }

    @Test
    void whatCouldNotBeReadIsNeverMet() throws Exception {
        RequirementResult result = only("checks: { fs.passing: {}, boot.broken: {} }");
        assertThat(result.outcome()).isEqualTo(RequirementOutcome.UNDECIDED);
        assertThat(result.reason()).contains("boot.broken", "extent depth 9 exceeds 5");
        assertThat(outcome("checks: { ssh.error: {}, boot.broken: {} }")).isEqualTo(RequirementOutcome.NOT_MET);
    }

    @Test
    void passingChecksDoNotMeetWhatOnlyARunningMachineShows() throws Exception {
        String undecided = "undecided: It is seen on a running machine\nconfirm: Start one\nchecks: ";
        assertThat(outcome(undecided + "{ fs.passing: {} }")).isEqualTo(RequirementOutcome.UNDECIDED);
        assertThat(outcome(undecided + "{ ssh.error: {} }")).isEqualTo(RequirementOutcome.NOT_MET);
    }

    @Test
    void aLevelIsCappedWhereTheProfileSaysSo() throws Exception {
        RequirementResult result = only("checks: { ssh.error: { level: warning } }");
        assertThat(result.outcome()).isEqualTo(RequirementOutcome.MET_WITH_WARNINGS);
        assertThat(result.evidence().get(0).findings().get(0).level()).isEqualTo(Level.WARNING);
        ScanReport report = scan(request("- { id: R-1, title: T, checks: { ssh.error: { level: warning } } }"));
        assertThat(report.status()).isEqualTo(Status.PASS);
        assertThat(report.summary().warnings()).isEqualTo(1);
    }

    @Test
    void theGravestLevelThatAnyRequirementGivesCounts() throws Exception {
        ScanReport report = scan(request("""
                - { id: R-1, title: T, checks: { ssh.error: { level: note } } }
                - { id: R-2, title: T, checks: { ssh.error: {} } }
                """));
        assertThat(report.status()).isEqualTo(Status.FAIL);
        assertThat(report.profiles().get(0).requirements())
                .extracting(RequirementResult::outcome)
                .containsExactly(RequirementOutcome.MET, RequirementOutcome.NOT_MET);
    }

    @Test
    void aRecommendationThatIsNotFollowedDoesNotFailTheImage() throws Exception {
        ScanReport report = scan(request("- { id: R-1, title: T, must: false, checks: { ssh.error: {} } }"));
        assertThat(report.profiles().get(0).requirements().get(0).outcome()).isEqualTo(RequirementOutcome.NOT_MET);
        assertThat(report.status()).isEqualTo(Status.PASS);
    }

    @Test
    void onlyTheProfilesChecksRun() throws Exception {
        ScanReport report = scan(request("- { id: R-1, title: T, checks: { fs.passing: {} } }"));
        assertThat(report.results()).extracting(result -> result.info().id()).containsExactly("fs.passing");
        assertThat(report.notRun()).extracting(NotRun::why).containsOnly(NotRun.Reason.NOT_IN_PROFILE);
    }

    @Test
    void aDeepCheckThatWasNotRunIsSaid() throws Exception {
        RequirementResult result = only("checks: { fs.passing: {}, disk.deep: {} }");
        assertThat(result.outcome()).isEqualTo(RequirementOutcome.MET);
        assertThat(result.remarks()).singleElement().asString().contains("disk.deep", "--deep");
        assertThat(outcome("checks: { disk.deep: {} }")).isEqualTo(RequirementOutcome.UNDECIDED);
        ScanRequest skipped = request("- { id: R-1, title: T, checks: { fs.passing: {}, ssh.warning: {} } }")
                .withSkipped("ssh.*");
        assertThat(scan(skipped).profiles().get(0).requirements().get(0).outcome())
                .isEqualTo(RequirementOutcome.UNDECIDED);
    }

    @Test
    void whatNobodySaidLeavesARequirementUndecided() throws Exception {
        String requirement = "- { id: R-1, title: T, checks: { firewall.told: { ports: '${ports}' } } }";
        RequirementResult result =
                scan(request(requirement)).profiles().get(0).requirements().get(0);
        assertThat(result.outcome()).isEqualTo(RequirementOutcome.UNDECIDED);
        assertThat(result.reason()).contains("--set ports=", "the ports");
        assertThat(scan(request(requirement).withParameter("ports", "22,80"))
                        .profiles()
                        .get(0)
                        .requirements()
                        .get(0)
                        .outcome())
                .isEqualTo(RequirementOutcome.MET);
        assertThat(scan(request(requirement).withParameter("firewall.told.ports", "80"))
                        .profiles()
                        .get(0)
                        .requirements()
                        .get(0)
                        .outcome())
                .isEqualTo(RequirementOutcome.NOT_MET);
        assertThatThrownBy(() -> scan(request(requirement).withParameter("port", "1")))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("ports");
    }

    @Test
    void aCheckRunsOnceForEachSetOfParameters() throws Exception {
        int before = TOLD.asked;
        ScanRequest request = request("""
                - { id: R-1, title: T, checks: { firewall.told: { ports: 22 } } }
                - { id: R-2, title: T, checks: { firewall.told: { ports: 80 } } }
                """)
                .withProfile(profile("two", "- { id: S-1, title: T, checks: { firewall.told: { ports: 22 } } }"));
        ScanReport report = scan(request);
        assertThat(TOLD.asked - before).isEqualTo(2);
        assertThat(report.profiles())
                .flatExtracting(ProfileResult::requirements)
                .extracting(RequirementResult::outcome)
                .containsExactly(RequirementOutcome.MET, RequirementOutcome.NOT_MET, RequirementOutcome.MET);
    }

    @Test
    void whatIsMadeOfOthersIsAsGraveAsTheGravest() throws Exception {
        ScanReport report = scan(request("""
                - { id: R-0, title: T, all-of: [R-1, R-2] }
                - { id: R-1, title: T, checks: { fs.passing: {} } }
                - { id: R-2, title: T, checks: { ssh.error: {} } }
                """));
        RequirementResult all = report.profiles().get(0).requirements().get(0);
        assertThat(all.outcome()).isEqualTo(RequirementOutcome.NOT_MET);
        assertThat(all.reason()).isEqualTo("not-met: R-2");
    }

    @Test
    void whatIsNotAboutThisImageDoesNotApplyAndIsNotAsked() throws Exception {
        int before = PASSING.asked;
        RequirementResult result = only("applies: { made: platform }\nchecks: { fs.passing: {} }");
        assertThat(result.outcome()).isEqualTo(RequirementOutcome.NOT_APPLICABLE);
        assertThat(result.reason()).contains("made is platform", "it is local");
        assertThat(PASSING.asked).isEqualTo(before);
        assertThat(outcome("applies: { guest: linux }\nchecks: { fs.passing: {} }"))
                .as("nobody knows what the guest is")
                .isEqualTo(RequirementOutcome.UNDECIDED);
    }

    @Test
    void waivedIsNotPassed() throws Exception {
        ScanRequest request = request("- { id: R-1, title: T, checks: { ssh.error: {} } }");
        for (String id : List.of("ssh.error", "R-1")) {
            ScanReport report = scan(request.withWaivers(List.of(waiver(id, "/etc/ssh/*", null))));
            assertThat(report.profiles().get(0).requirements().get(0).outcome()).isEqualTo(RequirementOutcome.WAIVED);
            assertThat(report.results().get(0).outcome()).isEqualTo(Outcome.WAIVED);
            assertThat(report.status()).isEqualTo(Status.PASS);
            assertThat(report.summary().passed()).isZero();
            assertThat(report.summary().waived()).isEqualTo(1);
            assertThat(report.remarks()).isEmpty();
        }
    }

    @Test
    void aWaiverThatHasExpiredOrMatchesNothingIsSaid() throws Exception {
        ScanRequest request = request("- { id: R-1, title: T, checks: { ssh.error: {} } }")
                .withInputs(Inputs.defaults().withDate(LocalDate.of(2026, 11, 21)));
        ScanReport report = scan(request.withWaivers(List.of(
                waiver("ssh.error", null, LocalDate.of(2026, 11, 20)),
                waiver("ssh.error", "/etc/other", null),
                waiver("fs.passing", null, null))));
        assertThat(report.status()).isEqualTo(Status.FAIL);
        assertThat(report.remarks()).hasSize(3);
        assertThat(report.remarks().get(0)).contains("expired on 2026-11-20", "counts again");
        assertThat(report.remarks().get(1)).contains("matches nothing");
        ScanReport lastDay = scan(request.withWaivers(List.of(waiver("ssh.error", null, LocalDate.of(2026, 11, 21)))));
        assertThat(lastDay.status()).isEqualTo(Status.PASS);
    }

    @Test
    void waiversHoldWithoutAProfileToo() {
        ScanRequest request = ScanRequest.of(Path.of("disk.raw")).withCheck("ssh.error");
        ScanReport report = scan(request.withWaivers(List.of(waiver("ssh.error", null, null))));
        assertThat(report.status()).isEqualTo(Status.PASS);
        assertThat(report.results().get(0).waived()).hasSize(1);
    }

    @Test
    void theTallyCountsWhatAppliesToTheImage() throws Exception {
        List<String> requirements = new ArrayList<>(List.of(
                "checks: { fs.passing: {} }",
                "checks: { ssh.warning: {} }",
                "checks: { ssh.error: {} }",
                "checks: { boot.absent: {} }",
                "checks: { boot.broken: {} }",
                "manual: Ask somebody"));
        StringBuilder yaml = new StringBuilder();
        for (int i = 0; i < requirements.size(); i++) {
            yaml.append("- { id: R-")
                    .append(i)
                    .append(", title: T, ")
                    .append(requirements.get(i))
                    .append(" }\n");
        }
        yaml.append("- { id: R-P1, title: T, duty: true, manual: Write a guide }\n");
        ProfileResult result = scan(request(yaml.toString())).profiles().get(0);
        assertThat(result.tally())
                .isEqualTo("2 of 5 met (1 with warnings) · 1 not met · 1 undecided offline · 1 to confirm by hand");
        assertThat(result.duties()).isEqualTo(1);
    }

    private static List<RequirementOutcome> outcomes(ScanReport report) {
        return report.profiles().stream()
                .flatMap(profile -> profile.requirements().stream())
                .map(RequirementResult::outcome)
                .toList();
    }

    @Test
    void anImageThatCannotBeOpenedLacksNoVerdict() throws Exception {
        ScanRequest request = request("""
                - { id: R-1, title: T, checks: { fs.passing: {} } }
                - { id: R-2, title: T, manual: Ask somebody }
                - { id: R-3, title: T, applies: { made: platform }, checks: { fs.passing: {} } }
                - { id: R-4, title: T, applies: { guest: windows }, checks: { fs.passing: {} } }
                - { id: R-5, title: T, all-of: [R-1, R-4] }
                """).withWaivers(List.of(waiver("ssh.error", null, null)));
        FakeEngine engine =
                new FakeEngine("embedded").failing(new DamagedImageException("qcow2: no header", "disk.raw", 0));
        ScanReport report = new Inspector(new FakeEngines(engine), CHECKS, List.of())
                .scan(request.withEngine(EngineChoice.EMBEDDED))
                .get(0);
        assertThat(outcomes(report))
                .containsExactly(
                        RequirementOutcome.UNDECIDED,
                        RequirementOutcome.MANUAL,
                        RequirementOutcome.NOT_APPLICABLE,
                        RequirementOutcome.UNDECIDED,
                        RequirementOutcome.UNDECIDED);
        assertThat(report.profiles().get(0).requirements().get(0).reason())
                .isEqualTo("the image could not be opened: qcow2: no header");
        assertThat(report.status()).isEqualTo(Status.UNOPENED);
        assertThat(report.remarks()).as("a waiver is not to blame").isEmpty();
    }

    @Test
    void onlyWhatCouldNotBeReadMakesAScanIncomplete() throws Exception {
        assertThat(scan(request("- { id: R-1, title: T, checks: { fs.passing: {}, boot.broken: {} } }"))
                        .status())
                .isEqualTo(Status.INCOMPLETE);
        ScanReport byDesign = scan(request("""
                - { id: R-1, title: T, undecided: It is seen on a machine, confirm: Start one }
                - { id: R-2, title: T, manual: Ask somebody }
                - { id: R-3, title: T, checks: { disk.deep: {} } }
                - { id: R-4, title: T, checks: { firewall.told: { ports: "${ports}" } } }
                """));
        assertThat(outcomes(byDesign))
                .containsExactly(
                        RequirementOutcome.UNDECIDED,
                        RequirementOutcome.MANUAL,
                        RequirementOutcome.UNDECIDED,
                        RequirementOutcome.UNDECIDED);
        assertThat(byDesign.status()).isEqualTo(Status.PASS);
        ScanReport unknown =
                scan(request("- { id: R-1, title: T, applies: { guest: linux }, checks: { fs.passing: {} } }"));
        assertThat(outcomes(unknown)).containsExactly(RequirementOutcome.UNDECIDED);
        assertThat(unknown.status()).as("nobody could tell what the guest is").isEqualTo(Status.INCOMPLETE);
    }

    @Test
    void whatWasLeftOutOrNotAskedIsNeverMet() throws Exception {
        String two = "- { id: R-1, title: T, checks: { fs.passing: {}, boot.absent: {} } }";
        RequirementResult skipped = scan(request(two).withSkipped("fs.*"))
                .profiles()
                .get(0)
                .requirements()
                .get(0);
        assertThat(skipped.outcome()).isEqualTo(RequirementOutcome.UNDECIDED);
        assertThat(skipped.reason()).isEqualTo("fs.passing was not run: it was to be skipped");
        RequirementResult others = scan(request(two).withCheck("boot.*"))
                .profiles()
                .get(0)
                .requirements()
                .get(0);
        assertThat(others.reason()).isEqualTo("fs.passing was not run: others were asked for");
        assertThat(outcome("checks: { boot.absent: {}, disk.deep: {} }"))
                .as("that one does not apply says nothing of the one that was not run")
                .isEqualTo(RequirementOutcome.UNDECIDED);
    }

    @Test
    void aFindingThatIsWaivedForOneRequirementCountsForTheOther() throws Exception {
        ScanRequest request = request("""
                - { id: R-1, title: T, checks: { ssh.error: { level: warning } } }
                - { id: R-2, title: T, checks: { ssh.error: {} } }
                """);
        ScanReport first = scan(request.withWaivers(List.of(waiver("R-2", null, null))));
        assertThat(outcomes(first)).containsExactly(RequirementOutcome.MET_WITH_WARNINGS, RequirementOutcome.WAIVED);
        assertThat(first.status()).as("as a warning it still counts").isEqualTo(Status.PASS);
        assertThat(first.summary().warnings()).isEqualTo(1);
        ScanReport second = scan(request.withWaivers(List.of(waiver("R-1", null, null))));
        assertThat(outcomes(second)).containsExactly(RequirementOutcome.WAIVED, RequirementOutcome.NOT_MET);
        assertThat(second.status()).isEqualTo(Status.FAIL);
        assertThat(second.results().get(0).waived()).isEmpty();
    }

    @Test
    void aWaiverHidesNothingThatCouldNotBeRead() throws Exception {
        ScanReport report = scan(request("- { id: R-1, title: T, checks: { ssh.error: {}, boot.broken: {} } }")
                .withWaivers(List.of(waiver("R-1", null, null))));
        assertThat(outcomes(report)).containsExactly(RequirementOutcome.UNDECIDED);
        assertThat(report.status()).isEqualTo(Status.INCOMPLETE);
    }

    @Test
    void partsOfWhatIsDemandedAreDemanded() throws Exception {
        String part = "- { id: R-1, title: T, must: false, checks: { ssh.error: {} } }\n";
        assertThat(scan(request(part)).status()).isEqualTo(Status.PASS);
        assertThat(scan(request(part + "- { id: R-2, title: T, all-of: [R-1] }"))
                        .status())
                .isEqualTo(Status.FAIL);
        assertThat(scan(request(part + "- { id: R-2, title: T, must: false, all-of: [R-1] }"))
                        .status())
                .isEqualTo(Status.PASS);
        assertThat(scan(request(part + "- { id: R-2, title: T, applies: { made: platform }, all-of: [R-1] }"))
                        .status())
                .isEqualTo(Status.PASS);
    }

    @Test
    void aValueThatIsTheDefaultIsNoOtherQuestion() throws Exception {
        Parameter size = Parameter.number("size", "how big").withDefault("7");
        FakeCheck sized = new FakeCheck(FakeCheck.info("disk.sized").with(size), context -> Verdict.pass());
        Path file = directory.resolve("sized.yaml");
        Files.writeString(file, """
                id: sized
                title: T
                parameters: { size: { kind: number, meaning: how big } }
                requirements:
                  - { id: R-1, title: T, checks: { disk.sized: {} } }
                  - { id: R-2, title: T, checks: { disk.sized: { size: 7 } } }
                  - { id: R-3, title: T, checks: { disk.sized: { size: "${size}" } } }
                """);
        Profile profile = new Profiles(List.of(sized.info())).load(file.toString());
        ScanRequest request =
                ScanRequest.of(Path.of("disk.raw")).withProfile(profile).withParameter("size", "7");
        ScanReport report = new Inspector(new FakeEngines(new FakeEngine("embedded")), List.of(sized), List.of())
                .scan(request)
                .get(0);
        assertThat(sized.asked).isEqualTo(1);
        assertThat(outcomes(report)).containsOnly(RequirementOutcome.MET).hasSize(3);
        assertThatThrownBy(() ->
                        new Inspector(new FakeEngines(new FakeEngine("embedded")), CHECKS, List.of()).scan(request))
                .isInstanceOf(UnknownCheckException.class)
                .hasMessage("sized asks for the check 'disk.sized', which there is not");
    }

    @Test
    void requirementsOfTheSameIdInTwoProfilesAreJudgedEach() throws Exception {
        ScanRequest request = request("- { id: R-1, title: T, checks: { fs.passing: {} } }")
                .withProfile(profile("two", "- { id: R-1, title: T, checks: { ssh.error: {} } }"));
        assertThat(outcomes(scan(request))).containsExactly(RequirementOutcome.MET, RequirementOutcome.NOT_MET);
        assertThat(request.withProfile(request.profiles().get(0)).profiles()).hasSize(2);
        assertThatThrownBy(() -> request.withProfile(profile("two", "- { id: R-2, title: T, manual: Ask }")))
                .isInstanceOf(InvalidProfileException.class)
                .hasMessage("two profiles have the id 'two'; those judged together need different ones");
    }

    @Test
    void contradictionsAreToldOnceAndOnlyWhereBothSidesApply() throws Exception {
        String firewall = "- { id: DO-42, title: T, manual: Ask }\n- { id: YC-14, title: T, manual: Ask }\n";
        String none = "- { id: VK-18, title: T, manual: Ask }\n- { id: DO-42, title: T, manual: Ask }\n";
        ScanRequest both = request(firewall).withProfile(profile("two", none));
        assertThat(scan(both).contradictions())
                .singleElement()
                .satisfies(each -> assertThat(each.requirements()).containsExactly("DO-42", "VK-18"));
        assertThat(scan(request(firewall)).contradictions()).isEmpty();
        String elsewhere = none.replace("id: VK-18, title: T", "id: VK-18, title: T, applies: { made: platform }");
        assertThat(scan(request(firewall).withProfile(profile("two", elsewhere)))
                        .contradictions())
                .as("VK-18 does not apply to an image made elsewhere")
                .isEmpty();
    }

    @Test
    void severalRequestsAreLookedAtBeforeTheFirstImageIsOpened() throws Exception {
        FakeEngine engine = new FakeEngine("embedded");
        Inspector inspector = new Inspector(new FakeEngines(engine), CHECKS, List.of());
        ScanRequest good = ScanRequest.of(Path.of("disk.raw")).withCheck("fs.passing");
        assertThatThrownBy(() -> inspector.scan(List.of(good, good.withCheck("no.such"))))
                .isInstanceOf(UnknownCheckException.class);
        assertThat(engine.opened).isZero();
        assertThat(inspector.scan(List.of(good, good))).hasSize(2);
    }

    private static Waiver waiver(
            String id,
            @org.jspecify.annotations.Nullable String path,
            @org.jspecify.annotations.Nullable LocalDate expires) {
        return new Waiver(id, Optional.ofNullable(path), "agreed", Optional.ofNullable(expires), ".imginspect.yaml:3");
    }
}
