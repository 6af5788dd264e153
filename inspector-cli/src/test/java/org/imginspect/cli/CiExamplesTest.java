package org.imginspect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.imginspect.error.ImageException;
import org.imginspect.facts.yaml.YamlDocument;
import org.imginspect.facts.yaml.YamlList;
import org.imginspect.facts.yaml.YamlMap;
import org.imginspect.facts.yaml.YamlScalar;
import org.imginspect.facts.yaml.YamlValue;
import org.imginspect.fixtures.Fixtures;
import org.imginspect.fixtures.Requirement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the shell lines of docs/ci as they stand, in a workspace in which build-image.sh "builds" the demo image, and git clones a
 * repository whose launcher starts the classes under test.
 */
class CiExamplesTest {
    private static final Path EXAMPLES = Fixtures.repository().resolve("docs/ci");
    private static final String CLONED = "https://github.com/imginspect/imginspect.git";

    @TempDir
    private Path directory;

    private Path workspace;
    private Path bin;

    /** What a script did. */
    private record Shell(int code, String out) {}

    @BeforeEach
    void workspace() throws Exception {
        Requirement.programs("git");
        workspace = Files.createDirectories(directory.resolve("workspace"));
        Files.createDirectories(workspace.resolve("build"));
        Files.createDirectories(directory.resolve("home"));
        bin = Files.createDirectories(directory.resolve("bin"));
        script(
                workspace.resolve("build-image.sh"),
                "exec cp '" + Fixtures.repository().resolve("fixtures/images/demo.qcow2") + "' \"$1\"");
        String launcher = "exec '" + Path.of(System.getProperty("java.home"), "bin/java") + "' -cp '"
                + System.getProperty("java.class.path") + "' org.imginspect.cli.Main \"$@\"";
        script(bin.resolve("imginspect"), launcher);
        script(bin.resolve("apt-get"), "echo \"$@\" >> '" + directory.resolve("apt-get.log") + "'");
        Path repository = Files.createDirectories(directory.resolve("repository"));
        script(repository.resolve("imginspect"), launcher);
        Shell git = run(
                repository,
                "git init -q && git add imginspect && git -c user.name=a -c user.email=a@example.com commit -qm launcher");
        assertThat(git.code()).as(git.out()).isZero();
    }

