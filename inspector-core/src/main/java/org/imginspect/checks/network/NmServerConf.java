package org.imginspect.checks.network;

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
import org.imginspect.facts.network.NetworkManagerConf;
import org.imginspect.facts.network.Setting;
import org.imginspect.guest.GuestPath;

/** Flags images whose NetworkManager does not behave as on a server. */
final class NmServerConf implements Check {
    private static final CheckInfo INFO = new CheckInfo(
                    "network.nm-server-conf",
                    Area.NETWORK,
                    Level.ERROR,
                    "NetworkManager leaves cards without a profile alone and ignores the carrier",
                    "install NetworkManager-config-server, or write [main], no-auto-default=*, ignore-carrier=* into a file of conf.d")
            .onRequest();

    private static final GuestPath VENDOR = GuestPath.of("/usr/lib/NetworkManager/conf.d/00-server.conf");
    private static final GuestPath LOCAL = GuestPath.of("/etc/NetworkManager/conf.d/00-server.conf");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<NetworkManagerConf> conf = context.facts().find(NetworkManagerConf.class);
        if (conf.isEmpty()) {
            return Verdict.notApplicable("NetworkManager is not installed");
        }
        List<Finding> findings = new ArrayList<>();
        for (Setting defect : conf.get().defects()) {
            findings.add(Finding.of(
                    Level.ERROR,
                    "no setting counts, for this is no key file: " + defect.value(),
                    defect.file(),
                    defect.line()));
        }
        for (String key : List.of("no-auto-default", "ignore-carrier")) {
            Optional<Setting> setting = conf.get().main(key);
            if (setting.isEmpty()) {
                findings.add(Finding.of(Level.ERROR, "nothing sets " + key + "=* in the group [main]"));
            } else if (!NetworkManagerConf.isEveryCard(setting.get().value())) {
                findings.add(Finding.of(
                        Level.ERROR,
                        key + " is '" + setting.get().value() + "', not *",
                        setting.get().file(),
                        setting.get().line()));
            }
        }
        if (context.tree().exists(VENDOR) && context.tree().lstat(LOCAL).isPresent()) {
            findings.add(Finding.of(Level.WARNING, "masks " + VENDOR + ", which is to stay as it is", LOCAL));
        }
        return Verdict.of(findings);
    }
}
