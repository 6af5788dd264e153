package org.imginspect.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.imginspect.check.CheckContext;
import org.imginspect.check.Outcome;
import org.imginspect.check.Params;
import org.imginspect.checks.Catalogue;
import org.imginspect.engine.Guest;
import org.imginspect.engine.OpenOptions;
import org.imginspect.engine.embedded.EmbeddedEngine;
import org.imginspect.facts.Facts;
import org.imginspect.facts.sudo.SudoAccess;
import org.imginspect.facts.sudo.SudoCaller;
import org.imginspect.facts.sudo.Sudoers;
import org.imginspect.fixtures.DebianImage;
import org.imginspect.fixtures.GuestContainer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who becomes root on the real Debian 12 and 13, against the guest's own sudo, visudo and stat. */
class RealDebianSudoTest {
    private static GuestContainer container(DebianImage debian) {
        return switch (debian) {
            case TWELVE -> GuestContainer.debian12();
            case THIRTEEN -> GuestContainer.debian13();
        };
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void readsTheFilesThatVisudoReads(DebianImage debian) throws IOException {
        TreeSet<String> theirs = new TreeSet<>();
        for (String line : container(debian).exec("visudo", "-c").lines()) {
            if (line.endsWith(": parsed OK")) {
                theirs.add(line.substring(0, line.indexOf(':')));
            }
        }
        try (Guest guest = new EmbeddedEngine().open(debian.qcow2(), OpenOptions.defaults())) {
            Sudoers sudoers = new Facts(guest.tree(), guest.storage(), Gatherers.all())
                    .find(Sudoers.class)
                    .orElseThrow();
            TreeSet<String> ours = new TreeSet<>();
            for (Sudoers.Source source : sudoers.files()) {
                if (source.node().isFile()) {
                    ours.add(source.path().text());
                    assertThat(container(debian)
                                    .exec("stat", "-c", "%a %u", source.path().text())
                                    .succeeded()
                                    .strip())
                            .isEqualTo(Integer.toOctalString(source.node().permissions()) + " "
                                    + source.node().uid());
                }
            }
            assertThat(ours).isEqualTo(theirs).contains("/etc/sudoers");
            assertThat(sudoers.faults()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void everyAccountMayWhatSudoSaysItMay(DebianImage debian) throws IOException {
        try (Guest guest = new EmbeddedEngine().open(debian.qcow2(), OpenOptions.defaults())) {
            Facts facts = new Facts(guest.tree(), guest.storage(), Gatherers.all());
            SudoAccess access = new SudoAccess(facts.find(Sudoers.class).orElseThrow());
            List<String> ours = new ArrayList<>();
            List<String> names = new ArrayList<>();
            for (SudoCaller caller : SudoCaller.all(facts)) {
                names.add(caller.name());
                if (caller.uid() == 0 || access.everything(caller).isPresent()) {
                    ours.add(caller.name());
                }
            }
            assertThat(names).hasSizeGreaterThan(15);
            assertThat(container(debian)
                            .shell("for u in " + String.join(" ", names)
                                    + "; do sudo -l -U $u /usr/bin/true >/dev/null 2>&1 && echo $u; done; true")
                            .lines())
                    .isEqualTo(ours);
        }
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void everyVerdictIsWhatTheGuestsToolsSay(DebianImage debian) throws IOException {
        GuestContainer container = container(debian);
        assertThat(container
                        .shell(
                                "grep -rlE 'NOPASSWD|targetpw|rootpw|cloud-init' /etc/sudoers /etc/sudoers.d /etc/doas.conf 2>/dev/null")
                        .exitCode())
                .isNotZero();
        assertThat(container
                        .shell("getent group sudo | cut -d: -f4")
                        .succeeded()
                        .strip())
                .isEmpty();
        assertThat(container
                        .shell("ls /etc/polkit-1/rules.d/*.rules /etc/polkit-1/localauthority 2>/dev/null")
                        .exitCode())
                .isNotZero();
        try (Guest guest = new EmbeddedEngine().open(debian.qcow2(), OpenOptions.defaults())) {
            Facts facts = new Facts(guest.tree(), guest.storage(), Gatherers.all());
            CheckContext context = new CheckContext(guest.tree(), guest.storage(), facts, Params.NONE);
            for (String id :
                    List.of("accounts.sudo-excessive", "accounts.sudo-cloudinit-residue", "accounts.sudo-targetpw")) {
                assertThat(Catalogue.find(id).orElseThrow().evaluate(context).outcome())
                        .as(id)
                        .isEqualTo(Outcome.PASS);
            }
        }
    }
}
