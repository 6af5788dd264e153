package org.imginspect.checks;

import java.util.List;
import java.util.Map;
import org.imginspect.check.CheckContext;
import org.imginspect.check.Params;
import org.imginspect.check.Verdict;
import org.imginspect.engine.StorageMap;
import org.imginspect.error.ImageException;
import org.imginspect.facts.Facts;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.io.Limits;
import org.imginspect.scan.ExampleStorage;
import org.imginspect.scan.Gatherers;

/** Asks one check of the catalogue about a guest made in memory. */
public final class Evaluation {
    private Evaluation() {}

    /** @param storage lines as in the pages' examples, without {@code storage:} */
    public static Verdict of(String id, MemoryFileTree.Builder files, String... storage) throws ImageException {
        GuestTree tree = new GuestTree(files.build(), Limits.defaults());
        StorageMap map = ExampleStorage.of(List.of(storage));
        Facts facts = new Facts(tree, map, ExampleStorage.space(List.of(storage)), Gatherers.all());
        return Catalogue.find(id).orElseThrow().evaluate(new CheckContext(tree, map, facts, new Params(Map.of())));
    }
}
