package org.imginspect.facts.startup;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.facts.files.UnownedFiles;
import org.imginspect.facts.packages.PackageFiles;
import org.imginspect.facts.startup.StartupFile.Kind;
import org.imginspect.facts.users.Users;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;

/** Takes from the one walk of the tree what makes the machine run something, and looks at the rights in its directories. */
public final class StartupFilesGatherer implements FactGatherer<StartupFiles> {
    private static final int WRITABLE = 02;
    private static final int STICKY = 01000;

    /** Nothing to be told: a gatherer has no state. */
    public StartupFilesGatherer() {}

    @Override
    public Class<StartupFiles> type() {
        return StartupFiles.class;
    }

    @Override
    public Optional<StartupFiles> gather(GuestTree tree, Facts others) throws ImageException {
        Set<GuestPath> homes = others.find(Users.class).map(Users::homes).orElse(Set.of());
        Optional<PackageFiles> packages = others.find(PackageFiles.class);
        List<StartupFile> files = new ArrayList<>();
        Set<GuestPath> seen = new HashSet<>();
        for (UnownedFiles.Entry entry :
                others.find(UnownedFiles.class).orElseThrow().files()) {
            Optional<Kind> kind = StartupPlaces.kind(entry.path(), homes);
            if (kind.isPresent() && seen.add(entry.path())) {
                files.add(new StartupFile(kind.get(), entry.path(), isOwned(packages, entry.path())));
            }
        }
        List<StartupFiles.Link> links = new ArrayList<>();
        List<StartupFiles.Writable> writable = new ArrayList<>();
        Set<GuestPath> directories = new HashSet<>();
        for (String guarded : StartupPlaces.GUARDED) {
            Optional<GuestPath> directory = tree.resolve(GuestPath.of(guarded));
            if (directory.isEmpty() || !directories.add(directory.get())) {
                continue;
            }
            look(tree, directory.get(), writable);
            for (GuestName name : tree.list(directory.get())) {
                GuestPath path = directory.get().resolve(name);
                Optional<Node> node = tree.lstat(path);
                if (node.isPresent() && node.get().isSymlink()) {
                    link(tree, path, homes, links);
                } else {
                    add(path, node, writable);
                }
            }
        }
        for (String guarded : StartupPlaces.GUARDED_FILES) {
            look(tree, GuestPath.of(guarded), writable);
        }
        for (StartupFiles.Link link : links) {
            Optional<Kind> kind = StartupPlaces.kind(link.path(), homes);
            Optional<Node> target = tree.stat(link.target());
            if (kind.isPresent()
                    && target.isPresent()
                    && target.get().isFile()
                    && !isPackages(packages, link.target())
                    && seen.add(link.target())) {
                files.add(new StartupFile(kind.get(), link.target(), false));
                add(link.target(), target, writable);
            }
        }
        return Optional.of(new StartupFiles(files, links, writable));
    }

    /** A link to another place of the same kind is only another name, one to /dev/null a mask. */
    private static void link(GuestTree tree, GuestPath path, Set<GuestPath> homes, List<StartupFiles.Link> into)
            throws ImageException {
        Optional<GuestPath> target = tree.resolve(path);
        if (target.isEmpty()) {
            String text = tree.readLink(path).map(GuestName::text).orElse("");
            target =
                    text.startsWith("/") && text.indexOf('\0') < 0 ? Optional.of(GuestPath.of(text)) : Optional.empty();
        }
        if (target.isPresent()
                && !target.get().equals(GuestPath.of("/dev/null"))
                && StartupPlaces.kind(target.get(), homes).isEmpty()) {
            into.add(new StartupFiles.Link(path, target.get()));
        }
    }

    private static void look(GuestTree tree, GuestPath path, List<StartupFiles.Writable> into) throws ImageException {
        add(path, tree.stat(path), into);
    }

    /** In a directory with the sticky bit others can add, and not replace; cron's spools are such for their group. */
    private static void add(GuestPath path, Optional<Node> node, List<StartupFiles.Writable> into) {
        if (node.isPresent()
                && (node.get().isFile() || node.get().isDirectory())
                && (node.get().permissions() & WRITABLE) != 0
                && !(node.get().isDirectory()
                        && (node.get().permissions() & STICKY) != 0
                        && !path.text().startsWith("/etc/"))) {
            into.add(new StartupFiles.Writable(path, node.get()));
        }
    }

    private static boolean isOwned(Optional<PackageFiles> packages, GuestPath path) {
        return packages.isPresent() && packages.get().owner(path) == PackageFiles.Owner.CONFIGURATION;
    }

    private static boolean isPackages(Optional<PackageFiles> packages, GuestPath path) {
        return packages.isPresent() && packages.get().owner(path) == PackageFiles.Owner.PACKAGE;
    }
}
