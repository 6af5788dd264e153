package org.imginspect.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.imginspect.check.Area;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.guest.GuestPath;
import org.imginspect.profile.Applicability;
import org.imginspect.profile.CheckUse;
import org.imginspect.profile.Contradiction;
import org.imginspect.profile.Profile;
import org.imginspect.profile.Requirement;
import org.imginspect.profile.Waiver;
import org.imginspect.scan.BaselineComparison;
import org.imginspect.scan.BaselineFinding;
import org.imginspect.scan.BaselineState;
import org.imginspect.scan.CheckResult;
import org.imginspect.scan.ComparedFinding;
import org.imginspect.scan.Evidence;
import org.imginspect.scan.Excerpt;
import org.imginspect.scan.Excerpts;
import org.imginspect.scan.ProfileResult;
import org.imginspect.scan.RequirementOutcome;
import org.imginspect.scan.RequirementResult;
import org.imginspect.scan.ScanReport;
import org.imginspect.scan.VerdictChange;
import org.imginspect.scan.WaivedFinding;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.Test;

class HtmlProfilesTest {
    private static final Finding FOUND =
            Finding.of(Level.ERROR, "'/dev/sda1' is mounted at /", GuestPath.of("/etc/fstab"), 3);

    private static Requirement requirement(String id, String text, boolean must, boolean duty, List<String> parts) {
        return new Requirement(
                id,
                text,
                "Image requirements › item 6",
                must,
                duty,
                Applicability.ALWAYS,
                parts.isEmpty() && !duty
                        ? List.of(new CheckUse("fs.fstab-no-device-names", Map.of(), Optional.empty()))
                        : List.of(),
                parts,
                duty ? Optional.of("Send " + text) : Optional.empty(),
                Optional.empty(),
                Optional.of("Start it: " + text),
                Optional.of("looks at one file only: " + text));
    }

    private static ProfileResult profile(String id, String text, CheckResult check, WaivedFinding waived) {
        List<RequirementResult> results = new ArrayList<>();
        for (RequirementOutcome outcome : RequirementOutcome.values()) {
            Requirement requirement = requirement("YC-" + results.size(), text, true, false, List.of());
            boolean fails = outcome == RequirementOutcome.NOT_MET;
            results.add(new RequirementResult(
                    requirement,
                    outcome,
                    fails ? "" : text,
                    List.of(new Evidence(
                            check,
                            fails ? List.of(FOUND) : List.of(),
                            outcome == RequirementOutcome.WAIVED ? List.of(waived) : List.of())),
                    List.of(text)));
        }
        results.add(new RequirementResult(
                requirement("YC-20", text, false, false, List.of("YC-1", "YC-6")),
                RequirementOutcome.NOT_MET,
                "not-met: YC-6",
                List.of(),
                List.of()));
        results.add(new RequirementResult(
                requirement("YC-P1", text, true, true, List.of()),
                RequirementOutcome.MANUAL,
                text,
                List.of(),
                List.of()));
        Profile profile = new Profile(
                id,
                text,
                text,
                Optional.of(LocalDate.of(2026, 11, 21)),
                List.of(),
                results.stream().map(RequirementResult::requirement).toList());
        return new ProfileResult(profile, results);
    }

    /** Two profiles with the same requirements, as one that extends another has them. */
    private static ScanReport judged(String text) {
        CheckResult check = SampleReports.result(
                "fs.fstab-no-device-names", Area.FS, "fstab names no devices", "write UUID=…", Verdict.of(FOUND));
        WaivedFinding waived = new WaivedFinding(
                Finding.of(Level.WARNING, text, GuestPath.of("/etc/fstab"), 4),
                new Waiver(
                        "fs.fstab-no-device-names",
                        Optional.empty(),
                        text,
                        Optional.of(LocalDate.of(2027, 1, 2)),
                        "x.yaml:3"));
        CheckResult counted =
                new CheckResult(check.info(), check.params(), check.verdict(), List.of(FOUND), List.of(waived));
        ScanReport base = SampleReports.failing("a.qcow2");
        return new ScanReport(
                        base.image(),
                        base.failure(),
                        base.engine(),
                        base.fallbackReason(),
                        base.storage(),
                        base.rootProblem(),
                        base.guest(),
                        List.of(counted),
                        base.notRun(),
                        List.of(
                                profile("yandex-cloud", text, check, waived),
                                profile("ours " + text, text, check, waived)),
                        List.of(new Contradiction(text, List.of("YC-6", "YC-1"), text)),
                        List.of(text),
                        base.failOn(),
                        base.timings())
                .withExcerpts(new Excerpts(Map.of(
                        new Excerpts.Place("fs.fstab-no-device-names", GuestPath.of("/etc/fstab"), 3),
                        new Excerpt(2, List.of("before", "/dev/sda1\t/ " + text, "after"), Optional.empty()))));
    }

