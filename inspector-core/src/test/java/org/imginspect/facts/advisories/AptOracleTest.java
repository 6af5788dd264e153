package org.imginspect.facts.advisories;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.imginspect.engine.DiskSpace;
import org.imginspect.facts.Facts;
import org.imginspect.facts.Inputs;
import org.imginspect.facts.TestFacts;
import org.imginspect.facts.packages.versions.VersionOrder;
import org.imginspect.fixtures.ToolContainer;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.scan.Gatherers;
import org.junit.jupiter.api.Test;

/** Machines made at random, with pins, holds and five suites, and what {@code apt-get -s dist-upgrade} and {@code apt-cache policy} say. */
class AptOracleTest {
    private static final String[] SUITES = {"stable", "stable-updates", "stable-security", "stable-backports", "testing"
    };
    private static final String[] VERSIONS = {
        "1.0-1", "1.0-1+deb12u1", "1.0-1+deb12u2", "1.1-1", "1.1-1~bpo12+1", "2.0-1", "1:0.9-1"
    };
    private static final String[] PINS = {
        "Package: *\nPin: release a=testing\nPin-Priority: 400\n",
        "Package: *\nPin: release n=codename-testing\nPin-Priority: -10\n",
        "Package: p1* p20\nPin: version 1.0-*\nPin-Priority: 1001\n",
        "Package: p3 p30\nPin: release l=Backports\nPin-Priority: 700\n",
        "Package: /^p4/\nPin: release a=/stable-.*/\nPin-Priority: 50\n",
        "Package: *\nPin: origin \"\"\nPin-Priority: 450\n",
        "Package: p5*\nPin: release o=Debian*, c=main, a=stable-security\nPin-Priority: -1\n",
        "Package: *\nPin: release a=stable-backports\nPin-Priority: never\n",
        "Package: *\nPin: release stable\nPin-Priority: 600\n",
        "Package: src:s9\nPin: release a=stable-updates\nPin-Priority: 200\n",
        "Package: p10:i386\nPin: version *\nPin-Priority: -1\n",
        "Package: *\nPin: release v=13\nPin-Priority: 991\n",
    };
    private static final int MACHINES = 30;
    private static final int PACKAGES = 45;

    private static void machine(Path root, Random random) throws Exception {
        StringBuilder status = new StringBuilder();
        List<StringBuilder> indexes = new ArrayList<>();
        for (int i = 0; i < SUITES.length; i++) {
            indexes.add(new StringBuilder());
        }
        for (int i = 0; i < PACKAGES; i++) {
            String name = "p" + i;
            String architecture = random.nextInt(4) == 0 ? "all" : "amd64";
            status.append("Package: ")
                    .append(name)
                    .append("\nStatus: ")
                    .append(random.nextInt(12) == 0 ? "hold" : "install")
                    .append(
                            " ok installed\nPriority: optional\nSection: misc\nMaintainer: M <m@example.com>\nArchitecture: ")
                    .append(architecture)
                    .append("\nSource: s")
                    .append(i)
                    .append("\nVersion: ")
                    .append(VERSIONS[random.nextInt(VERSIONS.length)])
                    .append("\nDescription: d\n\n");
            for (int suite = 0; suite < SUITES.length; suite++) {
                if (random.nextInt(3) != 0) {
                    String version = VERSIONS[random.nextInt(VERSIONS.length)];
                    indexes.get(suite)
                            .append("Package: ")
                            .append(name)
                            .append("\nSource: s")
                            .append(i)
                            .append("\nVersion: ")
                            .append(version)
                            .append("\nArchitecture: ")
                            .append(architecture)
                            .append("\nMaintainer: M <m@example.com>\nFilename: pool/")
                            .append(name)
                            .append(version)
                            .append(".deb\nSize: 1000\nSHA256: ")
                            .append("0".repeat(64))
                            .append("\nDescription: d\n\n");
                }
            }
        }
        write(root, "var/lib/dpkg/status", status.toString());
        StringBuilder sources = new StringBuilder();
        for (int suite = 0; suite < SUITES.length; suite++) {
            write(
                    root,
                    "archive/dists/" + SUITES[suite] + "/main/binary-amd64/Packages",
                    indexes.get(suite).toString());
            sources.append("deb [trusted=yes] copy:")
                    .append(root)
                    .append("/archive ")
                    .append(SUITES[suite])
                    .append(" main\n");
        }
        write(root, "etc/apt/sources.list", sources.toString());
        write(root, "etc/os-release", "ID=debian\nVERSION_ID=12\n");
        StringBuilder pins = new StringBuilder();
        StringBuilder more = new StringBuilder();
        for (int i = random.nextInt(5); i > 0; i--) {
            (random.nextBoolean() ? pins : more)
                    .append(PINS[random.nextInt(PINS.length)])
                    .append('\n');
        }
        write(root, "etc/apt/preferences", pins.toString());
        write(root, "etc/apt/preferences.d/more.pref", more.toString());
        write(
                root,
                "etc/apt/apt.conf.d/20-release",
                random.nextInt(4) == 0 ? "APT::Default-Release \"testing\";\n" : "// none\n");
    }

