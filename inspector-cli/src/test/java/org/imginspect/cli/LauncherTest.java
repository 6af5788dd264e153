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
import org.imginspect.fixtures.Fixtures;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a checkout of its own, with a Java and a Maven that only write down how they are called. */
class LauncherTest {
    private static final List<String> TOOLS = List.of(
            "sh",
            "dirname",
            "readlink",
            "find",
            "sed",
            "cat",
            "cp",
            "mv",
            "rm",
            "mkdir",
            "sleep",
            "head",
            "touch",
            "env");

    @TempDir
    Path directory;

    private Path home;
    private Path bin;

    /** What a run of the launcher did. */
    private record Launch(int code, String out, String err) {}

    @BeforeEach
    void checkout() throws IOException {
        home = Files.createDirectories(directory.resolve("a checkout"));
        for (String module : List.of("inspector-core", "inspector-sbom", "inspector-cli")) {
            Files.createDirectories(home.resolve(module + "/src/main/java"));
            Files.writeString(home.resolve(module + "/pom.xml"), "<project/>");
            Files.writeString(home.resolve(module + "/src/main/java/A.java"), "class A {}");
        }
        Files.createDirectories(home.resolve("inspector-cli/src/launcher"));
        Files.writeString(home.resolve("pom.xml"), "<project/>");
        Files.copy(Fixtures.repository().resolve("imginspect"), home.resolve("imginspect"));
        bin = Files.createDirectories(directory.resolve("bin"));
        for (String tool : TOOLS) {
            for (String place : List.of("/bin", "/usr/bin")) {
                if (Files.isExecutable(Path.of(place, tool))) {
                    script(bin.resolve(tool), "exec " + place + "/" + tool + " \"$@\"");
                }
            }
        }
        script(bin.resolve("java"), fakeJava(17));
        script(bin.resolve("javac"), "exit 0");
        script(
                bin.resolve("mvn"),
                "echo build >> '" + directory + "/builds'",
                "for arg; do case $arg in -Dlauncher.dir=*) lib=${arg#*=};; esac; done",
                "mkdir -p \"$lib\" '" + home + "/inspector-cli/target'",
                "echo jar > '" + home + "/inspector-cli/target/inspector-cli-1.jar'");
    }

    private static String fakeJava(int version) {
        return """
                case " $* " in
                  *" -version "*) echo 'openjdk version "%d.0.1" 2026-01-01' >&2; exit 0;;
                  *ArchiveClassesAtExit*|*ModernClasses*) exit 0;;
                esac
                while [ "$1" != org.imginspect.cli.Main ]; do shift; done
                shift
                for arg; do printf '[%%s]' "$arg"; done
                echo
                exit ${FAKE_EXIT:-0}""".formatted(version);
    }

