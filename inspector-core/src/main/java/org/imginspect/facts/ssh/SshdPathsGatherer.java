package org.imginspect.facts.ssh;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** Reads sshd_config; of a keyword outside Match blocks the first value counts, as sshd takes it. Never empty. */
public final class SshdPathsGatherer implements FactGatherer<SshdPaths> {
    /** SUSE keeps the vendor's configuration below /usr; a file in /etc replaces it. */
    private static final GuestPath[] CONFIGS = {
        GuestPath.of("/etc/ssh/sshd_config"), GuestPath.of("/usr/etc/ssh/sshd_config")
    };

    private static final List<String> BUILT_IN_KEYS = List.of(".ssh/authorized_keys", ".ssh/authorized_keys2");

    /** Nothing to be told: a gatherer has no state. */
    public SshdPathsGatherer() {}

    @Override
    public Class<SshdPaths> type() {
        return SshdPaths.class;
    }

    @Override
    public Optional<SshdPaths> gather(GuestTree tree, Facts others) throws ImageException {
        List<SshdKeywords.Line> lines = List.of();
        for (GuestPath config : CONFIGS) {
            if (tree.exists(config)) {
                lines = SshdKeywords.read(tree, config);
                break;
            }
        }
        List<String> everywhere = null;
        List<String> authorizedKeys = new ArrayList<>();
        List<GuestPath> hostKeys = new ArrayList<>();
        for (SshdKeywords.Line line : lines) {
            if (line.keyword().equals("authorizedkeysfile")) {
                if (line.inMatch()) {
                    authorizedKeys.addAll(line.arguments());
                } else if (everywhere == null) {
                    everywhere = line.arguments();
                }
            } else if (line.keyword().equals("hostkey")) {
                for (String key : line.arguments()) {
                    if (key.startsWith("/") && key.indexOf('\0') < 0) {
                        hostKeys.add(GuestPath.of(key));
                    }
                }
            }
        }
        authorizedKeys.addAll(0, everywhere == null ? BUILT_IN_KEYS : everywhere);
        if (hostKeys.isEmpty()) {
            for (String algorithm : new String[] {"rsa", "ecdsa", "ed25519"}) {
                hostKeys.add(GuestPath.of("/etc/ssh/ssh_host_" + algorithm + "_key"));
            }
        }
        return Optional.of(new SshdPaths(authorizedKeys, hostKeys));
    }
}
