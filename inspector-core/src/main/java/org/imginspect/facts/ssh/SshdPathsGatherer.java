package org.imginspect.facts.ssh;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** Takes from the configuration of every sshd where it looks for keys. Never empty. */
public final class SshdPathsGatherer implements FactGatherer<SshdPaths> {
    private static final List<String> BUILT_IN_KEYS = List.of(".ssh/authorized_keys", ".ssh/authorized_keys2");

    /** Nothing to be told: a gatherer has no state. */
    public SshdPathsGatherer() {}

    @Override
    public Class<SshdPaths> type() {
        return SshdPaths.class;
    }

    @Override
    public Optional<SshdPaths> gather(GuestTree tree, Facts others) throws ImageException {
        Optional<SshServers> servers = others.find(SshServers.class);
        List<SshdConfig> configs = new ArrayList<>();
        if (servers.isPresent()) {
            configs.addAll(servers.get().configs());
        } else {
            // A configuration without a program: what is installed later will read it.
            configs.add(SshdConfigs.read(tree, new SshdCommandLine(List.of()), Optional.empty(), false));
        }
        Set<String> authorizedKeys = new LinkedHashSet<>();
        Set<GuestPath> hostKeys = new LinkedHashSet<>();
        if (configs.isEmpty()) {
            authorizedKeys.addAll(BUILT_IN_KEYS);
        }
        for (SshdConfig config : configs) {
            authorizedKeys.addAll(config.global("authorizedkeysfile").values());
            for (SshdStatement statement : config.everywhere("authorizedkeysfile")) {
                if (!statement.within().isEmpty()) {
                    authorizedKeys.addAll(statement.arguments());
                }
            }
            for (SshdStatement key : config.all("hostkey")) {
                String path = key.arguments().get(0);
                if (path.startsWith("/") && path.indexOf('\0') < 0) {
                    hostKeys.add(GuestPath.of(path));
                }
            }
        }
        if (hostKeys.isEmpty()) {
            for (String algorithm : new String[] {"rsa", "ecdsa", "ed25519"}) {
                hostKeys.add(GuestPath.of("/etc/ssh/ssh_host_" + algorithm + "_key"));
            }
        }
        return Optional.of(new SshdPaths(List.copyOf(authorizedKeys), List.copyOf(hostKeys)));
    }
}
