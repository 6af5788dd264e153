package org.imginspect.facts.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.imginspect.engine.Guest;
import org.imginspect.engine.OpenOptions;
import org.imginspect.engine.embedded.EmbeddedEngine;
import org.imginspect.error.ImageException;
import org.imginspect.fixtures.DebianImage;
import org.imginspect.fixtures.secrets.SecretCorpus;
import org.imginspect.guest.GuestPath;
import org.imginspect.io.ArraySource;
import org.imginspect.io.ByteSource;
import org.junit.jupiter.api.Test;

/**
 * How many secrets are found, and how much that is none: planted ones in lines of packages' files and in files as programs write them, among all files of the real Debian 12 and 13, taken
 * as though no package owned them, and files made to look alike. The figures are written to {@code target/secrets-corpus.txt}.
 */
class SecretCorpusTest {
    private static final Path FIGURES = Path.of("target", "secrets-corpus.txt");
    private static final int EACH = 6;
    private static final int LOOK_ALIKES = 60;
    private static final int HOST_BYTES = 32 << 10;
    private static final int HOSTS = 400;

    /**
     * Files of packages that do hold private keys, for everybody to see: GnuTLS's keys for its self-tests, and the examples of cloud-init's documentation. In an
     * image they are left out because packages own them.
     */
    private static final Pattern PUBLISHED = Pattern.compile(
            "/usr/lib/x86_64-linux-gnu/libgnutls\\.so\\.30\\.[0-9.]+|/usr/share/doc/cloud-init/examples/.*"
                    + "|/usr/lib/python3/dist-packages/cloudinit/config/(__pycache__/)?cc_ssh.*");

    private final SecretScanner scanner = SecretScanner.forEverything();

    /** What was found where none is. */
    private final List<String> wrong = new ArrayList<>();

    private final Set<String> published = new TreeSet<>();
    private final List<byte[]> hosts = new ArrayList<>();
    private int innocent;
    private long bytes;

    @Test
    void almostAllSecretsAreFoundAndAlmostNothingElse() throws Exception {
        for (DebianImage image : DebianImage.values()) {
            packageFiles(image);
        }
        for (SecretCorpus.Innocent file : SecretCorpus.lookAlikes(LOOK_ALIKES)) {
            innocent(file.path(), new ArraySource(file.content(), file.path()));
        }
        List<SecretCorpus.Planted> planted = SecretCorpus.planted(EACH, hosts);
        Map<String, int[]> kinds = new TreeMap<>();
        List<String> missed = new ArrayList<>();
        int found = 0;
        for (SecretCorpus.Planted secret : planted) {
            int[] counts = kinds.computeIfAbsent(secret.kind(), any -> new int[2]);
            counts[1]++;
            if (isFound(secret)) {
                counts[0]++;
                found++;
            } else {
                missed.add(secret.kind() + " in " + secret.path());
            }
        }
        double recall = (double) found / planted.size();
        double precision = (double) found / (found + wrong.size());
        List<String> figures = new ArrayList<>();
        figures.add(String.format(
                Locale.ROOT,
                "%d secrets of %d kinds among %d other files (%d MB): recall %.4f, precision %.4f, %d found that are none; beside that, %d files of packages with published private keys",
                planted.size(),
                kinds.size(),
                innocent,
                bytes / 1_000_000,
                recall,
                precision,
                wrong.size(),
                published.size()));
        kinds.forEach((kind, counts) -> figures.add(kind + ": " + counts[0] + " of " + counts[1]));
        missed.forEach(each -> figures.add("missed: " + each));
        wrong.forEach(each -> figures.add("wrong: " + each));
        Files.write(FIGURES, figures);
        assertThat(planted).hasSizeGreaterThanOrEqualTo(500);
        assertThat(kinds).hasSizeGreaterThanOrEqualTo(60);
        assertThat(innocent).isGreaterThanOrEqualTo(20_000);
        assertThat(recall).as("missed: %s", missed).isGreaterThanOrEqualTo(0.95);
        assertThat(precision).as("wrong: %s", wrong).isGreaterThanOrEqualTo(0.98);
    }

    private boolean isFound(SecretCorpus.Planted secret) throws ImageException {
        for (SecretHit hit : scanner.scan(
                        new ArraySource(secret.content(), secret.path()), GuestPath.of(secret.path()), Long.MAX_VALUE)
                .hits()) {
            assertThat(secret.secret().length() > 5 && hit.toString().contains(secret.secret()))
                    .as("%s", hit)
                    .isFalse();
            if (hit.line().orElse(secret.line()) == secret.line()) {
                return true;
            }
        }
        return false;
    }

    private void packageFiles(DebianImage image) throws IOException {
        try (Guest guest = new EmbeddedEngine().open(image.qcow2(), OpenOptions.defaults())) {
            List<GuestPath> files = new ArrayList<>();
            guest.tree().walk(GuestPath.ROOT, (path, node) -> {
                if (node.isFile() && node.sizeBytes() > 0) {
                    files.add(path);
                }
                return true;
            });
            for (int i = 0; i < files.size(); i++) {
                Optional<ByteSource> opened = guest.tree().open(files.get(i));
                if (opened.isEmpty()) {
                    continue;
                }
                try (ByteSource source = opened.get()) {
                    innocent(files.get(i).text(), source);
                    if (i % (files.size() / HOSTS * 2) == 0 && source.size() < HOST_BYTES) {
                        byte[] host = new byte[(int) source.size()];
                        source.readFully(0, host, 0, host.length);
                        if (new String(host, StandardCharsets.ISO_8859_1).indexOf('\0') < 0) {
                            hosts.add(host);
                        }
                    }
                }
            }
        }
    }

    private void innocent(String path, ByteSource source) throws ImageException {
        innocent++;
        bytes += source.size();
        for (SecretHit hit :
                scanner.scan(source, GuestPath.of(path), Long.MAX_VALUE).hits()) {
            if (hit.category() == SecretHit.Category.PRIVATE_KEY
                    && PUBLISHED.matcher(path).matches()) {
                published.add(path);
                continue;
            }
            wrong.add(hit.kind() + " (" + hit.hint() + ") " + path + ":"
                    + hit.line().orElse(0));
        }
    }
}
