package org.imginspect.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.check.Check;
import org.imginspect.check.Parameter;
import org.imginspect.check.Params;
import org.imginspect.check.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckSelectionTest {
    private static final Parameter SIZE = Parameter.bytes("size", "the smallest size");
    private static final List<Check> ALL = List.of(
            new FakeCheck(FakeCheck.info("disk.min-virtual-size").onRequest().with(SIZE), context -> Verdict.pass()),
            new FakeCheck(FakeCheck.info("disk.residue").deep(), context -> Verdict.pass()),
            FakeCheck.passing("boot.console-ttys0"),
            FakeCheck.passing("ssh.host-keys-absent"),
            FakeCheck.passing("ssh.no-user-private-keys"));

    private static List<String> ids(List<String> wanted, List<String> skipped) {
        return ids(request(wanted, skipped));
    }

    private static List<String> ids(ScanRequest request) {
        return CheckSelection.choose(ALL, request, Optional.empty()).questions().stream()
                .map(Question::check)
                .map(check -> check.info().id())
                .toList();
    }

    private static ScanRequest request(List<String> wanted, List<String> skipped) {
        ScanRequest request = ScanRequest.of();
        for (String id : wanted) {
            request = request.withCheck(id);
        }
        for (String id : skipped) {
            request = request.withSkipped(id);
        }
        return request;
    }

    private static List<String> reasons(ScanRequest request) {
        return CheckSelection.choose(ALL, request, Optional.empty()).notRun().stream()
                .map(check -> check.info().id() + " " + check.why().id())
                .toList();
    }

    @Test
    void withoutAWishThoseRunThatAlwaysDo() {
        assertThat(ids(List.of(), List.of()))
                .containsExactly("boot.console-ttys0", "ssh.host-keys-absent", "ssh.no-user-private-keys");
        assertThat(reasons(ScanRequest.of())).containsExactly("disk.min-virtual-size on-request", "disk.residue deep");
    }

    @Test
    void deepChecksRunWhenTheyAreAskedFor() {
        assertThat(ids(ScanRequest.of().withDeep(true)))
                .contains("disk.residue")
                .doesNotContain("disk.min-virtual-size");
        assertThat(ids(List.of("disk.*"), List.of())).containsExactly("disk.min-virtual-size");
        assertThat(ids(request(List.of("disk.*"), List.of()).withDeep(true)))
                .containsExactly("disk.min-virtual-size", "disk.residue");
        assertThat(ids(List.of("disk.residue"), List.of())).containsExactly("disk.residue");
    }

    @Test
    void whatIsNotRunHasItsReason() {
        assertThat(reasons(request(List.of("disk.*"), List.of("disk.min*"))))
                .containsExactly(
                        "disk.min-virtual-size skipped",
                        "disk.residue deep",
                        "boot.console-ttys0 not-selected",
                        "ssh.host-keys-absent not-selected",
                        "ssh.no-user-private-keys not-selected");
    }

    @Test
    void toTellACheckSomethingIsToAskForIt() {
        ScanRequest request = ScanRequest.of().withParameter("disk.min-virtual-size.size", "40GiB");
        assertThat(ids(request)).startsWith("disk.min-virtual-size", "boot.console-ttys0");
        assertThat(CheckSelection.choose(ALL, request, Optional.empty()).questions())
                .filteredOn(question -> !question.params().values().isEmpty())
                .extracting(question -> question.check().info().id(), Question::params)
                .containsExactly(tuple("disk.min-virtual-size", new Params(Map.of("size", "40GiB"))));
        assertThat(ids(request.withCheck("boot.*"))).containsExactly("boot.console-ttys0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "disk.min-virtual-size.bytes|1|disk.min-virtual-size has no parameter 'bytes' but size",
                "disk.min-virtual-size.size|big|disk.min-virtual-size: size is 'big', not a size such as 20GiB",
                "disk.residue.size|1|disk.residue has no parameters",
                "disk.size|1|'disk.size' is no parameter: no check is called 'disk'; did you mean 'disk.min-virtual-size'?",
                "size|1|'size' is no parameter of the profiles asked for, which have none"
            })
    void aParameterThatCannotBeUsedIsAnError(String key, String value, String message) {
        assertThatThrownBy(() -> ids(ScanRequest.of().withParameter(key, value)))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessage(message);
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
                .hasMessage("no check is called 'ssh.host-key'; did you mean 'ssh.host-keys-absent'?");
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
