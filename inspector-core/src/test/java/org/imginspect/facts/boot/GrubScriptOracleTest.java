package org.imginspect.facts.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.imginspect.error.DamagedImageException;
import org.imginspect.fixtures.ToolContainer;
import org.imginspect.guest.GuestPath;
import org.junit.jupiter.api.Test;

/** What is a script of GRUB's and what is not, compared with grub-script-check of GRUB 2.12. */
class GrubScriptOracleTest {
    private static final GuestPath FILE = GuestPath.of("/boot/grub/grub.cfg");

    private static final List<String> CASES = List.of(
            "",
            "set a=b",
            "set a='b",
            "set a=\"b",
            "set a=\"b\"\n\n\n",
            "menuentry x { linux /k }",
            "menuentry x {",
            "menuentry x { linux /k\n}",
            "menuentry x { linux /k; }",
            "menuentry x --class y 'z' {\n}",
            "}",
            "if [ a ]; then b; fi",
            "if [ a ]; then b; elif c; then d; else e; fi",
            "if [ a ]; then fi",
            "if [ a ]\nthen\nb\nfi",
            "if [ a ]; b; fi",
            "fi",
            "while [ a ]; do b; done",
            "until [ a ]; do b; done",
            "for i in a b c; do echo $i; done",
            "for i in; do echo; done",
            "for i a; do echo; done",
            "function f { a; }",
            "function f {\na\n}",
            "function f () { a; }",
            "submenu x { menuentry y { a; }\n}",
            "a; b;; c",
            ";",
            "a &",
            "a | b",
            "a > b",
            "a < b",
            "echo ${a}",
            "echo ${a",
            "echo ${a:-b}",
            "echo $",
            "echo a$",
            "echo \"a$\"",
            "echo \"a$ b\"",
            "echo $-",
            "echo \"$-\"",
            "echo ${}",
            "echo '$'",
            "echo \\$",
            "a\n;",
            "a;\n\nb",
            "if a; then\n\nb\n\nfi;c",
            "if a; then b fi",
            "for i in a; do ; done",
            "menuentry x {}",
            "menuentry x { ; a; }",
            "function f { }",
            "echo $1 $@ $# $?",
            "echo \\\nb",
            "echo a\\ b",
            "# comment only",
            "echo a # comment",
            "echo a#b",
            "{ a; }",
            "(a)",
            "a=b",
            "a=b c",
            "! a",
            "[ a ]",
            "if a; then b; fi; c",
            "if a; then b; fi c",
            "menuentry { a; }",
            "menuentry x { if a; then b; fi\n}",
            "echo 'a\nb'",
            "echo \"a\\\"b\"",
            "\tlinux\t/k ro\r\n",
            "set default=\"${saved_entry}\"");

    @Test
    void sameScriptsAreScripts() throws Exception {
        List<String> scripts = new ArrayList<>(CASES);
        String real;
        try (InputStream in = GrubScriptOracleTest.class.getResourceAsStream("debian12-grub.cfg")) {
            real = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
        scripts.add(real);
        Random random = new Random(12);
        List<String> lines = real.lines().toList();
        for (int i = 0; i < 200; i++) {
            List<String> changed = new ArrayList<>(lines);
            int at = random.nextInt(changed.size());
            if (i % 2 == 0) {
                changed.remove(at);
            } else {
                String line = changed.get(at);
                int cut = line.isEmpty() ? 0 : random.nextInt(line.length());
                changed.set(at, line.substring(0, cut) + line.substring(Math.min(cut + 1, line.length())));
            }
            scripts.add(String.join("\n", changed) + "\n");
        }
        ToolContainer tools = ToolContainer.debian13();
        Path directory = tools.directory("grub");
        for (int i = 0; i < scripts.size(); i++) {
            // It also objects to a script without any command.
            Files.writeString(directory.resolve("script%04d".formatted(i)), scripts.get(i) + "\ntrue\n");
        }
        List<String> codes = tools.shell(
                        "for f in \"$1\"/script*; do grub-script-check \"$f\" > /dev/null 2>&1; echo $?; done",
                        directory.toString())
                .lines();

        assertThat(codes).hasSize(scripts.size());
        List<String> different = new ArrayList<>();
        for (int i = 0; i < scripts.size(); i++) {
            boolean accepted = accepts(scripts.get(i) + "\ntrue\n");
            if (accepted != codes.get(i).equals("0")) {
                different.add((accepted ? "only here: " : "only there: ")
                        + (i < CASES.size() ? scripts.get(i) : difference(real, scripts.get(i))));
            }
        }
        assertThat(different).isEmpty();
    }

    /** The first line that differs. */
    private static String difference(String real, String changed) {
        List<String> a = real.lines().toList();
        List<String> b = changed.lines().toList();
        int i = 0;
        while (i < Math.min(a.size(), b.size()) && a.get(i).equals(b.get(i))) {
            i++;
        }
        return "line " + (i + 1) + (i < b.size() ? ": " + b.get(i) : "");
    }

    private static boolean accepts(String script) {
        try {
            GrubParser.parse(script, FILE);
            return true;
        } catch (DamagedImageException e) {
            return false;
        }
    }
}