    private static void write(Path root, String path, String text) throws Exception {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static final String RUN = """
            set -e
            base=$1
            for root in $base/m*; do
              cd $root/archive
              for suite in stable stable-updates stable-security stable-backports testing; do
                label=Debian; more=; version=12
                case $suite in
                  stable-security) label=Debian-Security ;;
                  stable-backports) label=Backports; more='-o APT::FTPArchive::Release::NotAutomatic=yes -o APT::FTPArchive::Release::ButAutomaticUpgrades=yes' ;;
                  testing) more='-o APT::FTPArchive::Release::NotAutomatic=yes'; version=13 ;;
                esac
                apt-ftparchive -o APT::FTPArchive::Release::Origin=Debian -o APT::FTPArchive::Release::Label=$label \\
                  -o APT::FTPArchive::Release::Suite=$suite -o APT::FTPArchive::Release::Codename=codename-$suite \\
                  -o APT::FTPArchive::Release::Version=$version -o APT::FTPArchive::Release::Architectures=amd64 \\
                  -o APT::FTPArchive::Release::Components=main $more release dists/$suite > Release.new
                mv Release.new dists/$suite/Release
              done
              mkdir -p $root/var/lib/apt/lists/partial $root/var/cache/apt/archives/partial $root/etc/apt/trusted.gpg.d
              cat > $root/apt.conf <<EOF
            Dir "$root";
            Dir::State::status "$root/var/lib/dpkg/status";
            Dir::Etc::trusted "$root/etc/apt/none";
            APT::Architecture "amd64"; APT::Architectures { "amd64"; };
            APT::Sandbox::User "root";
            EOF
              export APT_CONFIG=$root/apt.conf
              apt-get -qq update 2>$root/update.log || { cat $root/update.log >&2; exit 1; }
              apt-get -s -qq --allow-downgrades --allow-change-held-packages dist-upgrade > $root/inst
              apt-cache policy $(sed -n 's/^Package: //p' $root/var/lib/dpkg/status) > $root/policy
              apt-get indextargets --format '$(FILENAME)' 'Created-By: Packages' > $root/targets
            done
            """;

    private static Advisories advisories(Path root, Inputs inputs, boolean lists) throws Exception {
        MemoryFileTree.Builder files = MemoryFileTree.builder();
        for (String part : List.of("etc", "var/lib/dpkg", "var/lib/apt")) {
            if (!lists && part.equals("var/lib/apt")) {
                continue;
            }
            try (var all = Files.walk(root.resolve(part))) {
                for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                    files.file("/" + root.relativize(file), Files.readAllBytes(file), 0644, 0, 0);
                }
            }
        }
        GuestTree tree = TestFacts.tree(files.build());
        Facts facts = new Facts(tree, TestFacts.storage(), DiskSpace.unknown("disk.raw"), inputs, Gatherers.all());
        return facts.find(Advisories.class).orElseThrow();
    }

