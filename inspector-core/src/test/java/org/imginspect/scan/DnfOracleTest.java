package org.imginspect.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.imginspect.engine.DiskSpace;
import org.imginspect.facts.Facts;
import org.imginspect.facts.Inputs;
import org.imginspect.facts.InvalidInputException;
import org.imginspect.facts.TestFacts;
import org.imginspect.facts.advisories.Advisories;
import org.imginspect.facts.advisories.Update;
import org.imginspect.fixtures.ToolContainer;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Machines with rpm packages made at random, kernels, modules and locks among them, and what dnf says could be updated. */
class DnfOracleTest {
    private static final int MACHINES = 12;
    private static final int PACKAGES = 30;
    private static final String[] VERSIONS = {
        "1.0-1.el9", "1.0-2.el9", "1.0-2.el9_5.1", "1.1-1.el9", "2.0~rc1-1.el9", "1:0.9-1.el9"
    };
    private static final String MODULE = ".module+el9.5.0+123+abcdef01";
    private static final String CONTEXT = "9050020250101:0123abcd";

    /** @param module the stream of nodejs that it was built for; empty for none */
    private record Rpm(String name, String version, String architecture, String module) {}

    private record Advisory(String id, String type, String module, List<Rpm> packages) {}

    private static String modules() {
        StringBuilder text = new StringBuilder();
        for (String stream : List.of("18", "20")) {
            text.append("---\ndocument: modulemd\nversion: 2\ndata:\n  name: nodejs\n  stream: \"")
                    .append(stream)
                    .append(
                            "\"\n  version: 9050020250101\n  context: 0123abcd\n  arch: x86_64\n  summary: s\n  description: d\n")
                    .append("  license:\n    module:\n    - MIT\n  artifacts:\n    rpms:\n");
            for (String version : List.of("18.1-1", "18.2-1", "20.1-1", "20.2-1")) {
                if (version.startsWith(stream)) {
                    text.append("    - nodejs-0:")
                            .append(version)
                            .append(MODULE)
                            .append(".x86_64\n");
                }
            }
            text.append("...\n");
        }
        return text.toString();
    }

    private static String evr(Rpm rpm, String version, String release) {
        int colon = rpm.version.indexOf(':');
        int dash = rpm.version.lastIndexOf('-');
        return "epoch=\"" + (colon < 0 ? "0" : rpm.version.substring(0, colon)) + "\" " + version + "=\""
                + rpm.version.substring(colon + 1, dash) + "\" " + release + "=\"" + rpm.version.substring(dash + 1)
                + "\"";
    }

    private static String primary(Set<Rpm> packages) {
        StringBuilder xml = new StringBuilder(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<metadata xmlns=\"http://linux.duke.edu/metadata/common\""
                        + " xmlns:rpm=\"http://linux.duke.edu/metadata/rpm\" packages=\"" + packages.size() + "\">\n");
        for (Rpm rpm : packages) {
            String file = rpm.name + "-" + rpm.version.replace(":", "-") + "." + rpm.architecture;
            xml.append("<package type=\"rpm\"><name>")
                    .append(rpm.name)
                    .append("</name><arch>")
                    .append(rpm.architecture)
                    .append("</arch><version ")
                    .append(evr(rpm, "ver", "rel"))
                    .append("/><checksum type=\"sha256\" pkgid=\"YES\">")
                    .append(sha256(file.getBytes(StandardCharsets.UTF_8)))
                    .append("</checksum><summary>a &amp; b &lt;c&gt;</summary><description>d</description>")
                    .append(
                            "<packager/><url/><time file=\"1\" build=\"1\"/><size package=\"1\" installed=\"1\" archive=\"1\"/><location href=\"Packages/")
                    .append(file)
                    .append(
                            ".rpm\"/><format><rpm:license>MIT</rpm:license><rpm:vendor/><rpm:group/><rpm:buildhost/><rpm:sourcerpm>")
                    .append(rpm.name)
                    .append(
                            "-1-1.src.rpm</rpm:sourcerpm><rpm:header-range start=\"1\" end=\"2\"/><rpm:provides><rpm:entry name=\"")
                    .append(rpm.name)
                    .append("\" flags=\"EQ\" ")
                    .append(evr(rpm, "ver", "rel"))
                    .append("/></rpm:provides></format></package>\n");
        }
        return xml.append("</metadata>\n").toString();
    }

