package org.imginspect.checks.fs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Parameter;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;

/** Flags temporary directories that not everybody may use, or in which everybody may delete. */
final class TmpMode implements Check {
    private static final Parameter DIRECTORIES =
            Parameter.parts("directories", "which of the two are looked at", "/tmp", "/var/tmp");

    private static final CheckInfo INFO = new CheckInfo(
                    "fs.tmp-mode",
                    Area.FS,
                    Level.ERROR,
                    "/tmp and /var/tmp exist with mode 1777",
                    "mkdir -p /tmp /var/tmp; chmod 1777 /tmp /var/tmp; empty the directories instead of removing them")
            .with(DIRECTORIES);

    @Override
    public CheckInfo info() {
        return INFO;
    }

    private static final int MODE = 01777;
    private static final List<GuestPath> TMPFILES = List.of(
            GuestPath.of("/etc/tmpfiles.d/tmp.conf"),
            GuestPath.of("/usr/lib/tmpfiles.d/tmp.conf"),
            GuestPath.of("/lib/tmpfiles.d/tmp.conf"));

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        List<Finding> findings = new ArrayList<>();
        for (String each : context.params().list(DIRECTORIES)) {
            GuestPath directory = GuestPath.of(each);
            Optional<Node> node = context.tree().stat(directory);
            String what;
            boolean inTheWay = false;
            if (node.isEmpty()) {
                inTheWay = context.tree().lstat(directory).isPresent();
                what = inTheWay ? "is a link to nothing" : "is not there";
            } else if (!node.get().isDirectory()) {
                inTheWay = true;
                what = "is no directory";
            } else if (node.get().permissions() != MODE) {
                what = "has mode 0" + Integer.toOctalString(node.get().permissions()) + ", not 01777";
            } else {
                continue;
            }
            // Of what is no directory systemd-tmpfiles says that it exists already, and leaves it.
            boolean mended = !inTheWay && isMendedAtBoot(context.tree(), directory);
            findings.add(Finding.of(
                    mended ? Level.WARNING : Level.ERROR,
                    what + (mended ? "; systemd-tmpfiles mends that at every start" : ""),
                    directory));
        }
        return Verdict.of(findings);
    }

    /** Whether tmpfiles.d(5) makes the directory with the right mode; the first file of a name counts. */
    private static boolean isMendedAtBoot(GuestTree tree, GuestPath directory) throws ImageException {
        for (GuestPath file : TMPFILES) {
            if (tree.lstat(file).isEmpty()) {
                continue;
            }
            for (String line : tree.lines(file).orElse(List.of())) {
                String[] fields = line.strip().split("[ \t]+", 5);
                if (fields.length >= 3
                        && !fields[0].startsWith("#")
                        && "dDvqQ".indexOf(fields[0].charAt(0)) >= 0
                        && fields[1].equals(directory.text())
                        && (fields[2].equals("1777") || fields[2].equals("01777"))) {
                    return true;
                }
            }
            return false;
        }
        return false;
    }
}
