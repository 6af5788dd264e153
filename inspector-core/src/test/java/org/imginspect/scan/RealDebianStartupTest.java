package org.imginspect.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.imginspect.check.CheckContext;
import org.imginspect.check.Params;
import org.imginspect.check.Verdict;
import org.imginspect.checks.Catalogue;
import org.imginspect.engine.Guest;
import org.imginspect.engine.OpenOptions;
import org.imginspect.engine.embedded.EmbeddedEngine;
import org.imginspect.facts.Facts;
import org.imginspect.facts.startup.StartupFile;
import org.imginspect.facts.startup.StartupFiles;
import org.imginspect.fixtures.DebianImage;
import org.imginspect.fixtures.GuestContainer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What runs by itself on the real Debian 12 and 13, and memory and answers on their disks, against the guest's own lists of dpkg and find. */
class RealDebianStartupTest {
    private static final String DIRECTORIES =
            "/etc/cron.d /etc/cron.daily /etc/cron.hourly /etc/cron.weekly /etc/cron.monthly /etc/init.d /etc/profile.d /etc/pam.d /etc/udev/rules.d"
                    + " /etc/apt/apt.conf.d /etc/modprobe.d /etc/modules-load.d /etc/update-motd.d /etc/systemd/system /usr/lib/systemd/system"
                    + " /usr/lib/systemd/system-generators /usr/lib/udev/rules.d /usr/lib/x86_64-linux-gnu/security /var/spool/cron";

    private static GuestContainer container(DebianImage debian) {
        return switch (debian) {
            case TWELVE -> GuestContainer.debian12();
            case THIRTEEN -> GuestContainer.debian13();
        };
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void takesForUnownedWhatDpkgDoesNotKnow(DebianImage debian) throws IOException {
        // Packages list paths as they were before /lib became a link.
        List<String> theirs = container(debian)
                .shell(
                        "cat /var/lib/dpkg/info/*.list | sort -u >/tmp/owned; sed 's#^/lib/#/usr/lib/#' /tmp/owned | sort -u >/tmp/merged; find "
                                + DIRECTORIES
                                + " -type f -size +0 ! -name '.*' | sort -u | comm -23 - /tmp/owned | comm -23 - /tmp/merged")
                .lines();
        try (Guest guest = new EmbeddedEngine().open(debian.qcow2(), OpenOptions.defaults())) {
            StartupFiles startup = new Facts(guest.tree(), guest.storage(), Gatherers.all())
                    .find(StartupFiles.class)
                    .orElseThrow();
            Set<String> ours = new TreeSet<>();
            int owned = 0;
            for (StartupFile file : startup.files()) {
                boolean there = false;
                for (String directory : DIRECTORIES.split(" ", -1)) {
                    there |= file.path().text().startsWith(directory + "/");
                }
                if (there && !file.owned()) {
                    ours.add(file.path().text());
                }
                owned += file.owned() ? 1 : 0;
            }
            assertThat(owned).isGreaterThan(20);
            assertThat(ours).containsExactlyInAnyOrderElementsOf(theirs);
        }
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void everyVerdictIsWhatTheGuestsToolsSay(DebianImage debian) throws IOException {
        GuestContainer container = container(debian);
        assertThat(container.shell("test -s /etc/ld.so.preload").exitCode()).isNotZero();
        assertThat(container
                        .shell("find " + DIRECTORIES + " -perm -0002 ! -type l")
                        .lines())
                .isEmpty();
        assertThat(container
                        .shell("grep -rlE 'LD_PRELOAD=|LD_AUDIT=' /etc 2>/dev/null; true")
                        .lines())
                .isEmpty();
        assertThat(container
                        .shell("find /var/spool/cron /var/spool/at -type f 2>/dev/null; true")
                        .lines())
                .isEmpty();
        assertThat(container
                        .shell(
                                "find / -xdev -path /usr -prune -o -type f \\( -name core -o -name 'core.[0-9]*' -o -name 'vmcore*' -o -name '*.hprof' -o -name '*.crash' \\) -print")
                        .lines())
                .isEmpty();
        assertThat(container
                        .shell(
                                "find / -xdev -type f \\( -name '*ks.cfg' -o -name 'preseed*' -o -name 'autoinst*' -o -name '*.ign' -o -path '/var/lib/cloud/instances/*' \\)")
                        .lines())
                .isEmpty();
        try (Guest guest = new EmbeddedEngine().open(debian.qcow2(), OpenOptions.defaults())) {
            Facts facts = new Facts(guest.tree(), guest.storage(), Gatherers.all());
            CheckContext context = new CheckContext(guest.tree(), guest.storage(), facts, Params.NONE);
            for (String id : List.of(
                    "malware.preload",
                    "malware.persistence",
                    "secrets.installer-answers",
                    "secrets.userdata",
                    "secrets.memory-images")) {
                assertThat(Catalogue.find(id).orElseThrow().evaluate(context))
                        .as(id)
                        .isEqualTo(Verdict.pass());
            }
        }
    }
}
