package org.imginspect.checks.accounts;

import java.util.List;
import java.util.Map;
import org.imginspect.check.CheckContext;
import org.imginspect.check.Params;
import org.imginspect.check.Verdict;
import org.imginspect.checks.Catalogue;
import org.imginspect.checks.TestContext;
import org.imginspect.error.ImageException;
import org.imginspect.facts.Facts;
import org.imginspect.facts.Inputs;
import org.imginspect.facts.TestFacts;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.io.Limits;
import org.imginspect.scan.Gatherers;

/** Asks a check about a guest of a few files. */
final class Ask {
    /** Made by crypt(3) of a password that nobody guesses. */
    static final String HASH =
            "$6$rounds=1000$Kq8vB2xNw3Rt$/C2rEgkPjVrUX.P3iZ0iIn9ldhCCSBE3wbJeSoJ7WR5XvX5RA2/g11m4LXOAPBnI8rPQ/7Y47Tg0fAwHL0Ggy1";

    static final String ROOT = "root:x:0:0:root:/root:/bin/bash\n";

    private Ask() {}

    static Verdict verdict(String id, MemoryFileTree.Builder files) throws ImageException {
        return verdict(id, files, Inputs.defaults(), Map.of());
    }

    static Verdict verdict(String id, MemoryFileTree.Builder files, Inputs inputs, Map<String, String> params)
            throws ImageException {
        GuestTree tree = new GuestTree(files.build(), Limits.defaults());
        Facts facts = new Facts(
                tree,
                TestFacts.storage(),
                org.imginspect.engine.DiskSpace.unknown("disk.raw"),
                inputs,
                Gatherers.all());
        return Catalogue.find(id)
                .orElseThrow()
                .evaluate(new CheckContext(tree, TestFacts.storage(), facts, new Params(params)));
    }

    static List<String> findings(String id, MemoryFileTree.Builder files) throws ImageException {
        return TestContext.findings(verdict(id, files));
    }

    static MemoryFileTree.Builder passwd(String more) {
        return MemoryFileTree.builder().file("/etc/passwd", ROOT + more);
    }

    static MemoryFileTree.Builder passwd(String more, String shadow) {
        return passwd(more).file("/etc/shadow", shadow);
    }
}
