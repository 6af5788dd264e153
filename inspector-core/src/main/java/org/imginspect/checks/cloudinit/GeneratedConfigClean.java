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
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;

/** Flags settings that cloud-init made for the build machine: its network, its users' rights. */
final class GeneratedConfigClean implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "cloudinit.generated-config-clean",
            Area.CLOUDINIT,
            Level.WARNING,
            "Files that cloud-init wrote on the build machine are removed",
            "cloud-init clean -c all, or rm the file: cloud-init writes it anew at the first boot");
    /** Names that nothing else uses. */
    private static final String[] NAMED = {
        "/etc/netplan/50-cloud-init.yaml",
        "/etc/network/interfaces.d/50-cloud-init*",
        "/etc/NetworkManager/system-connections/cloud-init-*.nmconnection",
        "/etc/NetworkManager/conf.d/30-cloud-init-*.conf",
        "/etc/NetworkManager/conf.d/99-cloud-init.conf",
        "/etc/systemd/network/10-cloud-init-*",
        "/etc/systemd/network/50-cloud-init-*",
        "/etc/ssh/sshd_config.d/50-cloud-init.conf",
        "/etc/sudoers.d/90-cloud-init-users",
        "/etc/cloud/cloud-init.conf.d/*"
    };

    /** Names that others use too: there the file has to say so. */
    private static final String[] MARKED = {
        "/etc/network/interfaces",
        "/etc/sysconfig/network-scripts/ifcfg-*",
        "/etc/sysconfig/network/ifcfg-*",
        "/etc/NetworkManager/system-connections/*.nmconnection",
        "/etc/resolv.conf"
    };

    private static final long MOST_BYTES = 1 << 20;

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        List<Finding> findings = new ArrayList<>();
        for (String pattern : NAMED) {
            for (GuestPath file : context.tree().glob(pattern)) {
                findings.add(Finding.of(
                        Level.WARNING, "cloud-init wrote this file for the machine the image was made on", file));
            }
        }
        for (String pattern : MARKED) {
            for (GuestPath file : context.tree().glob(pattern)) {
                int line = findings.stream().anyMatch(known -> known.file().equals(Optional.of(file)))
                        ? 0
                        : mark(context.tree(), file);
                if (line > 0) {
                    findings.add(Finding.of(
                            Level.WARNING,
                            "by its own words cloud-init made this file, on the machine the image was made on",
                            file,
                            line));
                }
            }
        }
        return Verdict.of(findings);
    }

    /** The line among the first that says so; 0 if none does. */
    private static int mark(GuestTree tree, GuestPath file) throws ImageException {
        Optional<Node> node = tree.stat(file);
        if (node.isEmpty() || !node.get().isFile() || node.get().sizeBytes() > MOST_BYTES) {
            return 0;
        }
        List<String> lines = tree.lines(file).orElse(List.of());
        for (int i = 0; i < Math.min(lines.size(), 10); i++) {
            String line = lines.get(i);
            if (line.contains("by cloud-init") || line.contains("provided by the datasource")) {
                return i + 1;
            }
        }
        return 0;
    }
}
