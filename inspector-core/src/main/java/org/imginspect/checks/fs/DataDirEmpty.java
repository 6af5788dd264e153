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
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.mounts.Mounts;
import org.imginspect.facts.mounts.Mounts.Mount;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.Node;

/** Flags a directory for data disks that is not left free. */
final class DataDirEmpty implements Check {
    private static final CheckInfo INFO = new CheckInfo(
                    "fs.data-dir-empty",
                    Area.FS,
                    Level.ERROR,
                    "/data is not there, or empty",
                    "move what lies in /data to /opt or /srv; data disks are mounted over it")
            .onRequest();

    @Override
    public CheckInfo info() {
        return INFO;
    }

    private static final GuestPath DATA = GuestPath.of("/data");
    private static final int NAMED = 5;

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        for (Mount mount :
                context.facts().find(Mounts.class).map(Mounts::mounts).orElse(List.of())) {
            if (mount.path().equals(Optional.of(DATA))) {
                return Verdict.of(Finding.of(Level.ERROR, "mounts something on /data", mount.file(), mount.line()));
            }
        }
        Optional<Node> node = context.tree().lstat(DATA);
        if (node.isEmpty()) {
            return Verdict.pass();
        }
        if (!node.get().isDirectory()) {
            return Verdict.of(
                    Finding.of(Level.ERROR, node.get().isSymlink() ? "is a symbolic link" : "is no directory", DATA));
        }
        List<String> names = new ArrayList<>();
        int count = 0;
        for (GuestName name : context.tree().list(DATA)) {
            if (!name.text().equals("lost+found")) {
                count++;
                if (names.size() < NAMED) {
                    names.add(name.text());
                }
            }
        }
        return count == 0
                ? Verdict.pass()
                : Verdict.of(Finding.of(
                        Level.ERROR,
                        "holds " + String.join(", ", names)
                                + (count > NAMED ? " and " + (count - NAMED) + " more" : ""),
                        DATA));
    }
}
