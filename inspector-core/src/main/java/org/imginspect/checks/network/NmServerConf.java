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
import org.imginspect.check.Parameter;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.network.NetworkManagerConf;
import org.imginspect.facts.network.Setting;
import org.imginspect.guest.GuestPath;

/** Flags images whose NetworkManager does not behave as on a server. */
final class NmServerConf implements Check {
    private static final Parameter PARTS = Parameter.parts(
            "parts",
            "what is asked for: the two settings, or that the vendor's file, if it is there, holds them and is not masked",
            "no-auto-default",
            "ignore-carrier",
            "file");

    private static final CheckInfo INFO = new CheckInfo(
                    "network.nm-server-conf",
                    Area.NETWORK,
                    Level.ERROR,
                    "NetworkManager leaves cards without a profile alone and ignores the carrier",
                    "install NetworkManager-config-server, or write [main], no-auto-default=*, ignore-carrier=* into a file of conf.d")
            .onRequest()
            .with(PARTS);

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
        List<String> parts = context.params().list(PARTS);
        boolean fileOnly = parts.equals(List.of("file"));
        if (fileOnly && context.tree().lstat(VENDOR).isEmpty()) {
            return Verdict.notApplicable(VENDOR + " is not there");
        }
        List<Finding> findings = new ArrayList<>();
        for (Setting defect : conf.get().defects()) {
            if (!fileOnly || defect.file().equals(VENDOR)) {
                findings.add(Finding.of(
                        Level.ERROR,
                        "no setting counts, for this is no key file: " + NmConfigParses.defect(defect),
                        defect.file(),
                        defect.line()));
            }
        }
        for (String key : List.of("no-auto-default", "ignore-carrier")) {
            if (!parts.contains(key)) {
                continue;
            }
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
        if (fileOnly && findings.isEmpty()) {
            for (String key : List.of("no-auto-default", "ignore-carrier")) {
                if (!says(context.tree().lines(VENDOR).orElse(List.of()), key)) {
                    findings.add(Finding.of(Level.ERROR, "does not say " + key + "=*", VENDOR));
                }
            }
        }
        if (parts.contains("file")
                && context.tree().exists(VENDOR)
                && context.tree().lstat(LOCAL).isPresent()) {
            findings.add(Finding.of(Level.WARNING, "masks " + VENDOR + ", which is to stay as it is", LOCAL));
        }
        return Verdict.of(findings);
    }

    /** In this file, whatever others say; that it is a key file was looked at before. */
    private static boolean says(List<String> lines, String key) {
        boolean main = false;
        boolean says = false;
        for (String line : lines) {
            String text = line.strip();
            int equals = text.indexOf('=');
            if (text.startsWith("[")) {
                main = text.equals("[main]");
            } else if (main && equals > 0 && text.substring(0, equals).strip().equals(key)) {
                says = NetworkManagerConf.isEveryCard(text.substring(equals + 1));
            }
        }
        return says;
    }
}