    private static Document page(ScanReport report) throws IOException {
        StringWriter out = new StringWriter();
        new HtmlReport(Clock.systemUTC()).write(List.of(report), ReportStyle.PLAIN, out);
        Parser parser = Parser.htmlParser().setTrackErrors(20);
        Document page = parser.parseInput(out.toString(), "");
        assertThat(parser.getErrors()).isEmpty();
        return page;
    }

    private static Element byId(Document page, String id) {
        return Objects.requireNonNull(page.getElementById(id), id);
    }

    private static Element first(Element in, String css) {
        return Objects.requireNonNull(in.selectFirst(css), css);
    }

    @Test
    void aCardShowsTheMeterInWordsToo() throws Exception {
        Document page = page(judged("Console"));
        Element card = first(page, ".card");
        assertThat(first(card, "h4 a").attr("href")).isEqualTo("#profile-yandex-cloud");
        Element meter = first(card, "[role=meter]");
        assertThat(meter.attr("aria-valuetext"))
                .isEqualTo(
                        "2 of 7 met (1 with warnings) · 2 not met · 1 waived · 1 undecided offline · 1 to confirm by hand");
        assertThat(meter.attr("aria-valuenow")).isEqualTo("2");
        assertThat(meter.attr("aria-valuemax")).isEqualTo("7");
        assertThat(meter.select("rect").eachAttr("width")).containsExactly("1", "1", "1", "1", "1", "2");
        assertThat(meter.select("rect").eachAttr("x")).containsExactly("0", "1", "2", "3", "4", "5");
        assertThat(card.text()).contains("2 of 7 met, and 1 duty of the publisher", "compared on 2026-11-21");
    }

    @Test
    void everyRequirementHasItsVerdictItsSourceAndItsEvidence() throws Exception {
        Document page = page(judged("Console"));
        assertThat(page.select(".item[data-kind=requirement]")).hasSize(18);
        Element unmet = byId(page, "req-YC-6");
        assertThat(unmet.attr("data-verdict")).isEqualTo("not-met");
        assertThat(unmet.attr("data-level")).isEqualTo("error");
        assertThat(unmet.attr("data-area")).isEqualTo("fs");
        assertThat(first(unmet, "summary").text()).isEqualTo("not met Console YC-6");
        assertThat(unmet.text())
                .contains(
                        "/etc/fstab:3 '/dev/sda1' is mounted at /",
                        "How to fix write UUID=…",
                        "To be sure Start it: Console",
                        "The marketplace's own checker: looks at one file only: Console",
                        "Source: Image requirements › item 6");
        Element whole = byId(page, "req-YC-20");
        assertThat(whole.attr("data-level")).as("only recommended").isEqualTo("warning");
        assertThat(whole.text()).contains("recommended", "not-met: YC-6", "Made of YC-1 YC-6");
        assertThat(byId(page, "req-YC-P1").attr("data-level")).isEqualTo("manual");
        assertThat(byId(page, "profile-yandex-cloud-duties-list-h").text()).startsWith("Duties of the publisher");
        Element waived = first(page, "[data-verdict=waived]");
        assertThat(waived.text()).contains("Console (until 2027-01-02), x.yaml:3");
    }

