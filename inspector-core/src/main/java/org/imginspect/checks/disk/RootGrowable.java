package org.imginspect.checks.disk;

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
import org.imginspect.engine.PartitionInfo;
import org.imginspect.engine.StorageEntry;
import org.imginspect.engine.StorageMap;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.Facts;
import org.imginspect.facts.cloudinit.CloudConfig;
import org.imginspect.facts.cloudinit.CloudInit;
import org.imginspect.facts.cloudinit.CloudModule;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Kind;
import org.imginspect.guest.Node;

/** Flags systems whose root stays as small as the image on a larger disk. */
final class RootGrowable implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "disk.root-growable",
            Area.DISK,
            Level.ERROR,
            "The root grows to the size of the disk it is started on",
            "make the root the last partition; install cloud-guest-utils (Debian, Ubuntu) or cloud-utils-growpart and cloud-init");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    private static final List<String> BINARIES = List.of("/usr/bin/", "/usr/sbin/", "/sbin/", "/bin/");
    private static final List<GuestPath> GROWERS = List.of(
            GuestPath.of("/usr/lib/systemd/system/initrd-growroot.service"),
            GuestPath.of("/usr/share/initramfs-tools/scripts/local-bottom/growroot"),
            GuestPath.of("/usr/lib/dracut/modules.d/50growroot/growroot.sh"),
            GuestPath.of("/usr/lib/dracut/modules.d/90kiwi-repart/kiwi-repart-disk.sh"),
            GuestPath.of("/usr/lib/dracut/modules.d/55kiwi-repart/kiwi-repart-disk.sh"));
    /** repart.d(5), the first in front. */
    private static final List<String> REPART = List.of("/etc/repart.d", "/usr/local/lib/repart.d", "/usr/lib/repart.d");

    private static final List<String> MODULES = List.of("growpart", "resizefs");
    private static final GuestPath DISABLED = GuestPath.of("/etc/growroot-disabled");

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        StorageMap storage = context.storage();
        Optional<StorageEntry> root = storage.mountedAt(GuestPath.ROOT);
        if (root.isEmpty()) {
            throw new UnsupportedFeatureException(
                    "disk: where the root lies is not known",
                    storage.entries().get(0).path());
        }
        List<Finding> findings = new ArrayList<>();
        Optional<StorageEntry> partition = storage.partitions().stream()
                .filter(entry -> root.get().path().startsWith(entry.path() + " > "))
                .findFirst();
        if (partition.isPresent()) {
            position(storage, partition.get(), findings);
        }
        if (root.get().path().contains("LVM2_member")) {
            findings.add(Finding.of(
                    Level.WARNING,
                    "the root is a logical volume: what grows partitions at the first start does not grow it"));
        }
        tools(context.tree(), context.facts(), root.get().format(), partition.isPresent(), findings);
        return Verdict.of(findings);
    }

    private static void position(StorageMap storage, StorageEntry root, List<Finding> findings) {
        PartitionInfo own = root.partition().orElseThrow();
        for (StorageEntry other : storage.partitions()) {
            PartitionInfo partition = other.partition().orElseThrow();
            if (partition.startBytes() > own.startBytes()) {
                findings.add(Finding.of(
                        Level.ERROR, other.path() + " lies behind the root, " + root.path() + ", which cannot grow"));
                return;
            }
        }
        if (own.logicalOf().isPresent()) {
            findings.add(Finding.of(
                    Level.ERROR,
                    root.path() + " lies in the extended partition "
                            + own.logicalOf().getAsInt() + ", which growpart does not grow"));
        }
    }

    /** Whether systemd-repart is told anything. A file of the same name in /etc hides the vendor's; one that is empty only hides it. */
    private static boolean definesPartitions(GuestTree tree) throws ImageException {
        Set<GuestName> seen = new HashSet<>();
        for (String directory : REPART) {
            for (GuestPath file : tree.glob(directory + "/*.conf")) {
                if (seen.add(file.name())) {
                    Optional<Node> node = tree.stat(file);
                    if (node.isPresent()
                            && node.get().kind() == Kind.FILE
                            && node.get().sizeBytes() > 0) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static void tools(GuestTree tree, Facts facts, String format, boolean partitioned, List<Finding> findings)
            throws ImageException {
        boolean repart = has(tree, "systemd-repart") && definesPartitions(tree);
        boolean growfs = tree.exists(GuestPath.of("/usr/lib/systemd/systemd-growfs"))
                || tree.exists(GuestPath.of("/lib/systemd/systemd-growfs"));
        boolean grower = repart;
        for (GuestPath path : GROWERS) {
            grower |= tree.exists(path);
        }
        boolean growpart = has(tree, "growpart");
        if (partitioned && !grower) {
            if (!growpart) {
                findings.add(Finding.of(
                        Level.WARNING,
                        "nothing grows the root's partition at the first start: growpart is not installed"));
            } else {
                caller(facts, findings);
            }
        }
        if (tree.lstat(DISABLED).isPresent()) {
            findings.add(Finding.of(Level.WARNING, "keeps growpart from growing the root", DISABLED));
        }
        String tool = switch (format) {
            case "ext2", "ext3", "ext4" -> "resize2fs";
            case "xfs" -> "xfs_growfs";
            case "btrfs" -> "btrfs";
            default -> "";
        };
        if (tool.isEmpty()) {
            findings.add(Finding.of(Level.WARNING, "what would grow " + format + " at the first start is not known"));
        } else if (!has(tree, tool) && !growfs) {
            findings.add(Finding.of(Level.WARNING, tool + " is not installed, which grows the root's " + format));
        }
    }

    /** Whether cloud-init calls growpart, and lets the file system follow. */
    private static void caller(Facts facts, List<Finding> findings) throws ImageException {
        boolean active = facts.find(CloudInit.class).map(CloudInit::isActive).orElse(false);
        Optional<CloudConfig> found = facts.find(CloudConfig.class);
        if (!active || found.isEmpty()) {
            findings.add(
                    Finding.of(Level.WARNING, "growpart is installed, and nothing that calls it at the first start"));
            return;
        }
        CloudConfig config = found.get();
        Optional<CloudConfig.Setting> mode = config.find("growpart", "mode");
        if (mode.isPresent() && mode.get().isFalse()) {
            add(mode.get(), "cloud-init is told not to grow the root's partition", findings);
        }
        Optional<CloudConfig.Setting> resize = config.find("resize_rootfs");
        if (resize.isPresent() && resize.get().isFalse()) {
            add(resize.get(), "cloud-init is told not to grow the root's file system", findings);
        }
        Set<String> modules = new HashSet<>();
        for (CloudModule module : CloudModule.all(config)) {
            modules.add(module.name());
        }
        for (String module : MODULES) {
            // Without any list nothing is known of what it runs; cloudinit.key-modules looks at that.
            if (!modules.isEmpty() && !modules.contains(module)) {
                findings.add(Finding.of(Level.WARNING, "cloud-init does not run its module " + module));
            }
        }
    }

    private static void add(CloudConfig.Setting setting, String what, List<Finding> findings) {
        findings.add(Finding.of(Level.WARNING, what, setting.file(), setting.line()));
    }

    private static boolean has(GuestTree tree, String program) throws ImageException {
        for (String directory : BINARIES) {
            if (tree.exists(GuestPath.of(directory + program))) {
                return true;
            }
        }
        return false;
    }
}
