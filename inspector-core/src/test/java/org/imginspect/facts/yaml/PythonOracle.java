package org.imginspect.facts.yaml;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.imginspect.fixtures.ToolContainer;

/** Runs a Python script with the modules of a container: PyYAML, cloud-init. */
public final class PythonOracle {
    private PythonOracle() {}

    /** The lines that {@code script} prints for what it reads from its standard input. */
    public static List<String> run(ToolContainer tools, String script, String input) throws IOException {
        Path directory = tools.directory("python");
        Path program = Files.writeString(directory.resolve("script.py"), script);
        Path file = Files.writeString(directory.resolve("input"), input);
        return tools.shell("python3 \"$1\" < \"$2\"", program.toString(), file.toString())
                .lines();
    }
}
