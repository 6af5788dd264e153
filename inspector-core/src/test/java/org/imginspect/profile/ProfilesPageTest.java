package org.imginspect.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/profiles.md. */
class ProfilesPageTest {
    private static final Path PAGE = Path.of("../docs/profiles.md");

    @TempDir
    private Path directory;

    @Test
    void itsExampleIsAProfile() throws Exception {
        Path file = Files.writeString(directory.resolve("ours.yaml"), example(0));
        Profile ours = BuiltIn.profile(file.toString());
        assertThat(ours.requirement("YC-14").orElseThrow().checks())
                .extracting(CheckUse::check)
                .containsExactly("disk.bios-bootable");
        assertThat(ours.requirements())
                .hasSize(BuiltIn.profile("yandex-cloud").requirements().size() + 5);
        assertThat(ours.requirement("OUR-2").orElseThrow().applies().settings()).containsEntry("agent", "yes");
        assertThat(ours.parameter("units")).isPresent();
    }

    private static String example(int number) throws Exception {
        String page = Files.readString(PAGE);
        int from = 0;
        for (int i = 0; i <= number; i++) {
            from = page.indexOf("```yaml\n", from) + "```yaml\n".length();
        }
        return page.substring(from, page.indexOf("```", from));
    }

    @Test
    void itsSettingsAreSettings() throws Exception {
        Files.writeString(directory.resolve("ours.yaml"), example(0));
        Path file = Files.writeString(directory.resolve(ImageSettings.FILE_NAME), example(1));
        ImageSettings settings = ImageSettings.beside(
                        directory.resolve("disk.qcow2"), new Profiles(BuiltIn.CHECKS), List.of())
                .orElseThrow();
        assertThat(settings.file()).isEqualTo(file);
        assertThat(settings.profiles()).extracting(Profile::id).containsExactly("yandex-cloud", "ours");
        assertThat(settings.parameters()).containsOnlyKeys("ports", "units", "disk.min-virtual-size.size");
        assertThat(settings.waivers()).hasSize(2);
        assertThat(settings.baseline()).isPresent();
    }

    @Test
    void itsMistakesAreToldAsItSays() throws Exception {
        String broken =
                example(0).replace("disk.bios-bootable", "disk.bios-botable").replace("{ ports: ", "{ port: ");
        Path file = Files.writeString(directory.resolve("ours.yaml"), broken);
        InvalidProfileException e =
                catchThrowableOfType(InvalidProfileException.class, () -> BuiltIn.profile(file.toString()));
        for (String mistake : e.mistakes()) {
            assertThat(Files.readString(PAGE)).contains("imginspect: " + mistake.replace(directory + "/", ""));
        }
        assertThat(e.mistakes()).hasSize(2);
    }

    @Test
    void itNamesEveryBuiltInProfileWithItsNumbers() throws Exception {
        String page = Files.readString(PAGE);
        for (Profile profile : BuiltIn.all()) {
            assertThat(page).contains("(profiles/" + profile.id() + ".md)");
            long duties =
                    profile.requirements().stream().filter(Requirement::duty).count();
            if (BuiltIn.MARKETPLACES.contains(profile.id())) {
                assertThat(page)
                        .containsPattern("profiles/" + profile.id() + "\\.md.*[ ,]"
                                + (profile.requirements().size() - duties) + "( requirements)? and " + duties);
            }
        }
    }
}
