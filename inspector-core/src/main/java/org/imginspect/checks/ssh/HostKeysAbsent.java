package org.imginspect.checks.ssh;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.cloudinit.CloudConfig;
import org.imginspect.facts.cloudinit.CloudInit;
import org.imginspect.facts.ssh.SshdPaths;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;

/** Flags images whose clones all prove the same identity. */
final class HostKeysAbsent implements Check {
    private static final GuestPath ETC_SSH = GuestPath.of("/etc/ssh");
    private static final GuestPath DROPBEAR = GuestPath.of("/etc/dropbear");
    private static final CheckInfo INFO = new CheckInfo(
            "ssh.host-keys-absent",
            Area.SSH,
            Level.ERROR,
            "The image carries no SSH host key",
            "rm -f /etc/ssh/ssh_host_*_key /etc/ssh/ssh_host_*_key.pub");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        GuestTree tree = context.tree();
        Set<GuestPath> usual = new TreeSet<>();
        for (GuestName name : tree.list(ETC_SSH)) {
            String text = name.text();
            if (text.startsWith("ssh_host_") && text.contains("key") && !isPublic(text)) {
                usual.add(ETC_SSH.resolve(name));
            }
        }
        Set<GuestPath> others = new TreeSet<>();
        for (GuestPath key : context.facts().find(SshdPaths.class).orElseThrow().hostKeys()) {
            if (!key.parent().orElseThrow().equals(ETC_SSH)
                    || !key.name().text().startsWith("ssh_host_")) {
                others.add(key);
            }
        }
        for (GuestName name : tree.list(DROPBEAR)) {
            String text = name.text();
            if (text.startsWith("dropbear_") && text.endsWith("_host_key")) {
                others.add(DROPBEAR.resolve(name));
            }
        }
        List<Finding> findings = new ArrayList<>();
        for (GuestPath key : usual) {
            if (holdsSomething(tree, key)) {
                findings.add(usual(context, key));
            }
        }
        for (GuestPath key : others) {
            if (holdsSomething(tree, key)) {
                findings.add(Finding.of(Level.ERROR, "a host key that all clones will share", key));
            }
        }
        return Verdict.of(findings);
    }

    /** cloud-init deletes /etc/ssh/ssh_host_*key* at the first boot, and nothing beside that. */
    private static Finding usual(CheckContext context, GuestPath key) throws ImageException {
        Optional<CloudInit> cloudInit = context.facts().find(CloudInit.class);
        boolean replaced = false;
        if (cloudInit.isPresent() && cloudInit.get().isActive()) {
            Optional<CloudConfig> config = context.facts().find(CloudConfig.class);
            replaced = config.isPresent() && config.get().replacesHostKeys();
        }
        return replaced
                ? Finding.of(
                        Level.WARNING, "a host key; cloud-init replaces it at the first boot, if it gets that far", key)
                : Finding.of(Level.ERROR, "a host key that all clones will share", key);
    }

    private static boolean isPublic(String name) {
        return name.endsWith(".pub");
    }

    private static boolean holdsSomething(GuestTree tree, GuestPath file) throws ImageException {
        Optional<Node> node = tree.stat(file);
        return node.isPresent() && node.get().isFile() && node.get().sizeBytes() > 0;
    }
}
