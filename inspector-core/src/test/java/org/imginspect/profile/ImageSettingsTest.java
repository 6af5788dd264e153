package org.imginspect.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.check.Check;
import org.imginspect.check.CheckInfo;
import org.imginspect.checks.Catalogue;
import org.imginspect.scan.ScanRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The file beside an image. */
class ImageSettingsTest {
    private static final List<CheckInfo> CHECKS =
            Catalogue.all().stream().map(Check::info).toList();

    @TempDir
    private Path directory;

    private Profiles profiles;
    private Path image;

    @BeforeEach
    void prepare() {
        profiles = new Profiles(CHECKS);
        image = directory.resolve("disk.qcow2");
    }

    private ImageSettings read(String text, String... judged) throws Exception {
        Files.writeString(directory.resolve(".imginspect.yaml"), text);
        return ImageSettings.beside(image, profiles, profiles.loadAll(List.of(judged)))
                .orElseThrow();
    }

    private List<String> mistakes(String text, String... judged) {
        InvalidProfileException e = catchThrowableOfType(InvalidProfileException.class, () -> read(text, judged));
        assertThat(e).as("nothing was wrong").isNotNull();
        return e.mistakes().stream()
                .map(line -> line.replace(directory + "/", ""))
                .toList();
    }

    @Test
    void onlyTheImagesOwnDirectoryIsLookedInto() throws Exception {
        Files.writeString(directory.resolve(".imginspect.yaml"), "profiles: yandex-cloud\n");
        Path below = Files.createDirectory(directory.resolve("below"));
        assertThat(ImageSettings.beside(below.resolve("disk.qcow2"), profiles, List.of()))
                .isEmpty();
        assertThat(ImageSettings.beside(image, profiles, List.of())).isPresent();
    }

