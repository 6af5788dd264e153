package org.imginspect.facts.boot;

import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** Reads the files in the order of Debian's grub-mkconfig: the drop-ins after the main file, by name. */
public final class GrubDefaultsGatherer implements FactGatherer<GrubDefaults> {
    private static final GuestPath MAIN = GuestPath.of("/etc/default/grub");

    /** Stateless. */
    public GrubDefaultsGatherer() {}

    @Override
    public Class<GrubDefaults> type() {
        return GrubDefaults.class;
    }

    @Override
    public Optional<GrubDefaults> gather(GuestTree tree, Facts others) throws ImageException {
        Optional<String> main = tree.text(MAIN);
        if (main.isEmpty()) {
            return Optional.empty();
        }
        ShellAssignments assignments = new ShellAssignments();
        assignments.read(main.get(), MAIN);
        for (GuestPath file : tree.glob("/etc/default/grub.d/*.cfg")) {
            Optional<String> text = tree.text(file);
            if (text.isPresent()) {
                assignments.read(text.get(), file);
            }
        }
        return Optional.of(new GrubDefaults(assignments.settings()));
    }

    /** For the tests, which compare with a real shell. */
    static GrubDefaults read(String text) throws ImageException {
        ShellAssignments assignments = new ShellAssignments();
        assignments.read(text, MAIN);
        return new GrubDefaults(assignments.settings());
    }
}
