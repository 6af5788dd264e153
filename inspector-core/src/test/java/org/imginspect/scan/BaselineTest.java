package org.imginspect.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.check.Check;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Outcome;
import org.imginspect.check.Parameter;
import org.imginspect.check.Verdict;
import org.imginspect.error.DamagedImageException;
import org.imginspect.fixtures.Fixtures;
import org.imginspect.guest.GuestPath;
import org.imginspect.profile.Profile;
import org.imginspect.profile.Waiver;
import org.imginspect.report.JsonSchema;
import org.imginspect.report.ReportFormat;
import org.imginspect.report.ReportStyle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A scan beside an earlier report: written by the JSON format, read back as a file. */
class BaselineTest {
    private static final Parameter PORTS = Parameter.list("ports", "the ports");

    @TempDir
    private Path directory;

    private static FakeCheck finds(String id, Finding... findings) {
        return new FakeCheck(id, context -> Verdict.of(List.of(findings)));
    }

    private static Finding error(String message) {
        return Finding.of(Level.ERROR, message, GuestPath.of("/etc/shadow"), 3);
    }

    private static FakeCheck damaged(String id) {
        return new FakeCheck(id, context -> {
            throw new DamagedImageException("ext4: extent depth 9 exceeds 5", "disk.raw > ext4", 0x400);
        });
    }

    private static ScanRequest request() {
        return ScanRequest.of(Path.of("disk.raw"));
    }

    private static ScanReport scan(ScanRequest request, Check... checks) {
        return new Inspector(new FakeEngines(new FakeEngine("embedded")), List.of(checks), List.of())
                .scan(request)
                .get(0);
    }

    private static ScanReport scan(Check... checks) {
        return scan(request(), checks);
    }

    private Path write(ScanReport... reports) throws Exception {
        StringWriter out = new StringWriter();
        ReportFormat.json().write(List.of(reports), ReportStyle.PLAIN, out);
        JsonSchema.assertValid(out.toString());
        Path file = directory.resolve("previous.json");
        Files.writeString(file, out.toString());
        return file;
    }

    private ScanReport compare(ScanReport before, ScanReport now) throws Exception {
        return Baseline.read(write(before)).compare(now, true);
    }

    private static BaselineComparison of(ScanReport report) {
        return report.baseline().orElseThrow();
    }

    @Test
    void whatBothHaveIsUnchangedAndFailsNoImage() throws Exception {
        FakeCheck check = finds("ssh.keys", error("account 'a' has a key"), error("account 'b' has a key"));
        ScanReport report = compare(scan(check), scan(check));
        assertThat(of(report).tally()).isEqualTo("0 new · 2 still there · 0 fixed");
        assertThat(report.summary().errors()).isEqualTo(2);
        assertThat(report.status()).isEqualTo(Status.PASS);
        assertThat(scan(check).status()).isEqualTo(Status.FAIL);
    }

    @Test
    void anotherLineOrBuildIsTheSameFinding() throws Exception {
        ScanReport before = scan(finds(
                "kernel.x",
                Finding.of(
                        Level.ERROR,
                        "kernel 6.1.0-18-amd64 has no virtio",
                        GuestPath.of("/boot/initrd.img-6.1.0-18"),
                        3)));
        ScanReport now = scan(finds(
                "kernel.x",
                Finding.of(
                        Level.ERROR,
                        "kernel 6.1.0-21-amd64 has no virtio",
                        GuestPath.of("/boot/initrd.img-6.1.0-21"),
                        9)));
        assertThat(of(compare(before, now)).tally()).isEqualTo("0 new · 1 still there · 0 fixed");
    }

    @Test
    void newAndFixedOnesAreTold() throws Exception {
        ScanReport report = compare(
                scan(finds("ssh.keys", error("account 'old' has a key"))),
                scan(finds("ssh.keys", error("account 'new' has a key"))));
        assertThat(of(report).tally()).isEqualTo("1 new · 0 still there · 1 fixed");
        assertThat(of(report).fixed().get(0).message()).isEqualTo("account 'old' has a key");
        assertThat(of(report).fixed().get(0).file()).contains("/etc/shadow");
        assertThat(of(report).fixed().get(0).line()).hasValue(3);
        assertThat(report.status()).isEqualTo(Status.FAIL);
        // One of two of the same kind.
        ScanReport one = compare(
                scan(finds("ssh.keys", error("key 1 is there"), error("key 2 is there"))),
                scan(finds("ssh.keys", error("key 2 is there"))));
        assertThat(of(one).tally()).isEqualTo("0 new · 1 still there · 1 fixed");
    }