    private static String updateinfo(List<Advisory> advisories) {
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<updates>\n");
        for (Advisory each : advisories) {
            xml.append("<update from=\"a\" status=\"final\" type=\"")
                    .append(each.type)
                    .append("\" version=\"1\"><id>")
                    .append(each.id)
                    .append(
                            "</id><title>t</title><issued date=\"2026-11-01 00:00:00\"/><updated date=\"2026-11-01 00:00:00\"/><severity>Moderate</severity>")
                    .append("<references><reference href=\"h\" id=\"CVE-")
                    .append(each.id)
                    .append("\" type=\"cve\" title=\"t\"/></references>")
                    .append("<description>d</description><pkglist><collection short=\"c\"><name>c</name>");
            if (!each.module.isEmpty()) {
                xml.append("<module name=\"nodejs\" stream=\"")
                        .append(each.module)
                        .append("\" version=\"9050020250101\" context=\"0123abcd\" arch=\"x86_64\"/>");
            }
            for (Rpm rpm : each.packages) {
                xml.append("<package name=\"")
                        .append(rpm.name)
                        .append("\" ")
                        .append(evr(rpm, "version", "release"))
                        .append(" arch=\"")
                        .append(rpm.architecture)
                        .append("\" src=\"s.src.rpm\"><filename>f.rpm</filename></package>");
            }
            xml.append("</collection></pkglist></update>\n");
        }
        return xml.append("</updates>\n").toString();
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of()
                    .formatHex(
                            java.security.MessageDigest.getInstance("SHA-256").digest(content));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void repository(Path directory, Map<String, String> parts) throws Exception {
        StringBuilder repomd = new StringBuilder(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<repomd xmlns=\"http://linux.duke.edu/metadata/repo\"><revision>1795132800</revision>\n");
        Files.createDirectories(directory.resolve("repodata"));
        for (Map.Entry<String, String> part : parts.entrySet()) {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
                out.write(part.getValue().getBytes(StandardCharsets.UTF_8));
            }
            String name = "repodata/" + part.getKey() + (part.getKey().equals("modules") ? ".yaml.gz" : ".xml.gz");
            Files.write(directory.resolve(name), packed.toByteArray());
            repomd.append("<data type=\"")
                    .append(part.getKey())
                    .append("\"><checksum type=\"sha256\">")
                    .append(sha256(packed.toByteArray()))
                    .append("</checksum><open-checksum type=\"sha256\">")
                    .append(sha256(part.getValue().getBytes(StandardCharsets.UTF_8)))
                    .append("</open-checksum><location href=\"")
                    .append(name)
                    .append("\"/><timestamp>1795132800</timestamp><size>")
                    .append(packed.size())
                    .append("</size></data>\n");
        }
        Files.writeString(directory.resolve("repodata/repomd.xml"), repomd.append("</repomd>\n"));
    }

