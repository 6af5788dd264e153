package org.imginspect.facts.yara;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.Facts;
import org.imginspect.facts.Inputs;
import org.imginspect.facts.InvalidInputException;
import org.imginspect.facts.TestFacts;
import org.imginspect.fixtures.Requirement;
import org.imginspect.fixtures.ToolContainer;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Kind;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.io.Limits;
import org.imginspect.scan.Gatherers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class YaraMatchesTest {
    private static final String SHELLS = """
            import "hash"
            rule eval_of_input : webshell {
                meta: author = "a test"
                strings:
                    $eval = /eval\\s*\\(\\s*\\$_(POST|GET|REQUEST)/ nocase
                    $hex = { 62 61 ?? 65 36 34 5f 64 65 63 6f 64 65 }
                condition: $eval or #hex > 1
            }
            rule php_by_name { condition: filename matches /\\.php$/ and extension == ".php" }
            rule below_www { condition: filepath startswith "/var/www/" }
            rule empty_owner_and_type { condition: owner == "" and filetype == "" and filesize < 20 }
            rule of_md5 { condition: hash.md5(0, filesize) == "%s" }
            private rule quiet { condition: true }
            rule never { condition: quiet and false }
            """;

    private static final String MINERS = """
            rule stratum { strings: $a = "stratum+tcp://" wide ascii condition: $a }
            rule end_of_large_file { strings: $a = "the very end" condition: $a at filesize - 12 }
            """;

    @TempDir
    private Path directory;

    private final Map<String, byte[]> files = new TreeMap<>();

    private void file(String path, String content) {
        files.put(path, content.getBytes(StandardCharsets.UTF_8));
    }

    private void rules(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private YaraMatches matches(Limits limits) throws ImageException {
        MemoryFileTree.Builder tree = MemoryFileTree.builder();
        files.forEach((path, content) -> tree.file(path, content, 0644, 0, 0));
        return matches(tree.build(), limits);
    }

    private YaraMatches matches(MemoryFileTree tree, Limits limits) throws ImageException {
        Requirement.libyara();
        GuestTree guest = new GuestTree(tree, limits);
        return new Facts(
                        guest,
                        TestFacts.storage(),
                        org.imginspect.engine.DiskSpace.unknown("disk.raw"),
                        Inputs.defaults().withYara(directory),
                        Gatherers.all())
                .find(YaraMatches.class)
                .orElseThrow();
    }

    private List<String> lines(YaraMatches matches) {
        return matches.hits().stream()
                .map(hit -> hit.rule() + " " + hit.origin() + " " + hit.file())
                .sorted()
                .toList();
    }

    @Test
    void theSameRulesMatchTheSameFilesAsTheCommandYara() throws Exception {
        file("/var/www/a.php", "<?php EVAL ( $_POST['x']); ?>");
        file("/var/www/b.php", "base64_decode base64_decode");
        file("/var/www/c.php", "base64_decode");
        file("/srv/pool.json", "{\"url\": \"stratum+tcp://pool.example:3333\"}");
        files.put("/srv/wide.bin", "..stratum+tcp://..".getBytes(StandardCharsets.UTF_16LE));
        file("/opt/large", "x".repeat(3_000_000) + "the very end");
        file("/opt/name with blank.php", "nothing");
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            byte[] noise = new byte[random.nextInt(3000) + 1];
            random.nextBytes(noise);
            files.put("/srv/noise/n" + i + (i % 3 == 0 ? ".php" : ""), noise);
        }
        String digest = java.util.HexFormat.of()
                .formatHex(java.security.MessageDigest.getInstance("MD5").digest(files.get("/srv/noise/n17")));
        rules("shells.yar", SHELLS.formatted(digest));
        rules("more/miners.yara", MINERS);
        rules("readme.txt", "rule wrong {");

        List<String> ours = lines(matches(Limits.defaults()));

        for (ToolContainer tools : List.of(ToolContainer.debian12(), ToolContainer.debian13())) {
            Path root = tools.directory("yara");
            List<String> theirs = new ArrayList<>();
            for (String name : List.of("shells.yar", "more/miners.yara")) {
                Path rules = root.resolve(Path.of(name).getFileName().toString());
                Files.copy(directory.resolve(name), rules);
                for (Map.Entry<String, byte[]> file : files.entrySet()) {
                    Path host = root.resolve("tree" + file.getKey());
                    Files.createDirectories(host.getParent());
                    Files.write(host, file.getValue());
                }
                StringBuilder script = new StringBuilder();
                for (String path : files.keySet()) {
                    String base = path.substring(path.lastIndexOf('/') + 1);
                    String extension = base.indexOf('.') < 0 ? "" : base.substring(base.lastIndexOf('.'));
                    script.append(
                            "yara -w -d 'filename=%s' -d 'filepath=%s' -d 'extension=%s' -d owner= -d filetype= %s '%s'%n"
                                    .formatted(base, path, extension, rules, root + "/tree" + path));
                }
                Path commands = root.resolve("commands.sh");
                Files.writeString(commands, script);
                for (String line : tools.exec("bash", "-e", commands.toString()).lines()) {
                    String[] words = line.split(" ", 2);
                    theirs.add(words[0] + " " + name + " " + words[1].substring((root + "/tree").length()));
                }
            }
            assertThat(ours).hasSizeGreaterThan(70).containsExactlyInAnyOrderElementsOf(theirs);
        }
        assertThat(ours)
                .contains(
                        "eval_of_input shells.yar /var/www/a.php",
                        "stratum more/miners.yara /srv/wide.bin",
                        "of_md5 shells.yar /srv/noise/n17");
    }

    @Test
    void whatPackagesOwnIsNotLookedAt() throws Exception {
        rules("all.yar", "rule each_file { condition: true }");
        file("/var/lib/dpkg/status", "Package: hello\nStatus: install ok installed\nVersion: 1\n\n");
        file("/var/lib/dpkg/info/hello.list", "/.\n/usr\n/usr/bin\n/usr/bin/hello\n");
        file("/usr/bin/hello", "program");
        file("/usr/bin/other", "program");
        assertThat(lines(matches(Limits.defaults())))
                .contains("each_file all.yar /usr/bin/other")
                .doesNotContain("each_file all.yar /usr/bin/hello");
    }

    @Test
    void whatLiesBehindTheCapIsSaidToBeUnread() throws Exception {
        rules("miners.yar", MINERS);
        file("/opt/large", "x".repeat(5000) + "the very end");
        YaraMatches matches = matches(Limits.defaults().with(Limits.SECRET_FILE_BYTES, 4096));
        assertThat(matches.hits()).isEmpty();
        assertThat(matches.incomplete()).get().isInstanceOf(LimitExceededException.class);
    }

    @Test
    void aPatternThatMatchesTooOftenIsNoPass() throws Exception {
        rules("many.yar", "rule many { strings: $a = \"ab\" condition: #a == 3 }");
        file("/opt/many", "ab".repeat(2_000_000));
        YaraMatches matches = matches(Limits.defaults());
        assertThat(matches.hits()).isEmpty();
        assertThat(matches.incomplete()).get().isInstanceOf(UnsupportedFeatureException.class);
    }

    @Test
    void damageIsNeverAPass() throws Exception {
        rules("all.yar", "rule each_file { condition: true }");
        MemoryFileTree tree = MemoryFileTree.builder()
                .file("/opt/b", "b")
                .damaged("/opt/a", Kind.FILE, () -> new DamagedImageException("ext4: bad extent", "/opt/a"))
                .build();
        assertThatThrownBy(() -> matches(tree, Limits.defaults())).isInstanceOf(DamagedImageException.class);
    }

    @Test
    void wrongRulesAreTheCallersMistakeWithFileAndLine() throws Exception {
        rules("sub/wrong.yar", "rule ok { condition: true }\nrule wrong {\n  condition: nonsense\n}\n");
        file("/opt/a", "a");
        assertThatThrownBy(() -> matches(Limits.defaults()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(directory + "/sub/wrong.yar:3: undefined identifier \"nonsense\"");
    }

    @Test
    void rulesMayNotIncludeFiles() throws Exception {
        rules("wrong.yar", "include \"/etc/passwd\"\n");
        file("/opt/a", "a");
        assertThatThrownBy(() -> matches(Limits.defaults()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("wrong.yar:1: ");
    }

    @Test
    void aDirectoryWithoutRulesIsTheCallersMistake() {
        file("/opt/a", "a");
        assertThatThrownBy(() -> matches(Limits.defaults()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("no file whose name ends in .yar or .yara");
    }
}
