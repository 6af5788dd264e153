package org.imginspect.facts.ssh;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.facts.cloudinit.CloudConfig;
import org.imginspect.facts.cloudinit.CloudInit;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;

/** Asks sshd's configuration for the keys, and units, scripts and cloud-init for who makes them. */
public final class HostKeysGatherer implements FactGatherer<HostKeys> {
    static final GuestPath ETC_SSH = GuestPath.of("/etc/ssh");

    /** Nothing to be told: a gatherer has no state. */
    public HostKeysGatherer() {}

    @Override
    public Class<HostKeys> type() {
        return HostKeys.class;
    }

    @Override
    public Optional<HostKeys> gather(GuestTree tree, Facts others) throws ImageException {
        Optional<SshServers> servers = others.find(SshServers.class);
        if (servers.isEmpty() || servers.get().configs().isEmpty()) {
            return Optional.empty();
        }
        Set<GuestPath> wanted = new LinkedHashSet<>();
        for (SshdConfig config : servers.get().configs()) {
            List<SshdStatement> set = config.all("hostkey");
            for (SshdStatement statement : set) {
                String path = statement.arguments().get(0);
                if (path.startsWith("/") && path.indexOf('\0') < 0) {
                    wanted.add(GuestPath.of(path));
                }
            }
            if (set.isEmpty()) {
                wanted.addAll(usual(config.version()));
            }
        }
        if (wanted.isEmpty()) {
            wanted.addAll(usual(Optional.empty())); // Every HostKey is a name that leads nowhere.
        }
        boolean replaced = replaces(others);
        List<GuestPath> kept = new ArrayList<>();
        for (GuestPath key : wanted) {
            Optional<Node> node = tree.stat(key);
            if (node.isPresent() && node.get().isFile() && node.get().sizeBytes() > 0 && !(replaced && isUsual(key))) {
                kept.add(key);
            }
        }
        return Optional.of(
                new HostKeys(List.copyOf(wanted), kept, new HostKeyMakers(tree, others, servers.get()).find()));
    }

    /** Those that are built in: {@code fill_default_server_options()}. */
    private static List<GuestPath> usual(Optional<SshdVersion> version) {
        List<GuestPath> keys = new ArrayList<>();
        keys.add(key("rsa"));
        if (version.isPresent() && !version.get().isAtLeast(7, 8)) {
            keys.add(key("dsa"));
        }
        if (version.isEmpty() || version.get().isAtLeast(5, 7)) {
            keys.add(key("ecdsa"));
        }
        if (version.isEmpty() || version.get().isAtLeast(6, 5)) {
            keys.add(key("ed25519"));
        }
        return keys;
    }

    static GuestPath key(String type) {
        return ETC_SSH.resolve("ssh_host_" + type + "_key");
    }

    /** Whether cloud-init's pattern takes it: {@code /etc/ssh/ssh_host_*key*}. */
    private static boolean isUsual(GuestPath key) {
        String name = key.name().text();
        return key.parent().orElseThrow().equals(ETC_SSH) && name.startsWith("ssh_host_") && name.contains("key");
    }

    private static boolean replaces(Facts others) throws ImageException {
        Optional<CloudInit> cloudInit = others.find(CloudInit.class);
        Optional<CloudConfig> config = others.find(CloudConfig.class);
        return cloudInit.isPresent()
                && cloudInit.get().isActive()
                && config.isPresent()
                && config.get().replacesHostKeys();
    }
}
