package org.imginspect.checks.cleanup;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Parameter;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Kind;
import org.imginspect.guest.Node;

/** Flags what the build left in the directories for temporary files, and directories that are not fit for them. */
final class TmpEmpty implements Check {
    private static final Parameter DIRECTORIES =
            Parameter.parts("directories", "which of the two are looked at", "/tmp", "/var/tmp");

    /** What a running system makes there itself, at each boot anew. */
    private static final Set<String> SYSTEMS_OWN =
            Set.of(".X11-unix", ".ICE-unix", ".XIM-unix", ".font-unix", ".Test-unix", "snap-private-tmp", "lost+found");

    private static final String PRIVATE = "systemd-private-";
    private static final int MODE = 01777;
    private static final int NAMES = 3;

    private static final CheckInfo INFO = new CheckInfo(
                    "cleanup.tmp-empty",
                    Area.CLEANUP,
                    Level.ERROR,
                    "/tmp and /var/tmp are empty",
                    "find /tmp /var/tmp -mindepth 1 -delete; chmod 1777 /tmp /var/tmp")
            .with(DIRECTORIES);

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        List<Finding> findings = new ArrayList<>();
        Set<GuestPath> seen = new HashSet<>();
        for (String each : context.params().list(DIRECTORIES)) {
            GuestPath place = GuestPath.of(each);
            Optional<GuestPath> real = context.tree().resolve(place);
            Optional<Node> node =
                    real.isEmpty() ? Optional.empty() : context.tree().stat(real.get());
            if (real.isEmpty() || node.isEmpty() || !node.get().isDirectory()) {
                findings.add(Finding.of(Level.ERROR, "is no directory; programs expect one with mode 1777", place));
            } else if (seen.add(real.get())) {
                permissions(place, node.get(), findings);
                look(context.tree(), place, real.get(), findings);
            }
        }
        return Verdict.of(findings);
    }

    private static void permissions(GuestPath place, Node node, List<Finding> findings) {
        if (node.permissions() != MODE || node.uid() != 0) {
            findings.add(Finding.of(
                    Level.ERROR,
                    "has mode " + Integer.toOctalString(node.permissions()) + " and owner " + node.uid()
                            + "; it has to be writable for everybody and sticky, mode 1777 of root",
                    place));
        }
    }

    private static void look(GuestTree tree, GuestPath place, GuestPath real, List<Finding> findings)
            throws ImageException {
        long entries = 0;
        boolean file = false;
        List<String> names = new ArrayList<>();
        Pile below = new Pile(real);
        Pile inPrivate = new Pile(real);
        for (GuestName name : tree.list(real)) {
            GuestPath path = real.resolve(name);
            Optional<Node> node = tree.lstat(path);
            if (node.isEmpty()) {
                continue;
            }
            boolean directory = node.get().isDirectory();
            if (directory && isSystemsOwn(name.text())) {
                collect(tree, path, node.get(), inPrivate);
                continue;
            }
            entries++;
            if (names.size() < NAMES) {
                names.add(directory ? name + "/" : name.toString());
            }
            file |= node.get().isFile() || node.get().isSymlink();
            collect(tree, path, node.get(), below);
        }
        if (entries > 0) {
            String files = below.files() == 0
                    ? "no files"
                    : (below.files() == 1 ? "1 file" : below.files() + " files") + " of " + Sizes.text(below.bytes());
            findings.add(Finding.of(
                    file || below.files() > 0 ? Level.ERROR : Level.WARNING,
                    "is not empty: " + Pile.list(names, entries) + "; " + files + " in all",
                    place));
        }
        if (!inPrivate.isEmpty()) {
            findings.add(inPrivate.finding(Level.WARNING, "a service's temporary file", "services' temporary files"));
        }
    }

    private static boolean isSystemsOwn(String name) {
        return SYSTEMS_OWN.contains(name) || name.startsWith(PRIVATE);
    }

    /** Regular files, empty ones among them: their names tell something too. */
    private static void collect(GuestTree tree, GuestPath path, Node node, Pile pile) throws ImageException {
        if (node.kind() == Kind.FILE) {
            pile.add(path, node.sizeBytes());
        } else if (node.isDirectory()) {
            tree.walk(path, (file, each) -> {
                if (each.isFile()) {
                    pile.add(file, each.sizeBytes());
                }
                return true;
            });
        }
    }
}
