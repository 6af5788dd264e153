package org.imginspect.facts.firewall;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.imginspect.fixtures.ToolContainer;

/** The kernel's own answer: rules are loaded in a network namespace, and a stranger tries every port. */
final class Probe {
    /** The address that {@code probe.py} comes from. */
    static final String STRANGER4 = "78.46.113.201";

    static final String STRANGER6 = "2a01:4f8:c17:b8f::2";

    /**
     * What it found.
     *
     * @param refused whether the tool did not take the rules; then nothing else is said
     * @param open reached ports: TCP and UDP over IPv4, then over IPv6
     */
    record Answer(boolean refused, List<PortSet> open) {}

    private Probe() {}

    /** Whether an answer is the one that is expected. */
    @FunctionalInterface
    interface Expectation {
        boolean isMet(String name, Answer answer) throws IOException;
    }

    /**
     * Asks about all cases, then again and with patience about those whose answer is not the expected one: on a busy machine a connection may
     * take its time.
     *
     * @param files by name: NAME.nft, NAME.v4 and NAME.v6, NAME.sh
     */
    static Map<String, Answer> run(Map<String, String> files, Collection<Integer> ports, Expectation expectation)
            throws IOException {
        Map<String, Answer> answers = run("0.3", files, ports);
        Map<String, String> again = new LinkedHashMap<>();
        for (Map.Entry<String, Answer> answer : answers.entrySet()) {
            if (!expectation.isMet(answer.getKey(), answer.getValue())) {
                files.forEach((name, content) -> {
                    if (name.startsWith(answer.getKey() + ".")) {
                        again.put(name, content);
                    }
                });
            }
        }
        if (!again.isEmpty()) {
            answers.putAll(run("2.5", again, ports));
        }
        return answers;
    }

    private static Map<String, Answer> run(String seconds, Map<String, String> files, Collection<Integer> ports)
            throws IOException {
        ToolContainer tools = ToolContainer.networking();
        Path directory = tools.directory("rules");
        Path script = tools.directory("probe").resolve("probe.py");
        try (InputStream in = Objects.requireNonNull(Probe.class.getResourceAsStream("probe.py"))) {
            Files.write(script, in.readAllBytes());
        }
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.write(directory.resolve(file.getKey()), file.getValue().getBytes(StandardCharsets.UTF_8));
        }
        List<String> command = new ArrayList<>(List.of("python3", script.toString(), seconds, directory.toString()));
        ports.forEach(port -> command.add(String.valueOf(port)));
        ToolContainer.Result result = tools.exec(command);
        Map<String, Answer> answers = new LinkedHashMap<>();
        for (String line : result.lines()) {
            String[] parts = line.split("\t", -1);
            List<PortSet> open = new ArrayList<>();
            for (int i = 2; i < parts.length; i++) {
                open.add(ports(parts[i]));
            }
            answers.put(parts[0], new Answer(parts[1].equals("refused"), open));
        }
        if (answers.isEmpty()) {
            throw new UncheckedIOException(new IOException(result.err()));
        }
        if (System.getProperty("probe.verbose") != null) {
            System.err.println(result.err());
        }
        return answers;
    }

    private static PortSet ports(String list) {
        PortSet ports = PortSet.NONE;
        for (String port : list.split(",", -1)) {
            if (!port.isEmpty()) {
                ports = ports.union(PortSet.of(Integer.parseInt(port)));
            }
        }
        return ports;
    }
}
