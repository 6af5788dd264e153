package org.imginspect.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/profiles.md. */
class ProfilesPageTest {
    private static final Path PAGE = Path.of("../docs/profiles.md");

    @TempDir
    private Path directory;

    @Test
    void itsExampleIsAProfile() throws Exception {
        String page = Files.readString(PAGE);
        int from = page.indexOf("```yaml\n") + "```yaml\n".length();
        Path file = directory.resolve("ours.yaml");
        Files.writeString(file, page.substring(from, page.indexOf("```", from)));
        Profile ours = BuiltIn.profile(file.toString());
        assertThat(ours.requirement("YC-14").orElseThrow().checks())
                .extracting(CheckUse::check)
                .containsExactly("disk.bios-bootable");
        assertThat(ours.requirements())
                .hasSize(BuiltIn.profile("yandex-cloud").requirements().size() + 5);
        assertThat(ours.requirement("OUR-2").orElseThrow().applies().settings()).containsEntry("agent", "yes");
        assertThat(ours.parameter("units")).isPresent();
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
