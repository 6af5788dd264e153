package org.imginspect.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.check.Check;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Outcome;
import org.imginspect.check.Params;
import org.imginspect.check.Verdict;
import org.imginspect.engine.OpenOptions;
import org.imginspect.engine.StorageEntry.State;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageReadException;
import org.imginspect.facts.Facts;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.Kind;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.io.Limits;
import org.junit.jupiter.api.Test;

class InspectorTest {
    private static final Path IMAGE = Path.of("disk.raw");
    private static final FakeCheck PASSING = FakeCheck.passing("fs.a");
    private static final FakeCheck FAILING =
            new FakeCheck("ssh.b", context -> Verdict.of(Finding.of(Level.ERROR, "bad")));
    private static final FakeCheck WARNING =
            new FakeCheck("ssh.c", context -> Verdict.of(Finding.of(Level.WARNING, "poor")));
    private static final FakeCheck BROKEN = new FakeCheck("boot.d", context -> {
        throw new DamagedImageException("ext4: extent depth 9 exceeds 5", "disk.raw > ext4", 0x400);
    });

    private static ScanReport scan(FakeEngine engine, ScanRequest request, Check... checks) {
        return new Inspector(new FakeEngines(engine), List.of(checks), List.of())
                .scan(request)
                .get(0);
    }

    private static ScanReport scan(Check... checks) {
        return scan(new FakeEngine("embedded"), ScanRequest.of(IMAGE), checks);
    }

    @Test
    void anImageInWhichAllIsWellPasses() {
        ScanReport report = scan(PASSING);
        assertThat(report.status()).isEqualTo(Status.PASS);
        assertThat(report.status().exitCode()).isZero();
        assertThat(report.unseen()).isEmpty();
    }

    @Test
    void damageIsNeverAPass() {
        ScanReport report = scan(PASSING, BROKEN);
        assertThat(report.results().get(1).outcome()).isEqualTo(Outcome.UNDETERMINED);
        assertThat(report.results().get(1).reason())
                .isEqualTo("ext4: extent depth 9 exceeds 5 [disk.raw > ext4 @ 0x400]");
        assertThat(report.status()).isEqualTo(Status.INCOMPLETE);
        assertThat(report.status().exitCode()).isEqualTo(3);
        assertThat(report.unseen())
                .singleElement()
                .satisfies(unseen -> assertThat(unseen.checks()).containsExactly("boot.d"));
    }

    @Test
    void findingsWinOverIncompleteAndTheReportSaysBoth() {
        ScanReport report = scan(BROKEN, FAILING);
        assertThat(report.status().exitCode()).isEqualTo(1);
        assertThat(report.unseen()).hasSize(1);
    }

    @Test
    void unreadStorageMakesAScanIncompleteEvenIfEveryCheckPasses() {
        FakeEngine engine = new FakeEngine("embedded").with("disk.raw > xfs", "xfs", State.UNSUPPORTED);
        ScanReport report = scan(engine, ScanRequest.of(IMAGE), PASSING);
        assertThat(report.status()).isEqualTo(Status.INCOMPLETE);
        assertThat(report.unseen()).extracting(Unseen::what).containsExactly("disk.raw > xfs");
    }

    @Test
    void theLevelThatFailsIsTheRequests() {
        ScanRequest request = ScanRequest.of(IMAGE);
        FakeEngine engine = new FakeEngine("embedded");
        assertThat(scan(engine, request, WARNING).status()).isEqualTo(Status.PASS);
        assertThat(scan(engine, request.withFailOn(Optional.of(Level.WARNING)), WARNING)
                        .status())
                .isEqualTo(Status.FAIL);
        assertThat(scan(engine, request.withFailOn(Optional.empty()), FAILING).status())
                .isEqualTo(Status.PASS);
        assertThat(scan(engine, request.withFailOn(Optional.empty()), FAILING, BROKEN)
                        .status())
                .isEqualTo(Status.INCOMPLETE);
    }

    @Test
    void anImageThatCannotBeOpenedHasAReportThatSaysWhy() {
        FakeEngine engine = new FakeEngine("embedded").failing(new ImageReadException("no such file", "disk.raw"));
        ScanReport report = scan(engine, ScanRequest.of(IMAGE), PASSING);
        assertThat(report.status()).isEqualTo(Status.UNOPENED);
        assertThat(report.failure().orElseThrow().message()).isEqualTo("no such file [disk.raw]");
        assertThat(report.results()).isEmpty();
    }

