package org.imginspect.facts.firewall;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Rules of nft: what the kernel lets a stranger reach is what the model says, port by port. */
class NftOracleTest {
    private static final int CASES = 125;

    @Test
    void whatAStrangerReachesIsWhatTheKernelLetsIn() throws Exception {
        Map<String, String> files = new LinkedHashMap<>();
        for (int seed = 1; seed <= CASES; seed++) {
            files.put("%05d.nft".formatted(seed), new NftGenerator(seed).ruleset());
        }
        new OracleComparison(NftGenerator.PORTS)
                .compare(files, name -> Model.nft(Objects.requireNonNull(files.get(name + ".nft"))));
    }
}
