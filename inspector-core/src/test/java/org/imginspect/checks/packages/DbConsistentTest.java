package org.imginspect.checks.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.imginspect.check.Outcome;
import org.imginspect.checks.TestContext;
import org.imginspect.error.DamagedImageException;
import org.imginspect.scan.CloudGuests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** States, dependencies and leftovers at their edges. */
class DbConsistentTest {
    private static final String ID = "packages.db-consistent";

    private static List<String> findings(String family, String text) throws Exception {
        return TestContext.findings(CloudGuests.ask(ID, family, text));
    }

    @ParameterizedTest
    @CsvSource({
        "debian-12,/var/lib/dpkg/status",
        "debian-12,/var/lib/dpkg/updates",
        "debian-12,/var/lib/dpkg/tmp.ci",
        "rocky-9,/var/lib/rpm/rpmdb.sqlite",
        "rocky-9,/var/lib/rpm",
        "sles-15,/usr/lib/sysimage/rpm/Packages.db",
        "alpine-3.20,/lib/apk/db/installed",
        "alpine-3.20,/etc/apk/world"
    })
    void whatCannotBeReadIsNeverAPass(String family, String path) {
        assertThatThrownBy(() -> CloudGuests.askDamaged(ID, family, "-- /var/lib/dpkg/tmp.ci/x --\n", path))
                .isInstanceOf(DamagedImageException.class);
    }

    private static String packages(String status, String rest) {
        return """
                -- /var/lib/dpkg/status --
                Package: dpkg
                Status: install ok installed
                Architecture: amd64
                Version: 1.21

                Package: app
                Status: %s
                Architecture: amd64
                Version: 1.0
                %s
                """.formatted(status, rest);
    }

    @ParameterizedTest
    @CsvSource({
        "install ok installed,",
        "hold ok installed,",
        "deinstall ok installed,",
        "deinstall ok config-files,",
        "purge ok not-installed,",
        "install ok half-installed,ERROR the package app 1.0 is half-installed",
        "install ok unpacked,ERROR the package app 1.0 is unpacked",
        "install ok half-configured,ERROR the package app 1.0 is half-configured",
        "install ok triggers-awaited,WARNING the package app 1.0 is triggers-awaited: its triggers have not run",
        "install ok triggers-pending,WARNING the package app 1.0 is triggers-pending: its triggers have not run",
        "install reinstreq installed,ERROR app 1.0 is marked as broken by the package manager: it has to be installed again"
    })
    void everyStateIsJudged(String status, String finding) throws Exception {
        List<String> found = findings("", packages(status, "")).stream()
                .map(text -> text.replace(" /var/lib/dpkg/status", ""))
                .toList();
        if (finding == null) {
            assertThat(found).isEmpty();
        } else {
            assertThat(found).containsExactly(finding);
        }
    }

    @Test
    void aFieldMayGoOverSeveralLines() throws Exception {
        assertThat(findings(
                        "", packages("install ok installed", "Depends: dpkg (>= 1.21),\n libc6 (>= 2.36),\n nothing")))
                .containsExactly(
                        "ERROR app 1.0 needs libc6 (>= 2.36), which is not installed",
                        "ERROR app 1.0 needs nothing, which is not installed");
    }

    @Test
    void whatIsThereInAnotherVersionIsNamed() throws Exception {
        assertThat(findings("", packages("install ok installed", "Depends: dpkg (>= 1.22)\nBreaks: dpkg (<< 1.21.1)")))
                .containsExactly(
                        "ERROR app 1.0 needs dpkg (>= 1.22), and there is dpkg 1.21",
                        "ERROR app 1.0 must not be installed beside dpkg (<< 1.21.1), and there is dpkg 1.21");
    }

    @Test
    void manyFindingsAreCounted() throws Exception {
        StringBuilder depends = new StringBuilder("Depends: x0");
        for (int i = 1; i < 30; i++) {
            depends.append(", x").append(i);
        }
        List<String> found = findings("", packages("install ok installed", depends.toString()));
        assertThat(found).hasSize(21).last().isEqualTo("ERROR 10 more dependencies do not hold");
    }

    /** dpkg replays its journal before it does anything; a package that it finishes there is finished. */
    @Test
    void theJournalCountsMoreThanTheStatus() throws Exception {
        assertThat(findings("", packages("install ok unpacked", "") + """
                        -- /var/lib/dpkg/updates/0007 --
                        Package: app
                        Status: install ok installed
                        Architecture: amd64
                        Version: 1.0
                        """))
                .containsExactly(
                        "ERROR /var/lib/dpkg/updates dpkg was torn from its work: 1 changes are in its journal and not"
                                + " in its status");
    }

