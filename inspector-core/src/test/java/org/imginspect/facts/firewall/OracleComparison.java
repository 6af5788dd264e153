package org.imginspect.facts.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Compares the model with the kernel, case by case and port by port. */
final class OracleComparison {
    /** Makes our rules of a case. */
    @FunctionalInterface
    interface Rules {
        RuleSet of(String name) throws IOException;
    }

    private static final String[] WHICH = {"tcp over IPv4", "udp over IPv4", "tcp over IPv6", "udp over IPv6"};

    private final List<Integer> ports;

    OracleComparison(List<Integer> ports) {
        this.ports = ports;
    }

    /** Fails if one port differs, if tools refuse more than a fifth of the cases, or if the model does not know of one port in twenty. */
    void compare(Map<String, String> files, Rules rules) throws IOException {
        Map<String, List<Simulation>> ours = new HashMap<>();
        Map<String, Probe.Answer> theirs = Probe.run(
                files,
                ports,
                (name, answer) -> answer.refused()
                        || differences(answer, simulations(ours, rules, name)).isEmpty());
        List<String> wrong = new ArrayList<>();
        int refused = 0;
        long unknown = 0;
        for (Map.Entry<String, Probe.Answer> each : theirs.entrySet()) {
            if (each.getValue().refused()) {
                refused++; // Chance makes conflicts that a tool does not take.
                continue;
            }
            List<Simulation> runs = simulations(ours, rules, each.getKey());
            for (String difference : differences(each.getValue(), runs)) {
                wrong.add(each.getKey() + ": " + difference);
            }
            for (Simulation run : runs) {
                unknown += ports.stream().filter(run.unknown()::contains).count();
            }
        }
        assertThat(wrong).as("%s wrong", wrong.size()).isEmpty();
        assertThat(refused).isLessThanOrEqualTo(theirs.size() / 5);
        assertThat(unknown).isLessThan((long) theirs.size() * ports.size() * 4 / 20);
    }

    private static List<Simulation> simulations(Map<String, List<Simulation>> known, Rules rules, String name)
            throws IOException {
        List<Simulation> runs = known.get(name);
        if (runs == null) {
            runs = Model.simulate(rules.of(name));
            known.put(name, runs);
        }
        return runs;
    }

    private List<String> differences(Probe.Answer answer, List<Simulation> runs) {
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            Simulation run = runs.get(i);
            for (int port : ports) {
                boolean open = answer.open().get(i).contains(port);
                if (!run.unknown().contains(port) && run.open().contains(port) != open) {
                    differences.add(WHICH[i] + " " + port + " is " + (open ? "open" : "shut") + ", ours by "
                            + run.acceptedBy(port) + " " + run.droppedBy(port));
                }
            }
        }
        return differences;
    }
}