    @Test
    void ofSeveralImagesTheWorstDecides() {
        ScanReport pass = scan(PASSING);
        ScanReport fail = scan(FAILING);
        ScanReport incomplete = scan(BROKEN);
        ScanReport unopened = scan(
                new FakeEngine("embedded").failing(new ImageReadException("no such file", "x")),
                ScanRequest.of(IMAGE),
                PASSING);
        assertThat(Status.worst(List.of(pass, fail, incomplete, unopened)).exitCode())
                .isEqualTo(1);
        assertThat(Status.worst(List.of(pass, incomplete)).exitCode()).isEqualTo(3);
        assertThat(Status.worst(List.of(pass, unopened)).exitCode()).isEqualTo(3);
        assertThat(Status.worst(List.of(unopened, unopened)).exitCode()).isEqualTo(4);
        assertThat(Status.worst(List.of(pass, pass)).exitCode()).isZero();
    }

    @Test
    void aMistakeOfOursIsNoVerdict() {
        FakeCheck bug = new FakeCheck(
                "ssh.bug",
                context -> Verdict.of(List.of(
                        Finding.of(Level.ERROR, Integer.toString(List.of(1).get(1))))));
        FakeEngine engine = new FakeEngine("embedded");
        assertThatThrownBy(() -> scan(engine, ScanRequest.of(IMAGE), bug))
                .isInstanceOf(InspectorBugException.class)
                .hasMessageContaining("ssh.bug")
                .hasMessageContaining("scan.InspectorTest")
                .hasMessageContaining("IndexOutOfBoundsException");
        assertThat(engine.closed).isEqualTo(1);
    }

    @Test
    void aCheckMayNotAnswerUndeterminedItself() {
        FakeCheck sly = new FakeCheck(
                "ssh.sly", context -> new Verdict.Undetermined(new DamagedImageException("x", "y").problem()));
        assertThatThrownBy(() -> scan(sly)).isInstanceOf(InspectorBugException.class);
    }

    @Test
    void theImageIsClosedAfterTheScan() {
        FakeEngine engine = new FakeEngine("embedded");
        scan(engine, ScanRequest.of(IMAGE), PASSING, BROKEN);
        assertThat(engine.opened).isEqualTo(1);
        assertThat(engine.closed).isEqualTo(1);
    }

    @Test
    void progressNamesEveryStep() {
        List<String> steps = new ArrayList<>();
        scan(new FakeEngine("embedded"), ScanRequest.of(IMAGE).withProgress(steps::add), PASSING, WARNING);
        assertThat(steps).containsExactly("opening disk.raw", "fs.a", "ssh.c");
    }

    @Test
    void aCheckRunsOncePerSetOfParameters() throws Exception {
        FakeEngine engine = new FakeEngine("embedded");
        var guest = engine.open(IMAGE, OpenOptions.defaults());
        CheckRunner runner = new CheckRunner(
                guest,
                new Facts(guest.tree(), guest.storage(), List.of()),
                Limits.defaults(),
                text -> {},
                System.nanoTime());
        FakeCheck check = FakeCheck.passing("ssh.counted");
        runner.run(check, Params.NONE);
        runner.run(check, Params.NONE);
        runner.run(check, new Params(java.util.Map.of("a", "1")));
        runner.run(check, new Params(java.util.Map.of("a", "1")));
        assertThat(check.asked).isEqualTo(2);
    }

    @Test
    void afterItsTimeAScanAsksNoFurtherCheck() throws Exception {
        FakeEngine engine = new FakeEngine("embedded");
        var guest = engine.open(IMAGE, OpenOptions.defaults());
        CheckRunner runner = new CheckRunner(
                guest,
                new Facts(guest.tree(), guest.storage(), List.of()),
                Limits.defaults().with(Limits.WALL_SECONDS, 2),
                text -> {},
                System.nanoTime() - 3_000_000_000L);
        FakeCheck check = FakeCheck.passing("ssh.late");
        assertThat(runner.run(check, Params.NONE).reason())
                .isEqualTo("scan has taken 3 s; the limit wall-seconds is 2 (raise it with --limit wall-seconds=VALUE)"
                        + " [disk.raw]");
        assertThat(check.asked).isZero();
    }

    @Test
    void whatCannotBeReadInTheTreeReachesTheReportThroughTheCheck() {
        FakeEngine engine = new FakeEngine(
                "embedded",
                MemoryFileTree.builder()
                        .damaged(
                                "/etc/fstab",
                                Kind.FILE,
                                () -> new DamagedImageException("bad inode", "disk.raw > ext4"))
                        .build());
        FakeCheck reads = new FakeCheck(
                "fs.reads",
                context -> context.tree().text(GuestPath.of("/etc/fstab")).isEmpty()
                        ? Verdict.notApplicable("no fstab")
                        : Verdict.pass());
        assertThat(scan(engine, ScanRequest.of(IMAGE), reads).results().get(0).outcome())
                .isEqualTo(Outcome.UNDETERMINED);
    }
}
