package org.imginspect.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.EventConditions.test;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.imginspect.engine.Guest;
import org.imginspect.engine.StorageMap;
import org.imginspect.facts.Facts;
import org.imginspect.facts.os.OperatingSystem;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.scan.EngineChoice;
import org.imginspect.scan.OpenedImage;
import org.imginspect.scan.ScanReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** What tests are given; the demo image's content is known from its committed listing. */
class DiskImageExtensionTest {
    private static final String DEMO = "../fixtures/images/demo.qcow2";

    @Test
    void everyPartOfAnImageCanBeAskedFor(
            @DiskImage(DEMO) Guest guest,
            @DiskImage(DEMO) GuestTree tree,
            @DiskImage(DEMO) StorageMap storage,
            @DiskImage(DEMO) Facts facts,
            @DiskImage(DEMO) OpenedImage opened,
            @DiskImage(DEMO) ScanReport report)
            throws Exception {
        assertThat(tree.exists(GuestPath.of("/etc/os-release"))).isTrue();
        assertThat(storage.partitions()).hasSize(3);
        assertThat(facts.find(OperatingSystem.class)).map(OperatingSystem::id).contains("debian");
        assertThat(report.guest()).isPresent();
        assertThat(opened.guest()).as("opened once").isSameAs(guest);
    }

    @Test
    void anImageIsScannedOnceForEachSetOfProfiles(
            @DiskImage(DEMO) ScanReport first, @DiskImage(DEMO) ScanReport second) {
        assertThat(second).isSameAs(first);
    }

    /** Run by the test kit only: their names do not end as Surefire wants them. */
    static class Failing {
        @Test
        void absent(@DiskImage("no-such-disk.qcow2") Guest guest) {
            throw new AssertionError("was given " + guest.engine());
        }

        @Test
        void noGuest(@DiskImage("${imginspect.test.swap}") Guest guest) {
            throw new AssertionError("was given " + guest.engine());
        }

        @Test
        void property(@DiskImage("${no.such.property}/disk.qcow2") Guest guest) {
            throw new AssertionError("was given " + guest.engine());
        }

        @Test
        void profile(@DiskImage(value = DEMO, profiles = "yandex-clout") ScanReport report) {
            throw new AssertionError("was given " + report);
        }

        @Test
        void setting(@DiskImage(value = DEMO, settings = "ports") ScanReport report) {
            throw new AssertionError("was given " + report);
        }
    }

    private static EngineExecutionResults run(Class<?> tests) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(tests))
                .execute();
    }

    @Test
    void whatCannotBeOpenedFailsTheTestAndNeverSkipsIt(@TempDir Path directory) throws Exception {
        Path swap = directory.resolve("swap.raw");
        byte[] bytes = new byte[1 << 20];
        bytes[1024] = 1; // version, le32
        bytes[1028] = (byte) (bytes.length / 4096 - 1); // last_page, le32
        System.arraycopy("SWAPSPACE2".getBytes(StandardCharsets.US_ASCII), 0, bytes, 4086, 10);
        Files.write(swap, bytes);
        System.setProperty("imginspect.test.swap", swap.toString());
        EngineExecutionResults results = run(Failing.class);
        results.testEvents()
                .assertStatistics(
                        counts -> counts.started(5).failed(5).skipped(0).aborted(0));
        results.testEvents()
                .assertThatEvents()
                .haveExactly(
                        1, event(test("absent"), finishedWithFailure(message(text -> text.contains("no-such-disk")))))
                .haveExactly(
                        1,
                        event(test("noGuest"), finishedWithFailure(message(text -> text.contains("no guest in it")))))
                .haveExactly(
                        1,
                        event(
                                test("property"),
                                finishedWithFailure(message(text -> text.contains("no.such.property")))))
                .haveExactly(
                        1, event(test("profile"), finishedWithFailure(message(text -> text.contains("yandex-clout")))))
                .haveExactly(1, event(test("setting"), finishedWithFailure(message(text -> text.contains("'ports'")))));
    }

    /** Keeps what it was given, to be looked at when all is over. */
    static class Keeping {
        static final List<Guest> GIVEN = new ArrayList<>();

        @Test
        void keep(@DiskImage(value = DEMO, engine = EngineChoice.EMBEDDED) Guest guest) {
            GIVEN.add(guest);
        }
    }

    @Test
    void theImageIsClosedAfterTheLastTest() {
        Keeping.GIVEN.clear();
        run(Keeping.class).testEvents().assertStatistics(counts -> counts.succeeded(1));
        assertThat(Keeping.GIVEN).hasSize(1);
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> Keeping.GIVEN.get(0).tree().text(GuestPath.of("/etc/os-release")))
                .as("its file is closed")
                .isInstanceOf(Exception.class);
    }
}
