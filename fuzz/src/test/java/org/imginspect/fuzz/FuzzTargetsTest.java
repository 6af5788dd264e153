package org.imginspect.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table in docs/fuzzing.md names the targets that there are, and all of them. */
class FuzzTargetsTest {
    @Test
    void theTableNamesEachTarget() throws IOException {
        Set<String> named = new TreeSet<>();
        Matcher name = Pattern.compile("\\bFuzz[A-Z]\\w*").matcher(Files.readString(Path.of("../docs/fuzzing.md")));
        while (name.find()) {
            named.add(name.group());
        }
        List<String> targets;
        try (Stream<Path> files = Files.list(Path.of("src/test/java/org/imginspect/fuzz"))) {
            targets = files.map(file -> String.valueOf(file.getFileName()))
                    .filter(file -> file.startsWith("Fuzz") && !file.equals("FuzzTargetsTest.java"))
                    .map(file -> file.replace(".java", ""))
                    .sorted()
                    .toList();
        }
        assertEquals(targets, List.copyOf(named));
    }
}
