package org.imginspect.checks.fs;

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
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.cloudinit.CloudConfig;
import org.imginspect.facts.mounts.DeviceName;
import org.imginspect.facts.mounts.Mounts;
import org.imginspect.facts.mounts.Mounts.Mount;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;

/** Flags swap space in a file, and whatever would make one. */
final class NoSwapFile implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "fs.no-swap-file",
            Area.FS,
            Level.WARNING,
            "There is no swap file, and nothing that makes one",
            "swapoff -a, delete the file and its line in /etc/fstab; remove what makes it");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    private static final List<String> USUAL = List.of(
            "/swapfile",
            "/swap.img",
            "/swap",
            "/swap/swapfile",
            "/var/swap",
            "/var/swapfile",
            "/var/swap.img",
            "/mnt/swapfile",
            "/mnt/resource/swapfile",
            "/.swapfile");
    private static final GuestPath WAAGENT = GuestPath.of("/etc/waagent.conf");
    private static final GuestPath DPHYS = GuestPath.of("/etc/dphys-swapfile");
    private static final GuestPath DPHYS_PROGRAM = GuestPath.of("/sbin/dphys-swapfile");

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        GuestTree tree = context.tree();
        List<Finding> findings = new ArrayList<>();
        Set<GuestPath> named = new HashSet<>();
        for (Mount mount :
                context.facts().find(Mounts.class).map(Mounts::mounts).orElse(List.of())) {
            boolean swap = mount.type().equals("swap");
            if (swap
                    && mount.device().kind() == DeviceName.Kind.FILE
                    && !mount.device().text().startsWith("/dev/")) {
                named.add(GuestPath.of(mount.device().text()));
                findings.add(Finding.of(
                        Level.WARNING, "swaps to the file " + mount.device().text(), mount.file(), mount.line()));
            }
        }
        for (String usual : USUAL) {
            GuestPath path = GuestPath.of(usual);
            Optional<Node> node = tree.lstat(path);
            if (node.isPresent() && node.get().isFile() && node.get().sizeBytes() > 0 && !named.contains(path)) {
                findings.add(Finding.of(
                        Level.WARNING, "looks like a swap file, " + node.get().sizeBytes() + " bytes long", path));
            }
        }
        azureAgent(tree, findings);
        if (tree.exists(DPHYS_PROGRAM)) {
            findings.add(Finding.of(
                    Level.WARNING,
                    "dphys-swapfile is installed, which makes a swap file at every start",
                    tree.exists(DPHYS) ? DPHYS : DPHYS_PROGRAM));
        }
        cloudInit(context, findings);
        return Verdict.of(findings);
    }

    /** As the agent reads its file: the last line of a name counts, quotes and comments behind a value do not. */
    private static void azureAgent(GuestTree tree, List<Finding> findings) throws ImageException {
        List<String> lines = tree.lines(WAAGENT).orElse(List.of());
        for (int i = lines.size() - 1; i >= 0; i--) {
            String line = lines.get(i);
            int equals = line.indexOf('=');
            if (!line.startsWith("#")
                    && equals > 0
                    && line.substring(0, equals).strip().equals("ResourceDisk.EnableSwap")) {
                String value = line.substring(equals + 1)
                        .split("#", 2)[0]
                        .replace('"', ' ')
                        .strip();
                if (value.equalsIgnoreCase("y")) {
                    findings.add(Finding.of(Level.WARNING, "has a swap file made: " + line.strip(), WAAGENT, i + 1));
                }
                return;
            }
        }
    }

    /** A size below {@code swap:} in the configuration: cloud-init's module mounts makes the file, but none without a size. */
    private static void cloudInit(CheckContext context, List<Finding> findings) throws ImageException {
        Optional<CloudConfig> config = context.facts().find(CloudConfig.class);
        Optional<CloudConfig.Setting> swap =
                config.isEmpty() ? Optional.empty() : config.get().find("swap", "size");
        if (swap.isPresent() && !swap.get().isFalse()) {
            findings.add(Finding.of(
                    Level.WARNING,
                    "cloud-init is told to make a swap file",
                    swap.get().file(),
                    swap.get().line()));
        }
    }
}