    private static void machine(Path root, Random random) throws Exception {
        List<String> installed = new ArrayList<>(List.of("vendor: V"));
        Set<Rpm> available = new LinkedHashSet<>();
        List<Advisory> advisories = new ArrayList<>();
        for (int i = 0; i < PACKAGES; i++) {
            String name = i == 0 ? "kernel-core" : "p" + i;
            String architecture = i % 4 == 1 ? "noarch" : "x86_64";
            installed.add(name + " " + VERSIONS[random.nextInt(VERSIONS.length)] + " " + architecture);
            if (i == 0) {
                installed.add(name + " 0.9-1.el9 " + architecture);
            }
            for (int n = random.nextInt(3); n > 0; n--) {
                Rpm rpm = new Rpm(name, VERSIONS[random.nextInt(VERSIONS.length)], architecture, "");
                available.add(rpm);
                if (random.nextBoolean()) {
                    String id = "A" + advisories.size();
                    advisories.add(new Advisory(id, random.nextInt(3) == 0 ? "bugfix" : "security", "", List.of(rpm)));
                }
            }
        }
        String stream = random.nextBoolean() ? "18" : "20";
        installed.add("module: nodejs:" + stream + ":" + CONTEXT);
        installed.add("nodejs " + stream + ".1-1" + MODULE + " x86_64");
        for (String each : List.of("18", "20")) {
            Rpm rpm = new Rpm("nodejs", each + ".2-1" + MODULE, "x86_64", each);
            available.add(rpm);
            advisories.add(new Advisory("M" + each, "security", each, List.of(rpm)));
        }
        Path etc = Files.createDirectories(root.resolve("etc/dnf/modules.d"));
        Files.writeString(
                etc.resolve("nodejs.module"),
                "[nodejs]\nname=nodejs\nstream=" + stream + "\nprofiles=\nstate=enabled\n");
        Files.writeString(
                root.resolve("etc/os-release"),
                "ID=rocky\nID_LIKE=rhel\nNAME=Rocky\nVERSION_ID=9.5\nPLATFORM_ID=\"platform:el9\"\n");
        Files.writeString(
                root.resolve("etc/dnf/dnf.conf"),
                "[main]\ngpgcheck=1\n" + (random.nextInt(3) == 0 ? "exclude=p1*\n" : ""));
        Files.createDirectories(root.resolve("etc/yum.repos.d"));
        Files.writeString(
                root.resolve("etc/yum.repos.d/base.repo"),
                "[base]\nname=b\nbaseurl=file://" + root + "/repo\n"
                        + (random.nextInt(3) == 0 ? "excludepkgs=p2*,p3\n" : ""));
        Files.createDirectories(root.resolve("var/lib/rpm"));
        Files.write(root.resolve("var/lib/rpm/Packages"), ExampleRpm.database("Packages", installed, path -> ""));
        repository(
                root.resolve("repo"),
                new TreeMap<>(Map.of(
                        "primary", primary(available),
                        "filelists",
                                "<?xml version=\"1.0\"?>\n<filelists xmlns=\"http://linux.duke.edu/metadata/filelists\" packages=\"0\"></filelists>\n",
                        "updateinfo", updateinfo(advisories),
                        "modules", modules())));
    }

    private static final String RUN = """
            cd $1
            mkdir -p home
            printf '%%_db_backend bdb_ro\\n%%_dbpath /var/lib/rpm\\n' > home/.rpmmacros
            export HOME=$1/home
            for m in m*; do
              dnf="dnf -q --installroot=$1/$m --config=$1/$m/etc/dnf/dnf.conf --releasever=9 --setopt=reposdir=$1/$m/etc/yum.repos.d --setopt=cachedir=$1/$m/cache --setopt=persistdir=$1/$m/state --setopt=module_platform_id=platform:el9 --setopt=optional_metadata_types=filelists --noplugins --forcearch=x86_64"
              $dnf updateinfo list --security > $m/security 2> $m/wrong || { cat $m/wrong >&2; exit 1; }
              $dnf list --upgrades > $m/upgrades 2>> $m/wrong || { cat $m/wrong >&2; exit 1; }
            done
            """;

