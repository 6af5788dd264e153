package org.imginspect.facts.files;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.facts.packages.PackageFiles;
import org.imginspect.facts.packages.PackageFiles.Owner;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;

/**
 * Walks the tree once and asks of each file whose it is. Packages list paths as they were before directories became links
 * ({@code /bin/sh}, which is {@code /usr/bin/sh} now); a link that stands where packages list a directory gives everything behind it
 * a second name, under which it is asked for too.
 */
public final class UnownedFilesGatherer implements FactGatherer<UnownedFiles> {
    private static final int MOST_NAMES = 16;

    /** Nothing to be told: a gatherer has no state. */
    public UnownedFilesGatherer() {}

    @Override
    public Class<UnownedFiles> type() {
        return UnownedFiles.class;
    }

    @Override
    public Optional<UnownedFiles> gather(GuestTree tree, Facts others) throws ImageException {
        Optional<PackageFiles> packages = others.find(PackageFiles.class);
        List<UnownedFiles.Entry> found = new ArrayList<>();
        List<GuestPath> links = new ArrayList<>();
        tree.walk(GuestPath.ROOT, new GuestTree.Visitor() {
            @Override
            public boolean visit(GuestPath path, Node node) {
                switch (node.kind()) {
                    case DIRECTORY -> {
                        return !Generated.isDirectory(path);
                    }
                    case SYMLINK -> {
                        if (packages.isPresent()) {
                            links.add(path);
                        }
                    }
                    case FILE -> {
                        if (node.sizeBytes() > 0
                                && (packages.isEmpty() || packages.get().owner(path) != Owner.PACKAGE)
                                && !Generated.isFile(path)) {
                            found.add(new UnownedFiles.Entry(
                                    path, node.sizeBytes(), node.permissions(), node.uid(), node.gid(), Owner.NONE));
                        }
                    }
                    default -> {
                        // Devices, FIFOs and sockets hold nothing on the disk.
                    }
                }
                return false;
            }

            /** A package's file, or a link of a package's that leads to none of its directories, is not wanted below. */
            @Override
            public boolean passes(GuestPath path) {
                return packages.isPresent()
                        && packages.get().owner(path) == Owner.PACKAGE
                        && !packages.get().isDirectory(path);
            }
        });
        if (packages.isEmpty()) {
            return Optional.of(new UnownedFiles(found));
        }
        Map<GuestPath, List<GuestPath>> names = secondNames(tree, packages.get(), links);
        List<UnownedFiles.Entry> unowned = new ArrayList<>();
        for (UnownedFiles.Entry file : found) {
            Owner owner = owner(file.path(), packages.get(), names);
            if (owner != Owner.PACKAGE
                    && (owner == Owner.CONFIGURATION || !isMade(file.path(), packages.get(), names))) {
                unowned.add(file.ownedAs(owner));
            }
        }
        return Optional.of(new UnownedFiles(unowned));
    }

    /**
     * For each directory that links lead to, those links. A link may itself have a second name by which packages list it, hence the
     * second round.
     */
    private static Map<GuestPath, List<GuestPath>> secondNames(
            GuestTree tree, PackageFiles packages, List<GuestPath> links) throws ImageException {
        Map<GuestPath, List<GuestPath>> names = new HashMap<>();
        List<GuestPath> others = new ArrayList<>();
        for (GuestPath link : links) {
            if (packages.isDirectory(link)) {
                add(names, tree.resolve(link), link);
            } else {
                others.add(link);
            }
        }
        if (names.isEmpty()) {
            return names;
        }
        Map<GuestPath, List<GuestPath>> first = new HashMap<>(names);
        for (GuestPath link : others) {
            for (GuestPath name : namesOf(link, first)) {
                if (packages.isDirectory(name)) {
                    add(names, tree.resolve(link), name);
                }
            }
        }
        return names;
    }

    private static void add(Map<GuestPath, List<GuestPath>> names, Optional<GuestPath> target, GuestPath link) {
        if (target.isPresent()) {
            names.computeIfAbsent(target.get(), any -> new ArrayList<>()).add(link);
        }
    }

    /** Whether it was made from what a package owns. */
    private static boolean isMade(GuestPath path, PackageFiles packages, Map<GuestPath, List<GuestPath>> names) {
        Optional<GuestPath> source = Generated.source(path);
        return source.isPresent() && owner(source.get(), packages, names) == Owner.PACKAGE;
    }

    private static Owner owner(GuestPath path, PackageFiles packages, Map<GuestPath, List<GuestPath>> names) {
        for (GuestPath name : namesOf(path, names)) {
            Owner owner = packages.owner(name);
            if (owner != Owner.NONE) {
                return owner;
            }
        }
        return Owner.NONE;
    }

    /** The path, and what it is called through links; so many only, for links may multiply them. */
    private static List<GuestPath> namesOf(GuestPath path, Map<GuestPath, List<GuestPath>> names) {
        List<GuestPath> known = new ArrayList<>();
        known.add(path);
        for (int i = 0; i < known.size() && !names.isEmpty(); i++) {
            GuestPath name = known.get(i);
            for (Optional<GuestPath> above = name.parent();
                    above.isPresent();
                    above = above.get().parent()) {
                for (GuestPath link : names.getOrDefault(above.get(), List.of())) {
                    GuestPath second = link.append(name.below(above.get()));
                    if (known.size() < MOST_NAMES && !known.contains(second)) {
                        known.add(second);
                    }
                }
            }
        }
        return known;
    }
}
