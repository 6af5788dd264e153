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
import org.imginspect.check.Parameter;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;

/** Flags images that count on first-boot scripts and have none: cloud-init clean takes them away with the state. */
final class FirstBootScriptsLost implements Check {
    private static final Parameter EXPECTED =
            Parameter.list("expected", "names of the scripts that must lie in /var/lib/cloud/scripts/per-instance");
    private static final CheckInfo INFO = new CheckInfo(
                    "cloudinit.first-boot-scripts-lost",
                    Area.CLOUDINIT,
                    Level.ERROR,
                    "First-boot scripts that the product counts on are there",
                    "copy them to /var/lib/cloud/scripts/per-instance after cloud-init clean, which deletes that directory")
            .with(EXPECTED);
    private static final GuestPath DIRECTORY = GuestPath.of("/var/lib/cloud/scripts/per-instance");

    /** Where a product says how it sets itself up. */
    private static final String[] SPEAKERS = {
        "/etc/motd", "/etc/update-motd.d/*", "/etc/profile.d/*.sh", "/etc/rc.local", "/etc/rc.d/rc.local",
                "/root/.bashrc", "/root/.profile",
        "/root/*", "/usr/local/bin/*", "/usr/local/sbin/*", "/opt/*.sh", "/opt/*/*.sh", "/opt/*/bin/*",
                "/etc/systemd/system/*.service"
    };

    private static final long MOST_BYTES = 64 << 10;

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        List<Finding> findings = new ArrayList<>();
        List<String> expected = context.params().list(EXPECTED);
        for (String name : expected) {
            GuestPath script = GuestPath.of(name.startsWith("/") ? name : DIRECTORY + "/" + name);
            if (!script.parent().equals(Optional.of(DIRECTORY))) {
                findings.add(Finding.of(
                        Level.ERROR, "cloud-init runs no first-boot script there; it looks in " + DIRECTORY, script));
            } else if (!context.tree().exists(script)) {
                findings.add(Finding.of(
                        Level.ERROR, "the first-boot script '" + script.name().text() + "' is missing", script));
            }
        }
        if (!expected.isEmpty() || !context.tree().list(DIRECTORY).isEmpty()) {
            return Verdict.of(findings);
        }
        for (String pattern : SPEAKERS) {
            for (GuestPath file : context.tree().glob(pattern)) {
                speaks(context.tree(), file).ifPresent(findings::add);
            }
        }
        return findings.isEmpty()
                ? Verdict.notApplicable("nothing in the image speaks of first-boot scripts")
                : Verdict.of(findings);
    }

    private static Optional<Finding> speaks(GuestTree tree, GuestPath file) throws ImageException {
        Optional<Node> node = tree.stat(file);
        if (node.isEmpty() || !node.get().isFile() || node.get().sizeBytes() > MOST_BYTES) {
            return Optional.empty();
        }
        List<String> lines = tree.lines(file).orElse(List.of());
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains("cloud/scripts/per-instance")) {
                return Optional.of(Finding.of(
                        Level.WARNING,
                        "this file speaks of /var/lib/cloud/scripts/per-instance, but no script is left there",
                        file,
                        i + 1));
            }
        }
        return Optional.empty();
    }
}