    @Test
    void whatPassesOrDoesNotApplyAnyMoreIsFixed() throws Exception {
        ScanReport before = scan(finds("ssh.keys", error("a key")));
        assertThat(of(compare(before, scan(FakeCheck.passing("ssh.keys")))).fixed())
                .hasSize(1);
        assertThat(of(compare(before, scan(new FakeCheck("ssh.keys", any -> Verdict.notApplicable("no sshd")))))
                        .fixed())
                .hasSize(1);
    }

    @Test
    void whatCouldNotBeReadOrWasNotAskedIsNeverFixed() throws Exception {
        ScanReport before = scan(finds("ssh.keys", error("a key")));
        for (ScanReport now : List.of(
                scan(damaged("ssh.keys")),
                scan(FakeCheck.passing("fs.other")),
                scan(request().withSkipped("ssh.keys"), FakeCheck.passing("ssh.keys"), FakeCheck.passing("fs.x")))) {
            BaselineComparison compared = of(compare(before, now));
            assertThat(compared.fixed()).isEmpty();
            assertThat(compared.unknown()).hasSize(1);
        }
        assertThat(compare(before, scan(damaged("ssh.keys"))).status()).isEqualTo(Status.INCOMPLETE);
    }

    @Test
    void aCheckThatIsToldSomethingElseSaysNothingOfWhatItFoundBefore() throws Exception {
        FakeCheck told = new FakeCheck(
                FakeCheck.info("firewall.told").with(PORTS),
                context -> context.params().list(PORTS).contains("22")
                        ? Verdict.pass()
                        : Verdict.of(error("22 is closed")));
        ScanReport before = scan(request().withParameter("firewall.told.ports", "80"), told);
        ScanReport now = scan(request().withParameter("firewall.told.ports", "22"), told);
        assertThat(of(compare(before, now)).unknown()).hasSize(1);
        assertThat(of(compare(before, scan(request().withParameter("firewall.told.ports", "80"), told)))
                        .tally())
                .isEqualTo("0 new · 1 still there · 0 fixed");
    }

    @Test
    void whatHasBecomeGraverIsNew() throws Exception {
        FakeCheck warning = finds("ssh.keys", Finding.of(Level.WARNING, "a key"));
        FakeCheck error = finds("ssh.keys", Finding.of(Level.ERROR, "a key"));
        ScanReport report = compare(scan(warning), scan(error));
        assertThat(of(report).findings(BaselineState.NEW).get(0).before()).contains(Level.WARNING);
        assertThat(report.status()).isEqualTo(Status.FAIL);
        assertThat(of(compare(scan(error), scan(warning))).tally()).isEqualTo("0 new · 1 still there · 0 fixed");
    }

    @Test
    void whatIsWaivedSinceIsNotFixedAndWhatIsNoLongerWaivedIsNew() throws Exception {
        FakeCheck check = finds("ssh.keys", error("a key"));
        ScanRequest waiving = request()
                .withWaivers(List.of(
                        new Waiver("ssh.keys", Optional.empty(), "agreed", Optional.empty(), ".imginspect.yaml:1")));
        BaselineComparison since = of(compare(scan(check), scan(waiving, check)));
        assertThat(since.fixed()).isEmpty();
        assertThat(since.waived()).hasSize(1);
        assertThat(compare(scan(waiving, check), scan(check)).status()).isEqualTo(Status.FAIL);
    }

    @Test
    void aCheckThatCouldNotDecideThenFindsOnlyNewThingsAndThatIsSaid() throws Exception {
        BaselineComparison compared = of(compare(scan(damaged("ssh.keys")), scan(finds("ssh.keys", error("a key")))));
        assertThat(compared.count(BaselineState.NEW)).isEqualTo(1);
        assertThat(compared.remarks()).singleElement().asString().contains("ssh.keys", "could not decide");
    }