    private static void script(Path file, String... lines) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** As the runners of GitHub and GitLab start a script: with errexit and pipefail. */
    private Shell run(Path where, String script) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("bash", "-eo", "pipefail", "-c", script)
                .directory(where.toFile())
                .redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "HOME",
                        directory.resolve("home").toString(),
                        "PATH",
                        bin + ":" + System.getenv("PATH"),
                        "GITHUB_STEP_SUMMARY",
                        directory.resolve("summary.md").toString(),
                        "CI_COMMIT_BRANCH",
                        "main",
                        "CI_DEFAULT_BRANCH",
                        "main",
                        "GIT_CONFIG_COUNT",
                        "1",
                        "GIT_CONFIG_KEY_0",
                        "url.file://" + directory.resolve("repository") + ".insteadOf",
                        "GIT_CONFIG_VALUE_0",
                        CLONED));
        Process process = builder.start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return new Shell(process.exitValue(), out);
    }

    private static YamlMap yaml(String name) throws IOException, ImageException {
        YamlDocument document =
                YamlDocument.parse(Files.readString(EXAMPLES.resolve(name)), name, org.imginspect.io.Limits.defaults());
        assertThat(document).isInstanceOf(YamlDocument.Parsed.class);
        return (YamlMap) ((YamlDocument.Parsed) document).root().orElseThrow();
    }

    private static YamlValue at(YamlMap map, String... keys) {
        YamlValue value = map;
        for (String key : keys) {
            value = ((YamlMap) value).get(key).orElseThrow(() -> new AssertionError("no " + key));
        }
        return value;
    }

    private static List<String> texts(YamlValue list) {
        return ((YamlList) list)
                .items().stream().map(item -> ((YamlScalar) item).text()).toList();
    }

    private void requireWritten(String... files) throws IOException {
        for (String file : files) {
            assertThat(workspace.resolve(file)).isNotEmptyFile();
        }
    }

    @Test
    void githubActions() throws Exception {
        List<Shell> shells = new ArrayList<>();
        for (YamlValue step : ((YamlList) at(yaml("github-actions.yml"), "jobs", "image", "steps")).items()) {
            if (((YamlMap) step).get("run").isPresent()) {
                shells.add(run(workspace, ((YamlScalar) at((YamlMap) step, "run")).text()));
            }
        }
        assertThat(shells).extracting(Shell::code).as(shells.toString()).containsExactly(0, 0, 1, 0);
        assertThat(shells.get(1).out()).startsWith("imginspect ");
        assertThat(shells.get(2).out()).contains("::error ");
        requireWritten("imginspect.sarif", "imginspect.md", "imginspect.html", "imginspect.json");
        assertThat(directory.resolve("summary.md")).hasSameTextualContentAs(workspace.resolve("imginspect.md"));
    }

    @Test
    void gitlab() throws Exception {
        YamlMap pipeline = yaml("gitlab-ci.yml");
        Shell build = run(workspace, String.join("\n", texts(at(pipeline, "build-image", "script"))));
        assertThat(build.code()).as(build.out()).isZero();
        List<String> lines = new ArrayList<>(texts(at(pipeline, "inspect-image", "before_script")));
        lines.addAll(texts(at(pipeline, "inspect-image", "script")));
        Shell first = run(workspace, String.join("\n", lines));
        assertThat(first.code()).as(first.out()).isEqualTo(1);
        requireWritten("gl-code-quality-report.json", "junit.xml", "imginspect.html", "imginspect.json");
        assertThat(Files.readString(directory.resolve("apt-get.log"))).contains("install", "maven");
        Shell after = run(workspace, String.join("\n", texts(at(pipeline, "inspect-image", "after_script"))));
        assertThat(after.code()).as(after.out()).isZero();
        // The next build of the same image has nothing new in it.
        Shell second = run(workspace, String.join("\n", texts(at(pipeline, "inspect-image", "script"))));
        assertThat(second.code()).as(second.out()).isZero();
    }

    @Test
    void jenkins() throws Exception {
        List<Integer> codes = new ArrayList<>();
        Matcher sh = Pattern.compile("sh ('''(.*?)'''|'([^']*)')", Pattern.DOTALL)
                .matcher(Files.readString(EXAMPLES.resolve("Jenkinsfile")));
        while (sh.find()) {
            // Groovy's ''' turns a backslash before the end of a line into nothing, and joins the lines.
            String script = sh.group(2) == null ? sh.group(3) : sh.group(2).replace("\\\n", "");
            codes.add(run(workspace, script).code());
        }
        assertThat(codes).containsExactly(0, 1);
        requireWritten("junit.xml", "imginspect.sarif", "imginspect.html");
    }

    @Test
    void packer() throws Exception {
        assertThat(run(workspace, "./build-image.sh build/disk.qcow2").code()).isZero();
        String template = Files.readString(EXAMPLES.resolve("image.pkr.hcl"));
        Matcher inline = Pattern.compile("inline = \\[\\s*\"([^\"]*)\",\\s*]").matcher(template);
        assertThat(inline.find()).isTrue();
        Shell shell = run(workspace, inline.group(1));
        assertThat(shell.code()).as(shell.out()).isEqualTo(1);
        assertThat(shell.out()).contains("DigitalOcean", "DO-");
        requireWritten("build/imginspect.json");
    }

    @Test
    void theExamplesAreAllListed() throws Exception {
        String page = Files.readString(Fixtures.repository().resolve("docs/ci.md"));
        try (java.util.stream.Stream<Path> examples = Files.list(EXAMPLES)) {
            assertThat(examples.map(file -> "(ci/" + file.getFileName() + ")"))
                    .isNotEmpty()
                    .allMatch(page::contains);
        }
    }
}
