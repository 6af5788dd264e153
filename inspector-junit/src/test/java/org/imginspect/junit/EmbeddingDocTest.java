package org.imginspect.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.imginspect.fixtures.Fixtures;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Compiles and runs every example of docs/embedding.md on the demo image. */
class EmbeddingDocTest {
    private static final Pattern BLOCK =
            Pattern.compile("^```(java|yaml)\n(?://|#) (\\S+)\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    @TempDir
    private static Path directory;

    private static URLClassLoader examples;

    @BeforeAll
    static void compile() throws IOException {
        String page = Files.readString(Fixtures.repository().resolve("docs/embedding.md"));
        List<String> arguments = new ArrayList<>(List.of(
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                directory.resolve("classes").toString()));
        Matcher block = BLOCK.matcher(page);
        while (block.find()) {
            Path file = directory.resolve(block.group(2));
            Files.writeString(file, block.group(3));
            if (block.group(1).equals("java")) {
                arguments.add(file.toString());
            }
        }
        assertThat(arguments).as("files of the page").hasSize(5 + 5);
        assertThat(page.split("```java\n", -1)).as("blocks of Java").hasSize(5 + 1);
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(messages, true, StandardCharsets.UTF_8);
        int code = ToolProvider.findFirst("javac").orElseThrow().run(out, out, arguments.toArray(new String[0]));
        assertThat(code).as(messages.toString(StandardCharsets.UTF_8)).isZero();
        examples = new URLClassLoader(
                new URL[] {directory.resolve("classes").toUri().toURL()});
    }

    @AfterAll
    static void close() throws IOException {
        examples.close();
    }

    private static String demo() {
        return Fixtures.repository().resolve("fixtures/images/demo.qcow2").toString();
    }

    private static synchronized String run(String name, String... args) throws Exception {
        Method main = examples.loadClass(name).getDeclaredMethod("main", String[].class);
        main.setAccessible(true);
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            main.invoke(null, (Object) args);
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void scanning() throws Exception {
        assertThat(run("Scan", demo()))
                .contains("demo.qcow2: FAIL", "cleanup.machine-id: ")
                .doesNotContain("secrets.private-keys");
    }

    @Test
    void judging() throws Exception {
        assertThat(run("Judge", demo(), directory.resolve("ours.yaml").toString()))
                .contains("Yandex Cloud", " met", "  YC-22 NOT_MET", "Our images: ", "  OURS-1 NOT_MET");
    }

    @Test
    void aCheckOfOnesOwn() throws Exception {
        assertThat(run("Motd", demo())).startsWith("FINDINGS").contains("does not name Example Inc.");
    }

    @Test
    void reading() throws Exception {
        assertThat(run("Read", demo())).startsWith("demo\n").containsPattern("[1-9][0-9]+ packages");
    }

    @Test
    void testsAboutImages() throws Exception {
        System.setProperty("image", demo());
        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(examples.loadClass("ImageTests")))
                .execute()
                .testEvents()
                .assertStatistics(counts -> counts.started(2).succeeded(2));
    }
}