    @Test
    void verdictsThatChangedAreTold() throws Exception {
        Path file = directory.resolve("one.yaml");
        Files.writeString(file, """
            id: one
            title: A marketplace
            requirements:
              - { id: R-1, title: T, checks: { ssh.keys: {} } }
              - { id: R-2, title: T, checks: { fs.passing: {} } }
            """);
        FakeCheck passing = FakeCheck.passing("fs.passing");
        FakeCheck bad = finds("ssh.keys", error("a key"));
        Profile profile =
                new org.imginspect.profile.Profiles(List.of(bad.info(), passing.info())).load(file.toString());
        ScanRequest judged = request().withProfile(profile);
        BaselineComparison compared =
                of(compare(scan(judged, bad, passing), scan(judged, FakeCheck.passing("ssh.keys"), passing)));
        assertThat(compared.verdicts()).singleElement().satisfies(change -> {
            assertThat(change.requirement().id()).isEqualTo("R-1");
            assertThat(change.before()).isEqualTo(RequirementOutcome.NOT_MET);
            assertThat(change.now()).isEqualTo(RequirementOutcome.MET);
        });
        assertThat(of(compare(scan(bad, passing), scan(judged, bad, passing))).verdicts())
                .as("nobody judged before")
                .isEmpty();
    }

    @Test
    void anImageIsFoundByItsPathThenByItsNameThenByBeingTheOnlyOne() throws Exception {
        ScanReport a = scan(finds("ssh.keys", error("a")));
        ScanRequest other = ScanRequest.of(Path.of("build/other.raw"));
        ScanReport b = scan(other, finds("ssh.keys", error("b")));
        Baseline both = Baseline.read(write(a, b));
        assertThat(of(both.compare(a, false)).tally()).startsWith("0 new · 1 still");
        assertThat(of(both.compare(scan(ScanRequest.of(Path.of("/x/other.raw")), finds("ssh.keys", error("b"))), true))
                        .tally())
                .startsWith("0 new · 1 still");
        ScanReport third = scan(ScanRequest.of(Path.of("third.raw")), finds("ssh.keys", error("b")));
        assertThatThrownBy(() -> both.compare(third, true))
                .isInstanceOf(InvalidBaselineException.class)
                .hasMessageContaining("no report of third.raw, it is of disk.raw, build/other.raw");
        Baseline one = Baseline.read(write(b));
        assertThat(of(one.compare(third, true)).image()).isEqualTo("build/other.raw");
        assertThatThrownBy(() -> one.requireAll(List.of(Path.of("third.raw"), Path.of("x.raw"))))
                .isInstanceOf(InvalidBaselineException.class);
    }

    @Test
    void whatIsNoReportIsRefusedWithTheReason() throws Exception {
        String good = Files.readString(write(scan(finds("ssh.keys", error("a key")))));
        Map<String, String> wrong = Map.ofEntries(
                Map.entry("", "is not a report"),
                Map.entry("hello", "is not JSON that can be read: line 1"),
                Map.entry("{\"version\": \"2.1.0\", \"runs\": []}", "is not a report"),
                Map.entry("[]", "is not a report"),
                Map.entry("3", "is not a report"),
                Map.entry(good + good, "is not a report"),
                Map.entry(good.substring(0, good.length() / 2), "is not JSON"),
                Map.entry(good.replace("\"1.3\"", "\"1.1\""), "is of schema 1.1"),
                Map.entry(good.replace("\"1.3\"", "\"2.0\""), "is of schema 2.0"),
                Map.entry(good.replace("\"1.3\"", "12"), "has no text where one is due"),
                Map.entry(
                        good.replaceAll("\"fingerprint\" : \"[0-9a-f]+\"", "\"fingerprint\" : \"x\""),
                        "without a fingerprint"),
                Map.entry(good.replace("\"level\" : \"error\"", "\"level\" : \"fatal\""), "says 'fatal'"),
                Map.entry(good.replace("\"line\" : 3", "\"line\" : -3"), "line -3"),
                Map.entry(good.replace("\"results\" : [", "\"results\" : [ [ ],"), "has an array of something else"),
                Map.entry("[".repeat(100_000), "is not a report"),
                Map.entry("{\"a\":".repeat(50_000), "is not JSON"),
                Map.entry("{\"schemaVersion\":\"1.2\",\"schemaVersion\":\"1.2\"}", "is not JSON"),
                Map.entry("{\"schemaVersion\":\"1.2\",\"image\":3}", "has no object where one is due"));
        Path file = directory.resolve("wrong.json");
        for (Map.Entry<String, String> each : wrong.entrySet()) {
            Files.writeString(file, each.getKey());
            assertThatThrownBy(() -> Baseline.read(file))
                    .as(each.getValue())
                    .isInstanceOf(InvalidBaselineException.class)
                    .hasMessageContaining("wrong.json")
                    .hasMessageContaining(each.getValue());
        }
        assertThatThrownBy(() -> Baseline.read(directory.resolve("none.json")))
                .isInstanceOf(InvalidBaselineException.class)
                .hasMessageContaining("there is no such file");
        assertThatThrownBy(() -> Baseline.read(directory)).isInstanceOf(InvalidBaselineException.class);
    }

