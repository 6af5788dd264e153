package org.imginspect.checks.packages;

import java.util.ArrayList;
import java.util.List;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Parameter;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.os.OperatingSystem;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** Flags images without any trace of the vendor's own image that they have to be made from. */
final class VendorBase implements Check {
    private static final Parameter TRACES = Parameter.list(
                    "traces",
                    "what the vendor's images have: paths, and words in the configuration of repositories and of cloud-init")
            .withDefault("/usr/local/qcloud, /usr/local/sa, /usr/local/agenttools, tencentyun.com");

    private static final CheckInfo INFO = new CheckInfo(
                    "packages.vendor-base",
                    Area.PACKAGES,
                    Level.WARNING,
                    "The image was made from the vendor's",
                    "begin with a machine of the vendor's and its image")
            .onRequest()
            .with(TRACES);

    /** Files where vendors leave words. */
    private static final String[] FILES = {
        "/etc/apt/sources.list",
        "/etc/apt/sources.list.d/*",
        "/etc/apt/mirrors/*",
        "/etc/apt/apt.conf.d/*",
        "/etc/yum.repos.d/*",
        "/etc/yum/vars/*",
        "/etc/dnf/vars/*",
        "/etc/zypp/repos.d/*",
        "/etc/apk/repositories",
        "/etc/cloud/cloud.cfg",
        "/etc/cloud/cloud.cfg.d/*",
        "/etc/cloud/templates/*",
        "/etc/pip.conf",
        "/root/.pip/pip.conf"
    };

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        if (context.facts().find(OperatingSystem.class).isEmpty()) {
            return Verdict.notApplicable("the guest is no Linux distribution");
        }
        List<String> words = new ArrayList<>();
        List<String> traces = context.params().list(TRACES);
        for (String trace : traces) {
            if (!trace.startsWith("/")) {
                words.add(trace);
            } else if (context.tree().exists(GuestPath.of(trace))) {
                return Verdict.pass();
            }
        }
        return !words.isEmpty() && isWritten(context.tree(), words)
                ? Verdict.pass()
                : Verdict.of(Finding.of(
                        Level.WARNING,
                        "there is no trace of the vendor's image: none of " + String.join(", ", traces)));
    }

    private static boolean isWritten(GuestTree tree, List<String> words) throws ImageException {
        for (String pattern : FILES) {
            for (GuestPath file : tree.glob(pattern)) {
                for (String line : tree.lines(file).orElse(List.of())) {
                    for (String word : words) {
                        if (!line.stripLeading().startsWith("#") && line.contains(word)) {
                            return true;
                        }
                    }
                }
            }
        }
        return false;
    }
}