    @Test
    void rpmsOwnFeaturesAndWhatMayBeMissingAreNoPackages() throws Exception {
        assertThat(findings("", """
                        -- /var/lib/rpm/rpmdb.sqlite rpm --
                        bash 5.1-1 x86_64
                        /usr/bin/bash
                        provides: /bin/sh
                        app 1-1 x86_64
                        requires: rpmlib(PayloadIsZstd) <= 5.4.18-1
                        requires: /bin/sh
                        requires: /bin/bash
                        requires: app = 1-1
                        -- /bin -> usr/bin --
                        -- /usr/bin/bash elf mode=0755 --
                        """)).isEmpty();
    }

    @Test
    void aPathThatNoPackageOwnsSatisfiesNothing() throws Exception {
        assertThat(findings("", """
                        -- /var/lib/rpm/rpmdb.sqlite rpm --
                        app 1-1 x86_64
                        requires: /usr/bin/perl
                        -- /usr/bin/perl elf mode=0755 --
                        """)).containsExactly("ERROR app 1-1 needs /usr/bin/perl, which is not installed");
    }

    @Test
    void aRichDependencyThatRpmWouldNotTakeIsDamage() {
        for (String rich : List.of("(a and", "(a xor b)", "(a and b or c)", "()", "(a b)")) {
            assertThatThrownBy(() -> CloudGuests.ask(ID, "", """
                            -- /var/lib/rpm/rpmdb.sqlite rpm --
                            app 1-1 x86_64
                            requires: %s
                            """.formatted(rich)))
                    .as(rich)
                    .isInstanceOf(DamagedImageException.class);
        }
    }

    @Test
    void aRichDependencyIsNotFollowedWithoutEnd() {
        String deep = "(".repeat(5000) + "a" + ")".repeat(5000);
        assertThatThrownBy(() -> CloudGuests.ask(ID, "", """
                        -- /var/lib/rpm/rpmdb.sqlite rpm --
                        app 1-1 x86_64
                        requires: %s
                        """.formatted(deep)))
                .isInstanceOf(DamagedImageException.class);
    }

    @Test
    void pacmansAndApksRelationsAreComparedInTheirOwnOrder() throws Exception {
        assertThat(findings("", """
                        -- /var/lib/pacman/local/app-1-1/desc --
                        %NAME%
                        app

                        %VERSION%
                        1-1

                        %DEPENDS%
                        glibc>=2.38
                        sh
                        openssl<4
                        libfoo.so=2-64

                        -- /var/lib/pacman/local/glibc-2.39-1/desc --
                        %NAME%
                        glibc

                        %VERSION%
                        2.39-1

                        -- /var/lib/pacman/local/bash-5.2-1/desc --
                        %NAME%
                        bash

                        %VERSION%
                        5.2-1

                        %PROVIDES%
                        sh

                        -- /var/lib/pacman/db.lck --
                        """))
                .containsExactlyInAnyOrder(
                        "ERROR app 1-1 needs openssl<4, which is not installed",
                        "ERROR app 1-1 needs libfoo.so=2-64, which is not installed",
                        "ERROR /var/lib/pacman/db.lck pacman was torn from its work, and refuses to work until it is removed");
        assertThat(findings("", """
                        -- /lib/apk/db/installed --
                        P:app
                        V:1.0-r0
                        D:musl>1.2.5 busybox~1.36 !uclibc !app-old<1 other@edge

                        P:musl
                        V:1.2.5-r1

                        P:busybox
                        V:1.36.1-r29

                        P:other
                        V:0-r0

                        """)).isEmpty();
    }

    @Test
    void updatesThatWaitForTheNextStartAreFound() throws Exception {
        assertThat(findings("fedora-42", "-- /system-update -> /var/lib/dnf/system-upgrade --"))
                .containsExactly(
                        "ERROR /system-update the next start installs updates instead of starting the machine");
    }

    @Test
    void whatHasNoPackageManagerIsNotJudged() throws Exception {
        assertThat(CloudGuests.ask(ID, "", "-- /etc/hostname --\nx\n").outcome())
                .isEqualTo(Outcome.NOT_APPLICABLE);
    }
}
