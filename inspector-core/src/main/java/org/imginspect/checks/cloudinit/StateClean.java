package org.imginspect.checks.cloudinit;

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
import org.imginspect.facts.cloudinit.CloudConfig;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;

/** Flags what cloud-init remembers of the machine the image was made on: its instance, its user data, what already ran. */
final class StateClean implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "cloudinit.state-clean",
            Area.CLOUDINIT,
            Level.ERROR,
            "cloud-init's state of the build machine is removed",
            "cloud-init clean (it also deletes /var/lib/cloud/scripts/per-instance: put your scripts back afterwards)");
    private static final GuestPath DIRECTORY = GuestPath.of("/var/lib/cloud");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        List<Finding> findings = new ArrayList<>();
        for (GuestPath directory : directories(context)) {
            GuestPath current = directory.resolve("instance");
            if (context.tree().lstat(current).isPresent()) {
                findings.add(Finding.of(Level.ERROR, "the build machine's instance is still the current one", current));
            }
            for (GuestName name : context.tree().list(directory.resolve("instances"))) {
                findings.add(Finding.of(
                        Level.ERROR,
                        "data of the instance '" + name.text() + "' is left, its user data among it",
                        directory.resolve("instances").resolve(name)));
            }
            left(context.tree(), directory.resolve("sem"), "says that something ran once and need not again", findings);
            left(context.tree(), directory.resolve("data"), "tells of the build machine", findings);
        }
        return Verdict.of(findings);
    }

    /** The usual directory, and the one that the configuration names if it is another. */
    private static List<GuestPath> directories(CheckContext context) throws ImageException {
        List<GuestPath> directories = new ArrayList<>();
        directories.add(DIRECTORY);
        Optional<CloudConfig> config = context.facts().find(CloudConfig.class);
        if (config.isPresent()) {
            String said = config.get()
                    .find("system_info", "paths", "cloud_dir")
                    .flatMap(CloudConfig.Setting::text)
                    .orElse("");
            if (said.startsWith("/")
                    && said.indexOf('\0') < 0
                    && !GuestPath.of(said).equals(DIRECTORY)) {
                directories.add(GuestPath.of(said));
            }
        }
        return directories;
    }

    /** Files, not the directories that packages ship and cloud-init makes again. */
    private static void left(GuestTree tree, GuestPath directory, String why, List<Finding> into)
            throws ImageException {
        for (GuestName name : tree.list(directory)) {
            GuestPath path = directory.resolve(name);
            boolean empty = tree.lstat(path).map(Node::isDirectory).orElse(false)
                    && tree.list(path).isEmpty();
            if (!empty) {
                into.add(Finding.of(Level.ERROR, "this file " + why, path));
            }
        }
    }
}