    @Test
    void aFileThatIsTooLargeIsNotRead() throws Exception {
        Path file = directory.resolve("large.json");
        try (java.io.RandomAccessFile large = new java.io.RandomAccessFile(file.toFile(), "rw")) {
            large.setLength((64L << 20) + 1);
        }
        assertThatThrownBy(() -> Baseline.read(file))
                .isInstanceOf(InvalidBaselineException.class)
                .hasMessageContaining("more than 67108864");
    }

    @Test
    void flippedBytesOfAReportNeverDoMoreThanBeRefused() throws Exception {
        byte[] good = Files.readAllBytes(write(scan(finds("ssh.keys", error("a key"), error("b")))));
        Path file = directory.resolve("flipped.json");
        int refused = 0;
        for (int i = 0; i < good.length; i += 3) {
            byte[] flipped = good.clone();
            flipped[i] ^= (byte) (1 << (i % 8));
            Files.write(file, flipped);
            try {
                Baseline.read(file);
            } catch (InvalidBaselineException e) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void theDemoImageIsAsItWas() throws Exception {
        ScanRequest request = ScanRequest.of(Fixtures.demo()).withEngine(EngineChoice.EMBEDDED);
        ScanReport before = new Inspector().scan(request).get(0);
        ScanReport now = compare(before, new Inspector().scan(request).get(0));
        assertThat(of(now).count(BaselineState.UNCHANGED))
                .isEqualTo(before.summary().errors()
                        + before.summary().warnings()
                        + before.summary().notes())
                .isGreaterThan(20);
        assertThat(of(now).tally()).startsWith("0 new").endsWith("0 fixed");
        assertThat(of(now).remarks()).isEmpty();
        // Mended and dirtied: one check passes now, another finds a thing more.
        CheckResult passing = before.results().stream()
                .filter(result -> result.outcome() == Outcome.PASS)
                .findFirst()
                .orElseThrow();
        List<CheckResult> results = new ArrayList<>();
        for (CheckResult result : before.results()) {
            results.add(
                    result.info().id().equals("cleanup.hostname")
                            ? new CheckResult(result.info(), result.params(), Verdict.pass())
                            : result.info().id().equals(passing.info().id())
                                    ? new CheckResult(result.info(), result.params(), Verdict.of(error("left over")))
                                    : result);
        }
        ScanReport changed = new ScanReport(
                before.image(),
                before.failure(),
                before.engine(),
                before.fallbackReason(),
                before.storage(),
                before.rootProblem(),
                before.guest(),
                results,
                before.notRun(),
                before.profiles(),
                before.contradictions(),
                before.remarks(),
                before.failOn(),
                before.timings());
        BaselineComparison compared = of(compare(before, changed));
        assertThat(compared.fixed()).extracting(BaselineFinding::check).containsExactly("cleanup.hostname");
        assertThat(compared.findings(BaselineState.NEW))
                .extracting(finding -> finding.finding().message())
                .containsExactly("left over");
    }
}
