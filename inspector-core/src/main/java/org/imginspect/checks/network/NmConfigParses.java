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
import org.imginspect.facts.network.NetworkManagerProfiles;
import org.imginspect.facts.network.Setting;

/** Flags files of NetworkManager that it refuses. */
final class NmConfigParses implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "network.nm-config-parses",
            Area.NETWORK,
            Level.ERROR,
            "NetworkManager can read its configuration",
            "correct the line (comments begin with #); connection files: chown root, chmod 600");

    /** How the comment of NetworkManager's own 00-server.conf begins; copies of it have lost the {@code #}. */
    private static final String LOST_COMMENT = "This configuration file changes NetworkManager";

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
                    Level.ERROR, "NetworkManager does not start: " + defect(defect), defect.file(), defect.line()));
        }
        NetworkManagerProfiles profiles =
                context.facts().find(NetworkManagerProfiles.class).orElseThrow();
        for (NetworkManagerProfiles.Ignored ignored : profiles.ignored()) {
            String message = "NetworkManager leaves this connection out: " + ignored.reason();
            findings.add(
                    ignored.line() == 0
                            ? Finding.of(Level.ERROR, message, ignored.file())
                            : Finding.of(Level.ERROR, message, ignored.file(), ignored.line()));
        }
        return Verdict.of(findings);
    }

    /** What makes a file no key file, and how it came about where that is known. */
    static String defect(Setting defect) {
        return defect.value()
                + (defect.value().contains(LOST_COMMENT)
                        ? "; the comment lost its # when it was copied from a page"
                        : "");
    }
}
