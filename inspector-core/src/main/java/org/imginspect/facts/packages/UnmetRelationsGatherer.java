package org.imginspect.facts.packages;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.facts.packages.relations.OwnedPaths;
import org.imginspect.facts.packages.relations.Unmet;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** Compares what packages need with what there is. Empty if there is no package manager. */
public final class UnmetRelationsGatherer implements FactGatherer<UnmetRelations> {
    private static final GuestPath USR = GuestPath.of("/usr");

    /** Nothing to be told: a gatherer has no state. */
    public UnmetRelationsGatherer() {}

    @Override
    public Class<UnmetRelations> type() {
        return UnmetRelations.class;
    }

    @Override
    public Optional<UnmetRelations> gather(GuestTree tree, Facts others) throws ImageException {
        Optional<Packages> packages = others.find(Packages.class);
        if (packages.isEmpty()) {
            return Optional.empty();
        }
        OwnedPaths files =
                path -> isOwned(path, tree, others.find(PackageFiles.class).orElseThrow());
        List<UnmetRelations.Relation> found = new ArrayList<>();
        for (Unmet each : packages.get().source().unmet(files)) {
            found.add(new UnmetRelations.Relation(
                    each.by(), UnmetRelations.Kind.valueOf(each.kind().name()), each.relation(), each.found()));
        }
        return Optional.of(new UnmetRelations(found));
    }

    /** By the very path, by the one that links in its directories lead to, and by what that was called before /usr took it in. */
    private static boolean isOwned(String text, GuestTree tree, PackageFiles files) throws ImageException {
        if (text.indexOf('\0') >= 0) {
            return false;
        }
        GuestPath path = GuestPath.of(text);
        if (files.owner(path) != PackageFiles.Owner.NONE) {
            return true;
        }
        Optional<GuestPath> parent = path.parent();
        Optional<GuestPath> directory = parent.isEmpty() ? Optional.empty() : tree.resolve(parent.get());
        if (directory.isEmpty()) {
            return false;
        }
        GuestPath real = directory.get().resolve(path.name());
        return files.owner(real) != PackageFiles.Owner.NONE
                || (real.startsWith(USR) && files.owner(real.below(USR)) != PackageFiles.Owner.NONE);
    }
}