    @Test
    void checksKnowTheirRequirementsAndWhatWasWaived() throws Exception {
        Document page = page(judged("Console"));
        Element check = byId(page, "check-fs.fstab-no-device-names");
        assertThat(check.attr("data-profile")).isEqualTo("yandex-cloud ours_Console");
        assertThat(check.attr("data-verdict").split(" ", -1)).contains("met", "not-met", "waived");
        assertThat(check.text()).contains("Asked for by YC-0", "waived /etc/fstab:4 Console");
        assertThat(check.select(".excerpt span").eachText())
                .containsExactly("2 before", "3 ▸ /dev/sda1    / Console", "4 after");
        assertThat(check.select(".excerpt .hit").text()).startsWith("3 ▸");
    }

    @Test
    void contradictionsNameTheirRequirements() throws Exception {
        Element contradictions = first(page(judged("Console")), ".contradictions");
        assertThat(contradictions.text())
                .isEqualTo("No image can meet all of these together Console: Console YC-6 YC-1");
        assertThat(contradictions.select("a").eachAttr("href")).containsExactly("#req-YC-6", "#req-YC-1");
    }

    @Test
    void filtersOfferWhatThereIs() throws Exception {
        Document page = page(judged("Console"));
        assertThat(page.select("select[name=profile] option").eachText())
                .containsExactly("All marketplaces", "Console", "Console");
        assertThat(page.select("select[name=verdict] option").eachAttr("value"))
                .containsExactly(
                        "", "not-met", "undecided", "manual", "waived", "met-with-warnings", "met", "not-applicable");
        assertThat(page.select("input[name=level]").eachAttr("value"))
                .containsExactly("error", "warning", "undetermined", "manual", "waived", "pass", "not-applicable");
    }

    @Test
    void whatHasChangedSinceAnEarlierReportIsShown() throws Exception {
        ScanReport report = judged("Console");
        CheckResult check = report.results().get(0);
        BaselineFinding gone = new BaselineFinding(
                "ssh.host-keys-absent",
                Map.of(),
                Level.ERROR,
                "a <b>key</b>",
                Optional.of("/etc/ssh/key"),
                OptionalInt.of(7),
                "0123456789abcdef");
        BaselineComparison comparison = new BaselineComparison(
                "old.json",
                "a.qcow2",
                List.of(new ComparedFinding(check, FOUND, "0123", BaselineState.NEW, Optional.empty())),
                List.of(gone),
                List.of(),
                List.of(),
                List.of(new VerdictChange(
                        "yandex-cloud",
                        report.profiles().get(0).requirements().get(6).requirement(),
                        RequirementOutcome.MET,
                        RequirementOutcome.NOT_MET)),
                List.of("written by another version"));
        Element section = byId(page(report.withBaseline(comparison)), "baseline");
        assertThat(section.text())
                .contains(
                        "1 new · 0 still there · 1 fixed, compared with old.json",
                        "written by another version",
                        "fs.fstab-no-device-names /etc/fstab:3 '/dev/sda1' is mounted at /",
                        "ssh.host-keys-absent /etc/ssh/key:7 a <b>key</b>",
                        "YC-6 met, now not met: Console");
        assertThat(section.select("a").eachAttr("href"))
                .containsExactly("#check-fs.fstab-no-device-names", "#req-YC-6");
    }

    @Test
    void nothingOfAProfileOrAnExcerptBecomesMarkup() throws Exception {
        String evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>]]>\u202e\u001b[2J{{{x}}}";
        Document page = page(judged(evil));
        assertThat(page.select("script")).hasSize(1);
        assertThat(page.select("img")).isEmpty();
        assertThat(page.outerHtml()).doesNotContain("\u202e", "\u001b");
        assertThat(first(page, ".card h4").text()).contains("<script>alert(1)</script>\"'><img src=x", "{{{x}}}");
        assertThat(first(page, ".excerpt .hit").text()).contains("<script>alert(1)</script>");
        for (Element element : page.getAllElements()) {
            element.attributes()
                    .forEach(attribute -> assertThat(attribute.getKey()).doesNotStartWith("on"));
        }
        for (Element link : page.select("[href]")) {
            assertThat(byId(page, link.attr("href").substring(1)))
                    .as(link.outerHtml())
                    .isNotNull();
        }
    }
}
