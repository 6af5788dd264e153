package org.imginspect.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.imginspect.check.Check;
import org.junit.jupiter.api.Test;

class CheckSelectionTest {
    private static final List<Check> ALL = List.of(
            FakeCheck.passing("boot.console-ttys0"),
            FakeCheck.passing("ssh.host-keys-absent"),
            FakeCheck.passing("ssh.no-user-private-keys"));

    private static List<String> ids(List<String> wanted, List<String> skipped) {
        return CheckSelection.choose(ALL, wanted, skipped).stream()
                .map(check -> check.info().id())
                .toList();
    }

    @Test
    void withoutAWishEveryCheckRuns() {
        assertThat(ids(List.of(), List.of()))
                .containsExactly("boot.console-ttys0", "ssh.host-keys-absent", "ssh.no-user-private-keys");
    }

    @Test
    void globsAndIdsChooseInTheOrderOfTheCatalogue() {
        assertThat(ids(List.of("ssh.*", "boot.console-ttys0"), List.of()))
                .containsExactly("boot.console-ttys0", "ssh.host-keys-absent", "ssh.no-user-private-keys");
        assertThat(ids(List.of("*key*"), List.of("ssh.no-*"))).containsExactly("ssh.host-keys-absent");
        assertThat(ids(List.of("boot.console-ttys?"), List.of())).containsExactly("boot.console-ttys0");
    }

    @Test
    void aNameThatMatchesNothingIsAnErrorAndNotAnEmptyScan() {
        assertThatThrownBy(() -> ids(List.of("ssh.host-key"), List.of()))
                .isInstanceOf(UnknownCheckException.class)
                .hasMessage("no check is called 'ssh.host-key'");
        assertThatThrownBy(() -> ids(List.of(), List.of("cleanup.*"))).isInstanceOf(UnknownCheckException.class);
    }

    @Test
    void aStarMatchesNothingOrMuchAndCannotTakeLong() {
        assertThat(CheckSelection.matches("ssh.*absent*", "ssh.host-keys-absent"))
                .isTrue();
        assertThat(CheckSelection.matches("ssh.", "ssh.a")).isFalse();
        assertThat(CheckSelection.matches("*a".repeat(500) + "b", "a".repeat(2000)))
                .isFalse();
    }
}