    @Test
    void everythingInItIsTaken() throws Exception {
        ImageSettings settings = read("""
                profiles: [yandex-cloud, ours.yaml]
                set:
                  ports: [22, 443]
                  disk.min-virtual-size.size: 20GiB
                waivers:
                  - check: ssh.host-keys-absent
                    path: /etc/ssh/*_key
                    reason: The keys are replaced at the first start
                    expires: 2027-01-31
                  - { requirement: YC-13, reason: Agreed with the reviewer }
                baseline: last/report.json
                """.replace(", ours.yaml", ""));
        assertThat(settings.profiles()).extracting(Profile::id).containsExactly("yandex-cloud");
        assertThat(settings.parameters())
                .containsExactlyInAnyOrderEntriesOf(Map.of("ports", "22,443", "disk.min-virtual-size.size", "20GiB"));
        assertThat(settings.waivers())
                .containsExactly(
                        new Waiver(
                                "ssh.host-keys-absent",
                                Optional.of("/etc/ssh/*_key"),
                                "The keys are replaced at the first start",
                                Optional.of(LocalDate.of(2027, 1, 31)),
                                settings.file() + ":6"),
                        new Waiver(
                                "YC-13",
                                Optional.empty(),
                                "Agreed with the reviewer",
                                Optional.empty(),
                                settings.file() + ":10"));
        assertThat(settings.baseline()).contains(directory.resolve("last/report.json"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            profile: [ucloud]|.imginspect.yaml:1: 'profile' is not one of profiles, set, waivers, baseline; did you mean 'profiles'?
            profiles: [ucluod]|.imginspect.yaml:1: profiles: no profile is called 'ucluod'; there are base, yandex-cloud, digitalocean, vk-cloud, tencent-cloud, ucloud, ucloud-platform, ucloud-kuaijie, and files such as ./ours.yaml; did you mean 'ucloud'?
            profiles: ours.yaml|.imginspect.yaml:1: profiles: there is no file ours.yaml
            set: { disk.min-virtual-siz.size: 1 }|.imginspect.yaml:1: 'disk.min-virtual-siz.size' is no parameter: no check is called 'disk.min-virtual-siz'; did you mean 'disk.min-virtual-size'?
            set: { disk.min-virtual-size.siz: 1 }|.imginspect.yaml:1: disk.min-virtual-size has no parameter 'siz' but size; did you mean 'size'?
            set: { disk.min-virtual-size.size: tall }|.imginspect.yaml:1: disk.min-virtual-size: size is 'tall', not a size such as 20GiB
            set: [ports]|.imginspect.yaml:1: 'set' is a list, expected parameters and their values, such as ports: [22, 443]
            waivers: [{ check: ssh.host-keys-absnt, reason: R }]|.imginspect.yaml:1: no check is called 'ssh.host-keys-absnt'; did you mean 'ssh.host-keys-absent'?
            waivers: [{ requirement: YC13, reason: R }]|.imginspect.yaml:1: no profile has a requirement 'YC13'; did you mean 'YC-13'?
            waivers: [{ check: ssh.host-keys-absent }]|.imginspect.yaml:1: 'reason' is missing
            waivers: [{ check: ssh.host-keys-absent, reason: " " }]|.imginspect.yaml:1: 'reason' is blank, expected a text
            waivers: [{ reason: R }]|.imginspect.yaml:1: a waiver names the check or the requirement that it is about
            waivers: [{ check: ssh.host-keys-absent, requirement: YC-13, reason: R }]|.imginspect.yaml:1: a waiver is about a check or a requirement, not both; write two
            waivers: [{ check: ssh.host-keys-absent, path: etc/ssh, reason: R }]|.imginspect.yaml:1: path 'etc/ssh' does not begin with '/', as paths in the image do, nor with '**'
            waivers: [{ check: ssh.host-keys-absent, reason: R, expires: soon }]|.imginspect.yaml:1: 'expires' is 'soon', not a day like 2026-11-21
            """)
    void aMistakeIsToldWithItsLine(String text, String message) {
        assertThat(mistakes(text + "\n")).containsExactly(message);
    }

    @Test
    void whatAnotherProfileKnowsIsNoMistake() throws Exception {
        assertThat(read("set: { ports: 22 }\nwaivers: [{ requirement: VK-18, reason: R }]\n", "tencent-cloud")
                        .parameters())
                .as("Tencent Cloud's profile has no ports")
                .isEmpty();
        assertThat(mistakes("set: { prots: 22 }\n", "yandex-cloud"))
                .singleElement()
                .asString()
                .startsWith(".imginspect.yaml:1: 'prots' is no parameter of any profile, which have ports,")
                .endsWith("did you mean 'ports'?");
    }

    @Test
    void theProfilesAskedForComeBeforeThoseOfTheFile() throws Exception {
        assertThat(read("profiles: yandex-cloud\n", "ucloud").profiles())
                .extracting(Profile::id)
                .containsExactly("ucloud");
    }

    @Test
    void theRequestWinsOverTheFile() throws Exception {
        ImageSettings settings = read("profiles: yandex-cloud\nset: { ports: 22, units: a.service }\n");
        ScanRequest request =
                ScanRequest.of(image).withParameter("ports", "443").withSettings(settings);
        assertThat(request.parameters()).containsOnly(Map.entry("ports", "443"), Map.entry("units", "a.service"));
        assertThat(request.profiles()).extracting(Profile::id).containsExactly("yandex-cloud");
        ScanRequest one = ScanRequest.of(image).withCheck("ssh.*").withSettings(settings);
        assertThat(one.profiles())
                .as("a request that names checks is not judged by the file's profiles")
                .isEmpty();
        assertThat(one.parameters()).isEmpty();
    }

    @Test
    void aDirectoryOfThatNameIsNotTakenForNoSettings() throws Exception {
        Files.createDirectory(directory.resolve(".imginspect.yaml"));
        InvalidProfileException e = catchThrowableOfType(
                InvalidProfileException.class, () -> ImageSettings.beside(image, profiles, List.of()));
        assertThat(e).hasMessageEndingWith(".imginspect.yaml is a directory, expected a file");
    }
}