    @Test
    void updatesAreThoseThatAptWouldInstall() throws Exception {
        ToolContainer tools = ToolContainer.debian12();
        Path base = tools.directory("apt");
        Random random = new Random(20261121);
        for (int i = 0; i < MACHINES; i++) {
            machine(base.resolve("m" + i), random);
        }
        tools.shell(RUN, base.toString()).succeeded();
        int inst = 0;
        int kept = 0;
        int security = 0;
        for (int i = 0; i < MACHINES; i++) {
            Path root = base.resolve("m" + i);
            Map<String, String> installed = new TreeMap<>();
            for (String line : Files.readAllLines(root.resolve("inst"))) {
                // Inst p0 [1.0-1] (1.1-1 Debian:12/stable [amd64])
                if (line.startsWith("Inst ") && !line.contains("DOWNGRADED")) {
                    String[] words = line.split("[ \\[\\]()]+", -1);
                    installed.put(words[1], words[3]);
                }
            }
            Map<String, String> candidates = candidates(Files.readAllLines(root.resolve("policy")));
            // An index given beside the image, and the one in it, say the same.
            for (boolean lists : new boolean[] {true, false}) {
                Inputs inputs = lists ? Inputs.defaults() : Inputs.defaults().withRepoMetadata(root.resolve("archive"));
                Map<String, String> expected = new TreeMap<>(installed);
                Advisories advisories = advisories(root, inputs, lists);
                assertThat(advisories.origins()).as("machine %s", i).hasSize(SUITES.length);
                assertThat(advisories.uncovered()).as("machine %s", i).isEmpty();
                assertThat(advisories.origins()).allMatch(Origin::isDigestChecked);
                Map<String, String> ours = new TreeMap<>();
                for (Update update : advisories.updates()) {
                    if (update.heldBy().isEmpty()) {
                        String candidate = candidates.getOrDefault(update.name(), "");
                        // A later version from elsewhere mends the flaw as well.
                        ours.put(update.name(), candidate);
                        boolean same = update.kind() == Update.Kind.OTHER
                                ? update.fixed().equals(candidate)
                                : VersionOrder.DPKG.compare(update.fixed(), candidate) <= 0;
                        assertThat(same)
                                .as(
                                        "machine %s: %s to %s, but %s by%n%s",
                                        i, update.name(), update.fixed(), candidate, said(root))
                                .isTrue();
                    } else {
                        kept++;
                        // Not to the version that mends, though perhaps to another.
                        String other = expected.get(update.name());
                        if (other != null) {
                            assertThat(VersionOrder.DPKG.compare(other, update.fixed()))
                                    .as("machine %s: %s", i, update)
                                    .isNegative();
                            expected.remove(update.name());
                        }
                    }
                    security += update.kind() == Update.Kind.SECURITY ? 1 : 0;
                }
                assertThat(ours).as("machine %s by%n%s", i, said(root)).isEqualTo(downgradesOut(expected, root));
                inst += ours.size();
            }
        }
        assertThat(inst).isGreaterThan(300);
        assertThat(kept).isGreaterThan(30);
        assertThat(security).isGreaterThan(100);
    }

    private static String said(Path root) throws Exception {
        return Files.readString(root.resolve("etc/apt/preferences")) + "--\n"
                + Files.readString(root.resolve("etc/apt/preferences.d/more.pref")) + "--\n"
                + Files.readString(root.resolve("etc/apt/apt.conf.d/20-release"))
                + Files.readString(root.resolve("policy"));
    }

    private static Map<String, String> candidates(List<String> policy) {
        Map<String, String> candidates = new TreeMap<>();
        String name = "";
        for (String line : policy) {
            if (!line.startsWith(" ") && line.endsWith(":")) {
                name = line.substring(0, line.length() - 1);
            } else if (line.startsWith("  Candidate: ")) {
                candidates.put(name, line.substring("  Candidate: ".length()));
            }
        }
        return candidates;
    }

    /** A pin above 1000 leads back to older versions too, which is no update. */
    private static Map<String, String> downgradesOut(Map<String, String> expected, Path root) throws Exception {
        Map<String, String> installed = new TreeMap<>();
        String name = "";
        for (String line : Files.readAllLines(root.resolve("var/lib/dpkg/status"))) {
            if (line.startsWith("Package: ")) {
                name = line.substring("Package: ".length());
            } else if (line.startsWith("Version: ")) {
                installed.put(name, line.substring("Version: ".length()));
            }
        }
        Map<String, String> upgrades = new TreeMap<>();
        expected.forEach((each, version) -> {
            if (VersionOrder.DPKG.compare(version, installed.get(each)) > 0) {
                upgrades.put(each, version);
            }
        });
        return upgrades;
    }
}
