package org.imginspect.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.imginspect.check.Outcome;
import org.imginspect.checks.boot.GuestGrub;
import org.imginspect.fixtures.DebianImage;
import org.imginspect.fixtures.GuestContainer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the checks of the boot menu say of the real Debian, compared with what its own shell, GRUB and files say. */
class RealDebianBootTest {
    private static GuestContainer guest(DebianImage debian) {
        return debian == DebianImage.TWELVE ? GuestContainer.debian12() : GuestContainer.debian13();
    }

    /** The outcomes of one scan by the checks' ids. */
    private record Outcomes(Map<String, Outcome> outcomes) {
        Outcome of(String id) {
            return Objects.requireNonNull(outcomes.get(id), id);
        }
    }

    private static Outcomes scan(DebianImage debian, String... parameter) {
        ScanRequest request = ScanRequest.of(debian.qcow2()).withCheck("boot.*");
        if (parameter.length > 0) {
            request = request.withParameter(parameter[0], parameter[1]);
        }
        Map<String, Outcome> outcomes = new TreeMap<>();
        for (CheckResult result : new Inspector().scan(request).get(0).results()) {
            outcomes.put(result.info().id(), result.outcome());
        }
        return new Outcomes(outcomes);
    }

    /** A variable as the guest's shell has it after reading the settings of GRUB, in grub-mkconfig's order. */
    private static String setting(GuestContainer guest, String name) {
        return guest.shell(
                        "set -a; . /etc/default/grub; for f in /etc/default/grub.d/*.cfg; do [ ! -e \"$f\" ] || . \"$f\"; done;"
                                + " printenv \"$1\" || true",
                        name)
                .succeeded()
                .strip();
    }

    private static Outcome expected(boolean fine) {
        return fine ? Outcome.PASS : Outcome.FINDINGS;
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void argumentsAreThoseThatGrubMkconfigGives(DebianImage debian) {
        GuestContainer guest = guest(debian);
        String menu = new GuestGrub(guest, "0d0e0b1a-00" + debian.release() + "-4e47-9c3b-1234567890ab").mkconfig("");
        assertThat(guest.exec("grub-script-check", "/boot/grub/grub.cfg").exitCode())
                .isZero();
        // The hints are about the machine the menu was made on.
        String there = guest.exec("cat", "/boot/grub/grub.cfg").succeeded();
        assertThat(withoutHints(there)).isEqualTo(withoutHints(menu));
        List<String> arguments = List.of(menu.lines()
                .filter(line -> line.startsWith("\tlinux\t"))
                .findFirst()
                .orElseThrow()
                .strip()
                .split("[ \t]+", -1));
        List<String> consoles =
                arguments.stream().filter(word -> word.startsWith("console=")).toList();

        Outcomes results = scan(debian);

        assertThat(results.of("boot.config-regenerated")).isEqualTo(Outcome.PASS);
        assertThat(results.of("boot.console-ttys0"))
                .isEqualTo(expected(consoles.get(consoles.size() - 1).startsWith("console=ttyS0")));
        assertThat(results.of("boot.console-tty1")).isEqualTo(expected(arguments.contains("console=tty1")));
        assertThat(results.of("boot.console-verbose")).isEqualTo(expected(!arguments.contains("quiet")));
        assertThat(results.of("boot.cmdline-net-ifnames")).isEqualTo(expected(arguments.contains("net.ifnames=0")));
        assertThat(results.of("boot.cmdline-biosdevname")).isEqualTo(expected(arguments.contains("biosdevname=0")));
    }

    private static String withoutHints(String config) {
        return config.replaceAll(" +--hint[^ \n]*", "").replaceAll("(--set=root) +", "$1 ");
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void timeoutIsTheOneOfTheSettings(DebianImage debian) {
        GuestContainer guest = guest(debian);
        String seconds = setting(guest, "GRUB_TIMEOUT");
        assertThat(scan(debian).of("boot.grub-timeout")).isEqualTo(expected(!seconds.startsWith("-")));
        assertThat(scan(debian, "boot.grub-timeout.seconds", seconds).of("boot.grub-timeout"))
                .isEqualTo(Outcome.PASS);
        assertThat(scan(debian, "boot.grub-timeout.seconds", "4242").of("boot.grub-timeout"))
                .isEqualTo(Outcome.FINDINGS);
        assertThat(scan(debian).of("boot.grub-timeout-style-removed"))
                .isEqualTo(expected(setting(guest, "GRUB_TIMEOUT_STYLE").isEmpty()));
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void filesAreThereAsTheGuestSeesThem(DebianImage debian) {
        GuestContainer guest = guest(debian);
        List<String> named = guest.shell(
                        "awk '$1 == \"linux\" || $1 == \"initrd\" { print $2 }' /boot/grub/grub.cfg | sort -u")
                .lines();
        List<String> missing = new ArrayList<>();
        for (String file : named) {
            if (guest.exec("test", "-s", file).exitCode() != 0) {
                missing.add(file);
            }
        }
        Outcomes results = scan(debian);
        assertThat(named).isNotEmpty();
        assertThat(results.of("boot.entry-files-exist")).isEqualTo(expected(missing.isEmpty()));
        boolean dropIn = guest.exec("test", "-e", "/etc/default/grub.d/50-cloudimg-settings.cfg")
                        .exitCode()
                == 0;
        assertThat(results.of("boot.cloudimg-dropin-removed")).isEqualTo(expected(!dropIn));
        assertThat(guest.shell("command -v dracut").exitCode()).isNotZero();
        assertThat(results.of("boot.lvm-args-kept")).isEqualTo(Outcome.NOT_APPLICABLE);
    }
}
