package org.imginspect.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.imginspect.check.CheckContext;
import org.imginspect.check.Params;
import org.imginspect.engine.Engine;
import org.imginspect.engine.Guest;
import org.imginspect.engine.OpenOptions;
import org.imginspect.engine.embedded.EmbeddedEngine;
import org.imginspect.engine.libguestfs.LibguestfsEngine;
import org.imginspect.facts.Facts;
import org.imginspect.fixtures.Fixtures;
import org.imginspect.fixtures.Requirement;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Real disks with the families' base trees on them, made by {@code fixtures/recipes/families/images.sh}: the checks say of them what they
 * say of the text. On the disks rpm's databases are the real rpm's. They were made of the trees without the parts of single areas
 * ({@code families/AREA/NAME.tree}), so that checks of these areas are not compared.
 */
class FamilyImagesTest {
    @ParameterizedTest
    @ValueSource(strings = {"debian-12", "ubuntu-22.04", "centos-6", "alpine-3.20", "rocky-9", "fedora-42"})
    void theEmbeddedEngineSaysOfDisksWhatIsSaidOfTheText(String family) throws Exception {
        assertThat(differences(family, new EmbeddedEngine())).isEmpty();
    }

    /** XFS, and a root in a subvolume of btrfs. */
    @ParameterizedTest
    @ValueSource(strings = {"rocky-9", "fedora-42"})
    void theApplianceSaysOfDisksWhatIsSaidOfTheText(String family) throws Exception {
        Requirement.libguestfs();
        assertThat(differences(family, new LibguestfsEngine())).isEmpty();
    }

    /** Those with parts of their own in the text. */
    private static final Set<String> APART =
            Set.of("ssh", "accounts", "secrets", "cleanup", "firewall", "packages", "malware");

    /** The checks that answer otherwise than of the text, with both answers. */
    private static Map<String, String> differences(String family, Engine engine) throws Exception {
        Path image = Fixtures.image("families/images/" + family + ".qcow2");
        try (Guest guest = engine.open(image, OpenOptions.defaults())) {
            assertThat(guest.rootProblem()).isEmpty();
            Map<String, String> said = FamiliesTest.verdicts(context(guest));
            Map<String, String> differences = new TreeMap<>();
            FamiliesTest.verdicts(Example.parse(List.of(), family).context()).forEach((check, text) -> {
                if (APART.contains(check.substring(0, check.indexOf('.')))) {
                    return;
                }
                String saidOfImage = said.getOrDefault(check, "nothing");
                if (!outcome(text).equals(outcome(saidOfImage))) {
                    differences.put(check, saidOfImage + "   instead of   " + text);
                }
            });
            return differences;
        }
    }

    private static CheckContext context(Guest guest) {
        Facts facts = new Facts(guest.tree(), guest.storage(), guest.space(), Gatherers.all());
        return new CheckContext(guest.tree(), guest.storage(), facts, new Params(Map.of()));
    }

    private static String outcome(String said) {
        return said.split(" ", 2)[0];
    }
}