    private static Advisories advisories(Path root) throws Exception {
        MemoryFileTree.Builder files = MemoryFileTree.builder();
        for (String part : List.of("etc", "var/lib/rpm")) {
            try (Stream<Path> all = Files.walk(root.resolve(part))) {
                for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                    if (!file.getFileName().toString().startsWith(".")) {
                        files.file("/" + root.relativize(file), Files.readAllBytes(file), 0644, 0, 0);
                    }
                }
            }
        }
        Facts facts = new Facts(
                TestFacts.tree(files.build()),
                TestFacts.storage(),
                DiskSpace.unknown("disk.raw"),
                Inputs.defaults().withRepoMetadata(root.resolve("repo")),
                Gatherers.all());
        return facts.find(Advisories.class).orElseThrow();
    }

    @Test
    void updatesAreThoseThatDnfNames() throws Exception {
        ToolContainer tools = ToolContainer.debian12();
        Path base = tools.directory("dnf");
        Random random = new Random(20261121);
        for (int i = 0; i < MACHINES; i++) {
            machine(base.resolve("m" + i), random);
        }
        tools.shell(RUN, base.toString()).succeeded();
        int security = 0;
        int others = 0;
        for (int i = 0; i < MACHINES; i++) {
            Path root = base.resolve("m" + i);
            Advisories advisories = advisories(root);
            assertThat(advisories.uncovered()).isEmpty();
            Set<String> locked = new TreeSet<>();
            Map<String, Set<String>> ours = new TreeMap<>();
            Map<String, String> upgrades = new TreeMap<>();
            for (Update update : advisories.updates()) {
                if (update.heldBy().isPresent()) {
                    locked.add(update.name());
                    continue;
                }
                upgrades.put(update.name(), update.fixed());
                if (update.kind() == Update.Kind.SECURITY) {
                    for (String id : update.advisories()) {
                        if (!id.startsWith("CVE-")) {
                            ours.computeIfAbsent(update.name(), any -> new TreeSet<>())
                                    .add(id);
                        }
                    }
                    security++;
                } else {
                    others++;
                }
            }
            Map<String, Set<String>> theirs = new TreeMap<>();
            for (String line : Files.readAllLines(root.resolve("security"))) {
                // A12 Moderate/Sec. p7-1.1-1.el9.x86_64
                String[] words = line.strip().split(" +", -1);
                if (words.length == 3) {
                    String stem = words[2].substring(0, words[2].lastIndexOf('-'));
                    String name = stem.substring(0, stem.lastIndexOf('-'));
                    if (!locked.contains(name)) {
                        theirs.computeIfAbsent(name, any -> new TreeSet<>()).add(words[0]);
                    }
                }
            }
            assertThat(ours).as("machine %s: %s", i, advisories.updates()).isEqualTo(theirs);
            Map<String, String> listed = new TreeMap<>();
            for (String line : Files.readAllLines(root.resolve("upgrades"))) {
                String[] words = line.strip().split(" +", -1);
                if (words.length == 3 && words[2].equals("base")) {
                    listed.put(words[0].substring(0, words[0].lastIndexOf('.')), words[1]);
                }
            }
            assertThat(upgrades.keySet()).as("machine %s", i).isEqualTo(listed.keySet());
        }
        assertThat(security).isGreaterThan(20);
        assertThat(others).isGreaterThan(20);
    }

    @TempDir
    private Path temporary;

    private Path small(String repomd) throws Exception {
        machine(temporary, new Random(1));
        if (!repomd.isEmpty()) {
            Files.writeString(temporary.resolve("repo/repodata/repomd.xml"), repomd);
        }
        return temporary;
    }

    @Test
    void sqliteAndZchunkAreRefusedByName() throws Exception {
        Path root = small(
                "<repomd><data type=\"primary_db\"><location href=\"repodata/primary.sqlite.bz2\"/></data></repomd>");
        assertThatThrownBy(() -> advisories(root))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("primary.sqlite");
        small("<repomd><data type=\"primary_zck\"><location href=\"repodata/primary.xml.zck\"/></data></repomd>");
        assertThatThrownBy(() -> advisories(root))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("zchunk");
    }

    @Test
    void entitiesAndAnotherDigestAreRefused() throws Exception {
        Path root = small(
                "<!DOCTYPE repomd [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><repomd><revision>&x;</revision></repomd>");
        assertThatThrownBy(() -> advisories(root))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("repomd.xml");
        small("");
        Path primary = root.resolve("repo/repodata/primary.xml.gz");
        byte[] bytes = Files.readAllBytes(primary);
        bytes[4] ^= 1; // The time in gzip's header: the content stays.
        Files.write(primary, bytes);
        assertThatThrownBy(() -> advisories(root))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("SHA-256");
    }
}
