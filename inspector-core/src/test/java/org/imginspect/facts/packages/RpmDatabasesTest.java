package org.imginspect.facts.packages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.imginspect.facts.Facts;
import org.imginspect.facts.TestFacts;
import org.imginspect.facts.packages.PackageFiles.Owner;
import org.imginspect.fixtures.Fixtures;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Databases that rpm wrote, against what rpm reads out of them. */
class RpmDatabasesTest {
    private static final Pattern SIGNED = Pattern.compile("Key ID ([0-9a-f]{16})");
    private static final int CONFIG = 1;
    private static final int GHOST = 1 << 6;

    private static Facts facts(String fixture, String path) throws IOException {
        MemoryFileTree.Builder files = MemoryFileTree.builder()
                .file(path, Files.readAllBytes(Fixtures.image("packages/" + fixture)), 0644, 0, 0);
        if (fixture.equals("wal")) {
            files.file(path + "-wal", Files.readAllBytes(Fixtures.image("packages/wal-log")), 0644, 0, 0);
        }
        GuestTree tree = TestFacts.tree(files.build());
        return TestFacts.of(tree, new PackagesGatherer(), new PackageFilesGatherer(), new PackageDigestsGatherer());
    }

    private static List<String[]> listing(String fixture, String kind) throws IOException {
        String name = fixture.equals("wal") ? "wal" : "sqlite";
        byte[] packed = Fixtures.bytes("packages/" + name + ".listing.gz");
        String text = new String(
                new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes(), StandardCharsets.UTF_8);
        List<String[]> found = new ArrayList<>();
        for (String line : text.lines().toList()) {
            String[] fields = line.split("\\|", -1);
            if (fields[0].equals(kind)) {
                found.add(fields);
            }
        }
        assertThat(found).hasSizeGreaterThan(kind.equals("P") ? 40 : 700);
        return found;
    }

    @ParameterizedTest
    @CsvSource({
        "sqlite, /var/lib/rpm/rpmdb.sqlite",
        "sqlite, /usr/lib/sysimage/rpm/rpmdb.sqlite",
        "wal, /var/lib/rpm/rpmdb.sqlite",
        "ndb, /usr/lib/sysimage/rpm/Packages.db",
        "bdb, /var/lib/rpm/Packages",
        "bdb-big, /var/lib/rpm/Packages"
    })
    void packagesAreThoseThatRpmShows(String fixture, String path) throws Exception {
        List<String> rpms = new ArrayList<>();
        for (String[] fields : listing(fixture, "P")) {
            Matcher key = SIGNED.matcher(fields[8]);
            rpms.add(String.join("|", List.of(fields).subList(1, 8)) + "|" + (key.find() ? key.group(1) : ""));
        }
        List<String> ours = new ArrayList<>();
        Packages packages = facts(fixture, path).find(Packages.class).orElseThrow();
        for (Packages.Entry each : packages.all()) {
            String text = each.version().text();
            ours.add(String.join(
                    "|",
                    each.name(),
                    text.contains(":") ? text.substring(0, text.indexOf(':')) : "",
                    each.version().version(),
                    each.version().release(),
                    each.architecture(),
                    each.vendor(),
                    Long.toString(each.installed().orElseThrow().getEpochSecond()),
                    each.signedBy().orElse("")));
        }
        assertThat(packages.manager()).isEqualTo(Packages.Manager.RPM);
        assertThat(ours).containsExactlyInAnyOrderElementsOf(rpms);
        assertThat(ours).anyMatch(line -> line.endsWith("e613792c9175a0f7"));
    }

    @ParameterizedTest
    @CsvSource({
        "sqlite, /var/lib/rpm/rpmdb.sqlite",
        "wal, /var/lib/rpm/rpmdb.sqlite",
        "ndb, /usr/lib/sysimage/rpm/Packages.db",
        "bdb-big, /var/lib/rpm/Packages"
    })
    void filesAreThoseThatRpmShows(String fixture, String path) throws Exception {
        Facts facts = facts(fixture, path);
        PackageFiles files = facts.find(PackageFiles.class).orElseThrow();
        Map<GuestPath, String> digests = new HashMap<>();
        int leftOut = 0;
        for (String[] fields : listing(fixture, "F")) {
            GuestPath file = GuestPath.of(fields[2]);
            int flags = Integer.parseInt(fields[4]);
            Owner expected =
                    (flags & CONFIG) != 0 ? Owner.CONFIGURATION : (flags & GHOST) != 0 ? Owner.GHOST : Owner.PACKAGE;
            if (fields[5].equals("2")) {
                expected = Owner.NONE;
                leftOut++;
            } else {
                digests.put(file, (flags & GHOST) != 0 ? "" : fields[3]);
                assertThat(files.isDirectory(file.parent().orElseThrow())).isTrue();
            }
            assertThat(files.owner(file)).as(fields[2]).isEqualTo(expected);
        }
        assertThat(leftOut).isEqualTo(1);
        assertThat(files.size()).isEqualTo(digests.size());
        assertThat(files.isDirectory(GuestPath.of("/usr"))).isTrue();
        assertThat(files.isDirectory(GuestPath.of("/usr/bin/epoch"))).isFalse();

        Map<GuestPath, String> ours = new HashMap<>();
        for (ListedFile each : facts.find(PackageDigests.class).orElseThrow().listed(digests.keySet())) {
            ours.put(each.path(), each.digest().map(FileDigest::hex).orElse(""));
            each.digest()
                    .ifPresent(digest -> assertThat(digest.algorithm().name().toLowerCase(Locale.ROOT))
                            .isEqualTo(digest.hex().length() == 32 ? "md5" : "sha256"));
        }
        assertThat(ours).isEqualTo(digests);
    }
}
