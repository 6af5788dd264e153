package org.imginspect.facts.firewall;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Files for iptables-restore and ip6tables-restore: what the kernel lets a stranger reach is what the model says, port by port. */
class IptablesOracleTest {
    private static final int CASES = 100;

    @Test
    void whatAStrangerReachesIsWhatTheKernelLetsIn() throws Exception {
        Map<String, String> files = new LinkedHashMap<>();
        for (int seed = 1; seed <= CASES; seed++) {
            files.put("%05d.v4".formatted(seed), new IptablesGenerator(seed, false).file());
            files.put("%05d.v6".formatted(seed), new IptablesGenerator(seed, true).file());
        }
        new OracleComparison(NftGenerator.PORTS)
                .compare(
                        files,
                        name -> Model.iptables(
                                Objects.requireNonNull(files.get(name + ".v4")),
                                Objects.requireNonNull(files.get(name + ".v6"))));
    }
}
