package org.imginspect.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import org.imginspect.engine.Engine;
import org.imginspect.engine.OpenOptions;
import org.imginspect.engine.StorageEntry.State;
import org.imginspect.error.ImageException;
import org.imginspect.error.ImageReadException;
import org.imginspect.error.UnsupportedFeatureException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnginePolicyTest {
    private final FakeEngine embedded = new FakeEngine("embedded");
    private final FakeEngine libguestfs = new FakeEngine("libguestfs");

    private EnginePolicy.Choice open(EngineChoice choice) throws ImageException {
        return new EnginePolicy(new FakeEngines(embedded, libguestfs))
                .open(Path.of("disk.raw"), choice, OpenOptions.defaults());
    }

    @Test
    void theEmbeddedEngineIsEnoughWhereItReadsEverything() throws Exception {
        EnginePolicy.Choice choice = open(EngineChoice.AUTO);
        assertThat(choice.engine().id()).isEqualTo("embedded");
        assertThat(choice.fallbackReason()).isEmpty();
        assertThat(libguestfs.opened).isZero();
    }

    @Test
    void libguestfsTakesOverWhereItReadsMore() throws Exception {
        embedded.with("disk.raw > gpt:2 > xfs", "xfs", State.UNSUPPORTED);
        EnginePolicy.Choice choice = open(EngineChoice.AUTO);
        assertThat(choice.engine().id()).isEqualTo("libguestfs");
        assertThat(choice.fallbackReason())
                .contains("the embedded engine could not read disk.raw > gpt:2 > xfs: xfs is not read here");
        assertThat(embedded.closed).isEqualTo(1);
        assertThat(libguestfs.closed).isZero();
    }

    @Test
    void theEmbeddedEngineStaysWhereLibguestfsReadsNoMore() throws Exception {
        embedded.with("disk.raw > ext4", "ext4", State.DAMAGED);
        libguestfs.with("disk.raw > ext4", "ext4", State.DAMAGED);
        EnginePolicy.Choice choice = open(EngineChoice.AUTO);
        assertThat(choice.engine().id()).isEqualTo("embedded");
        assertThat(choice.engine().notes()).containsExactly("libguestfs was asked too and reads no more");
        assertThat(libguestfs.closed).isEqualTo(1);
        assertThat(embedded.closed).isZero();
    }

    @Test
    void nobodyHasTheKeyOfAnEncryptedVolumeSoLibguestfsIsNotAsked() throws Exception {
        embedded.with("disk.raw > crypto_LUKS", "crypto_LUKS", State.ENCRYPTED)
                .with("disk.raw > a", "ext4", State.LIMITED)
                .with("disk.raw > b", "ext4", State.UNREADABLE);
        assertThat(open(EngineChoice.AUTO).engine().id()).isEqualTo("embedded");
        assertThat(libguestfs.opened).isZero();
    }

    @Test
    void whatNobodyKnowsTheKernelDoesNotKnowEither() throws Exception {
        embedded.with("disk.raw > gpt:3 > unknown", "unknown", State.UNSUPPORTED);
        assertThat(open(EngineChoice.AUTO).engine().id()).isEqualTo("embedded");
        assertThat(libguestfs.opened).isZero();
    }

    @Test
    void aJournalThatTheKernelReplaysIsReasonEnough() throws Exception {
        embedded.withStale("disk.raw > ext4", "ext4");
        EnginePolicy.Choice choice = open(EngineChoice.AUTO);
        assertThat(choice.engine().id()).isEqualTo("libguestfs");
        assertThat(choice.fallbackReason())
                .contains("the embedded engine could not replay all of disk.raw > ext4: its journal is damaged");
    }

    @ParameterizedTest
    @CsvSource({"xfs, libguestfs", "btrfs, libguestfs", "vfat, embedded", "exfat, embedded"})
    void onlyALogThatAMountReplaysIsReasonEnough(String format, String engine) throws Exception {
        embedded.withStale("disk.raw > " + format, format);
        assertThat(open(EngineChoice.AUTO).engine().id()).isEqualTo(engine);
    }

    @Test
    void aFileSystemThatIsStaleForTheKernelTooStaysWithTheEmbeddedEngine() throws Exception {
        embedded.withStale("disk.raw > ext4", "ext4");
        libguestfs.withStale("disk.raw > ext4", "ext4");
        assertThat(open(EngineChoice.AUTO).engine().id()).isEqualTo("embedded");
        assertThat(libguestfs.closed).isEqualTo(1);
    }

    @Test
    void withoutLibguestfsTheReportSaysThatItMightReadMore() throws Exception {
        embedded.with("disk.raw > xfs", "xfs", State.UNSUPPORTED);
        Engine none = new FakeEngine("libguestfs");
        EnginePolicy policy =
                new EnginePolicy(new FakeEngines(embedded, none, Optional.of("libguestfs.so.0 is not installed")));
        EnginePolicy.Choice choice = policy.open(Path.of("disk.raw"), EngineChoice.AUTO, OpenOptions.defaults());
        assertThat(choice.engine().notes())
                .containsExactly("libguestfs might read more, but libguestfs.so.0 is not installed");
    }

    @Test
    void aLibguestfsThatFailsDoesNotSpoilWhatWasRead() throws Exception {
        embedded.with("disk.raw > xfs", "xfs", State.UNSUPPORTED);
        libguestfs.failing(new ImageReadException("the appliance did not start", "disk.raw"));
        EnginePolicy.Choice choice = open(EngineChoice.AUTO);
        assertThat(choice.engine().id()).isEqualTo("embedded");
        assertThat(choice.engine().notes())
                .containsExactly("libguestfs was asked too and failed: the appliance did not start [disk.raw]");
        assertThat(embedded.closed).isZero();
    }

    @Test
    void anExplicitChoiceIsKept() throws Exception {
        embedded.with("disk.raw > xfs", "xfs", State.UNSUPPORTED);
        assertThat(open(EngineChoice.EMBEDDED).engine().id()).isEqualTo("embedded");
        assertThat(libguestfs.opened).isZero();
        assertThat(open(EngineChoice.LIBGUESTFS).engine().id()).isEqualTo("libguestfs");
        libguestfs.failing(new ImageReadException("it is not installed", ""));
        assertThatThrownBy(() -> open(EngineChoice.LIBGUESTFS)).isInstanceOf(ImageReadException.class);
    }

    @Test
    void aContainerThatIsRefusedIsRefused() {
        embedded.failing(new UnsupportedFeatureException("qcow2: backing file", "disk.raw"));
        assertThatThrownBy(() -> open(EngineChoice.AUTO)).isInstanceOf(UnsupportedFeatureException.class);
        assertThat(libguestfs.opened).isZero();
    }
}
