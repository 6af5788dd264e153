package org.imginspect.facts.packages.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.fixtures.ToolContainer;
import org.junit.jupiter.api.Test;

/** Key ids as gpg shows them, of keys that gpg makes. */
class OpenPgpKeysTest {
    private static final String SCRIPT = """
            cd "$1" && export GNUPGHOME="$1/home" && mkdir -m 700 home
            gpg --batch --quiet --passphrase '' --quick-gen-key 'One <one@example.com>' rsa2048 sign never
            gpg --batch --quiet --passphrase '' --quick-gen-key 'Two <two@example.com>' ed25519 sign never
            gpg --batch --quiet --passphrase '' --quick-gen-key 'Three <three@example.com>' default default never
            gpg --batch --quiet --passphrase '' --quick-gen-key 'Four <four@example.com>' dsa2048 sign never
            gpg --export > all.gpg && gpg --export --armor > all.asc && gpg --export --armor --emit-version > version.asc
            { echo 'A text before it.'; gpg --export --armor one@example.com; echo; gpg --export --armor two@example.com; } > two.asc
            for f in all.gpg all.asc version.asc two.asc; do
                echo "$f $(gpg --with-colons --show-keys "$f" | sed -n 's/^\\(pub\\|sub\\):[^:]*:[^:]*:[^:]*:\\([^:]*\\):.*/\\2/p' | tr '\\n' ' ')"
            done
            cp /usr/share/keyrings/debian-archive-keyring.gpg debian.gpg
            echo "debian.gpg $(gpg --with-colons --show-keys debian.gpg | sed -n 's/^\\(pub\\|sub\\):[^:]*:[^:]*:[^:]*:\\([^:]*\\):.*/\\2/p' | tr '\\n' ' ')"
            gpgconf --kill all
            """;

    @Test
    void idsAreThoseThatGpgShows() throws Exception {
        ToolContainer tools = ToolContainer.debian12();
        Path directory = tools.directory("keys");
        int keys = 0;
        for (String line : tools.shell(SCRIPT, directory.toString()).lines()) {
            List<String> words = List.of(line.strip().split(" +"));
            byte[] file = Files.readAllBytes(directory.resolve(words.get(0)));
            List<String> expected = words.subList(1, words.size()).stream()
                    .map(id -> id.toLowerCase(Locale.ROOT))
                    .toList();
            assertThat(OpenPgpKeys.ids(file, words.get(0))).as(line).containsExactlyElementsOf(expected);
            keys += expected.size();
        }
        assertThat(keys).isGreaterThan(20);
        byte[] whole = Files.readAllBytes(directory.resolve("all.gpg"));
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            byte[] changed = whole.clone();
            changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
            byte[] cut = Arrays.copyOf(changed, random.nextInt(changed.length + 1));
            survives(changed);
            survives(cut);
        }
    }

    /** Damage is an ImageException, or leaves keys that can still be read. */
    private static void survives(byte[] file) {
        try {
            assertThat(OpenPgpKeys.ids(file, "x").size()).isLessThan(100);
        } catch (ImageException damaged) {
            assertThat(damaged).isInstanceOf(DamagedImageException.class);
        }
    }

    @Test
    void whatIsNoKeyHoldsNone() throws Exception {
        for (String text : List.of("", "The keys of this distribution.\n", "-----BEGIN CERTIFICATE-----\nMIIB\n")) {
            assertThat(OpenPgpKeys.ids(text.getBytes(StandardCharsets.UTF_8), "x"))
                    .isEmpty();
        }
        String empty = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n-----END PGP PUBLIC KEY BLOCK-----\n";
        assertThat(OpenPgpKeys.ids(empty.getBytes(StandardCharsets.UTF_8), "x")).isEmpty();
    }

    @Test
    void aBlockThatIsCutOrNoBase64IsDamaged() {
        List<String> bad = new ArrayList<>();
        bad.add("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmDME");
        bad.add("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n*!*\n-----END PGP PUBLIC KEY BLOCK-----\n");
        bad.add("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmf8=\n-----END PGP PUBLIC KEY BLOCK-----\n");
        for (String text : bad) {
            assertThatThrownBy(() -> OpenPgpKeys.ids(text.getBytes(StandardCharsets.UTF_8), "x"))
                    .as(text)
                    .isInstanceOf(DamagedImageException.class);
        }
    }
}
