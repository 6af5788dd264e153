package org.imginspect.checks.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.imginspect.checks.TestContext;
import org.imginspect.error.DamagedImageException;
import org.imginspect.scan.CloudGuests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The distribution's Python and the names it is called by. */
class SystemPythonIntactTest {
    private static final String ID = "packages.system-python-intact";

    private static List<String> findings(String family, String text) throws Exception {
        return TestContext.findings(CloudGuests.ask(ID, family, text));
    }

    @ParameterizedTest
    @CsvSource({
        "debian-12,/usr/bin/python3",
        "debian-12,/var/lib/dpkg/status",
        "debian-12,/usr/bin/cloud-init",
        "rocky-8,/usr/libexec",
        "rocky-9,/var/lib/rpm/rpmdb.sqlite"
    })
    void whatCannotBeReadIsNeverAPass(String family, String path) {
        assertThatThrownBy(() ->
                        CloudGuests.askDamaged(ID, family, "-- /usr/bin/cloud-init --\n#!/usr/bin/python3\n", path))
                .isInstanceOf(DamagedImageException.class);
    }

    @Test
    void aLinkThatDanglesIsSaidToDangle() throws Exception {
        assertThat(findings("rocky-9", "-- /usr/bin/python3 -> python3.14 --\n-- !/usr/bin/cloud-init --"))
                .containsExactly("ERROR /usr/bin/python3 leads to python3.14, which is not there");
    }

    @Test
    void aDirectoryIsNoPython() throws Exception {
        assertThat(findings("rocky-9", """
                        -- !/usr/bin/python3.9 --
                        -- /usr/bin/python3.9/ dir --
                        """))
                .containsExactly("ERROR /usr/bin/python3 leads to /usr/bin/python3.9, which is no program");
    }

    /** python-is-python3 of Debian and Ubuntu, and python-unversioned-command of EL: a name that the release did not have. */
    @Test
    void pythonWithoutANumberMayBeAddedWhereTheReleaseHasNone() throws Exception {
        assertThat(findings("ubuntu-22.04", "-- /usr/bin/python -> python3 --")).isEmpty();
        assertThat(findings("rocky-9", "-- /usr/bin/python -> ./python3 --")).isEmpty();
    }

    @Test
    void aPatchReleaseOfTheSameVersionIsAnUpdate() throws Exception {
        assertThat(findings("", """
                        -- /etc/os-release --
                        ID=ubuntu
                        VERSION_ID=22.04
                        -- /var/lib/dpkg/status --
                        Package: python3-minimal
                        Status: install ok installed
                        Architecture: amd64
                        Version: 3.10.12-1~22.04.9
                        -- /usr/bin/python3 -> python3.10 --
                        -- /usr/bin/python3.10 elf mode=0755 --
                        """)).isEmpty();
    }

    @Test
    void aReleaseThatIsNotListedIsHeldToItsPackage() throws Exception {
        String text = """
                -- /etc/os-release --
                ID=fedora
                VERSION_ID=99
                -- /var/lib/rpm/rpmdb.sqlite rpm --
                python3 3.20.1-1.fc99 x86_64
                -- /usr/bin/python3 -> python%s --
                -- /usr/bin/python3.20 elf mode=0755 --
                -- /usr/bin/python3.19 elf mode=0755 --
                """;
        assertThat(findings("", text.formatted("3.20"))).isEmpty();
        assertThat(findings("", text.formatted("3.19")))
                .containsExactly(
                        "ERROR /usr/bin/python3 leads to /usr/bin/python3.19, and the package python3 3.20.1-1.fc99"
                                + " has it lead to Python 3.20");
    }

    @Test
    void aProgramWithoutItsInterpreterIsFoundOnAnyLineEnd() throws Exception {
        for (String head : List.of("#!/usr/bin/python2.7", "#! /usr/bin/python2.7 -tt", "#!/usr/bin/python2.7\r")) {
            assertThat(findings("rocky-9", "-- /usr/bin/yum mode=0755 --\n" + head + "\nimport yum\n"))
                    .as(head)
                    .containsExactly("ERROR /usr/bin/yum:1 cannot be run: there is no /usr/bin/python2.7");
        }
        assertThat(findings("rocky-9", "-- /usr/bin/yum mode=0755 --\n#!/usr/bin/env python3\n"))
                .isEmpty();
        assertThat(findings("rocky-9", "-- /usr/bin/yum elf mode=0755 --")).isEmpty();
    }

    @Test
    void everyShadowInUsrLocalIsNamed() throws Exception {
        assertThat(findings("debian-12", """
                        -- /usr/local/bin/python -> python3.14 --
                        -- /usr/local/bin/python3 elf mode=0755 --
                        -- /usr/local/bin/python3.14 elf mode=0755 --
                        """))
                .containsExactly(
                        "WARNING /usr/local/bin/python comes before the distribution's python for everybody",
                        "WARNING /usr/local/bin/python3 comes before the distribution's python3 for everybody");
    }
}
