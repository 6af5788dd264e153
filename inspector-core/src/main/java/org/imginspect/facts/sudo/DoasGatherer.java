package org.imginspect.facts.sudo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;

/** Reads {@code /etc/doas.conf} and {@code /etc/doas.d/*.conf}, which Alpine's doas reads before it. */
public final class DoasGatherer implements FactGatherer<Doas> {
    private static final GuestPath CONF = GuestPath.of("/etc/doas.conf");

    /** Nothing to be told: a gatherer has no state. */
    public DoasGatherer() {}

    @Override
    public Class<Doas> type() {
        return Doas.class;
    }

    @Override
    public Optional<Doas> gather(GuestTree tree, Facts others) throws ImageException {
        List<GuestPath> paths = new ArrayList<>(tree.glob("/etc/doas.d/*.conf"));
        paths.add(CONF);
        List<Doas.Source> files = new ArrayList<>();
        List<Doas.Rule> rules = new ArrayList<>();
        List<Doas.Fault> faults = new ArrayList<>();
        for (GuestPath path : paths) {
            Optional<Node> node = tree.stat(path);
            if (node.isPresent() && node.get().isFile()) {
                files.add(new Doas.Source(path, node.get()));
                new DoasParser(path, tree.text(path).orElse(""), rules, faults).parse();
            }
        }
        return files.isEmpty() ? Optional.empty() : Optional.of(new Doas(files, rules, faults));
    }
}