    private static void script(Path file, String... lines) throws IOException {
        Files.deleteIfExists(file);
        Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Launch launch(Path launcher, Map<String, String> environment, String... args) throws Exception {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(args));
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", bin.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Launch(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }

    private Launch launch(String... args) throws Exception {
        return launch(home.resolve("imginspect"), Map.of(), args);
    }

    private long builds() throws IOException {
        Path log = directory.resolve("builds");
        return Files.exists(log) ? Files.readAllLines(log).size() : 0;
    }

    @Test
    void aFreshCheckoutIsBuiltOnceAndSaysSoOnStandardError() throws Exception {
        Launch first = launch("--version");
        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.out()).isEqualTo("[--version]\n");
        assertThat(first.err()).contains("building it first").contains("built");
        Launch second = launch("--version");
        assertThat(second).isEqualTo(new Launch(0, "[--version]\n", ""));
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void argumentsAndExitCodePassUnchanged() throws Exception {
        launch("x");
        Launch run = launch(
                home.resolve("imginspect"),
                Map.of("FAKE_EXIT", "3"),
                "scan",
                "my disk.qcow2",
                "",
                "$(touch x)",
                "*",
                "a\\b\"c'",
                "--",
                "-v");
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.out()).isEqualTo("[scan][my disk.qcow2][][$(touch x)][*][a\\b\"c'][--][-v]\n");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void itIsFoundThroughLinksAndFromAnyDirectory() throws Exception {
        Path tools = Files.createDirectories(directory.resolve("tools"));
        Files.createSymbolicLink(tools.resolve("one"), Path.of("../a checkout/imginspect"));
        Files.createSymbolicLink(tools.resolve("two"), tools.resolve("one"));
        Launch run = launch(tools.resolve("two"), Map.of(), "checks");
        assertThat(run.out()).isEqualTo("[checks]\n");
        assertThat(home.resolve(".imginspect-build/stamp")).exists();
        assertThat(launch("checks").err()).isEmpty();
    }

    @Test
    void aChangedSourceIsBuiltAgain() throws Exception {
        launch("x");
        Path source = home.resolve("inspector-core/src/main/java/A.java");
        Files.setLastModifiedTime(
                source, java.nio.file.attribute.FileTime.fromMillis(System.currentTimeMillis() + 10_000));
        assertThat(launch("x").err()).contains("building it first");
        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void aBuildThatFailsIsNotTakenForOne() throws Exception {
        script(bin.resolve("mvn"), "echo '[ERROR] no such module'", "exit 1");
        Launch run = launch("x");
        assertThat(run.code()).isEqualTo(69);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("no such module").contains("the build failed");
        assertThat(launch("x").code()).isEqualTo(69);
    }

    @Test
    void withoutJavaItSaysWhatToInstall() throws Exception {
        Files.delete(bin.resolve("java"));
        Launch run = launch("x");
        assertThat(run.code()).isEqualTo(69);
        assertThat(run.err())
                .contains("no java was found; it needs a JDK of version 17 or later")
                .contains("apt-get install openjdk-17-jdk-headless maven");
    }

    @Test
    void anOldJavaIsNamed() throws Exception {
        script(bin.resolve("java"), fakeJava(11));
        Launch run = launch("x");
        assertThat(run.code()).isEqualTo(69);
        assertThat(run.err()).contains("is version 11; it needs a JDK of version 17");
    }

    @Test
    void withoutACompilerItSaysWhatToInstall() throws Exception {
        Files.delete(bin.resolve("javac"));
        Launch run = launch("x");
        assertThat(run.code()).isEqualTo(69);
        assertThat(run.err()).contains("has no compiler").contains("openjdk-17-jdk-headless");
    }

    @Test
    void withoutMavenItSaysWhatToInstall() throws Exception {
        Files.delete(bin.resolve("mvn"));
        Launch run = launch("x");
        assertThat(run.code()).isEqualTo(69);
        assertThat(run.err()).contains("Maven was not found").contains("apt-get install maven");
    }

    @Test
    void onceBuiltItNeedsNoMaven() throws Exception {
        launch("x");
        Files.delete(bin.resolve("mvn"));
        Files.delete(bin.resolve("javac"));
        assertThat(launch("x")).isEqualTo(new Launch(0, "[x]\n", ""));
    }

    @Test
    void javaHomeIsHonoured() throws Exception {
        Path jdkHome = directory.resolve("jdk 21");
        Path jdk = Files.createDirectories(jdkHome.resolve("bin"));
        script(jdk.resolve("java"), fakeJava(21).replace("[%s]", "<%s>"));
        script(jdk.resolve("javac"), "exit 0");
        Map<String, String> environment = Map.of("JAVA_HOME", jdkHome.toString());
        assertThat(launch(home.resolve("imginspect"), environment, "a", "b").out())
                .isEqualTo("<a><b>\n");
        Launch wrong = launch(home.resolve("imginspect"), Map.of("JAVA_HOME", "/no/such/jdk"), "a");
        assertThat(wrong.code()).isEqualTo(69);
        assertThat(wrong.err()).contains("JAVA_HOME is /no/such/jdk");
    }

    @Test
    void aLockThatADeadBuildLeftIsTaken() throws Exception {
        Path lock = Files.createDirectories(home.resolve(".imginspect-build/lock"));
        Files.writeString(lock.resolve("pid"), "999999999\n");
        assertThat(launch("x").out()).isEqualTo("[x]\n");
        assertThat(lock).doesNotExist();
    }
}
