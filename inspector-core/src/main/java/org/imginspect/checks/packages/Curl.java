package org.imginspect.checks.packages;

import java.util.Optional;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.os.OperatingSystem;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;

/** Flags images without the curl that a marketplace's agent is installed with. */
final class Curl implements Check {
    private static final CheckInfo INFO = new CheckInfo(
                    "packages.curl",
                    Area.PACKAGES,
                    Level.ERROR,
                    "curl is installed",
                    "apt-get install curl (dnf install curl, zypper install curl, apk add curl)")
            .onRequest();

    /** Where root's PATH looks, in its usual order. */
    private static final GuestPath[] PLACES = {
        GuestPath.of("/usr/local/sbin/curl"),
        GuestPath.of("/usr/local/bin/curl"),
        GuestPath.of("/usr/sbin/curl"),
        GuestPath.of("/usr/bin/curl"),
        GuestPath.of("/sbin/curl"),
        GuestPath.of("/bin/curl")
    };

    private static final int EXECUTE = 0111;

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        if (context.facts().find(OperatingSystem.class).isEmpty()) {
            return Verdict.notApplicable("the guest is no Linux distribution");
        }
        GuestTree tree = context.tree();
        Optional<GuestPath> useless = Optional.empty();
        for (GuestPath place : PLACES) {
            Optional<Node> node = tree.stat(place);
            if (node.isPresent() && node.get().isFile()) {
                if ((node.get().permissions() & EXECUTE) != 0 && node.get().sizeBytes() > 0) {
                    return Verdict.pass();
                }
                useless = useless.isEmpty() ? Optional.of(place) : useless;
            } else if (useless.isEmpty() && tree.lstat(place).isPresent()) {
                useless = Optional.of(place);
            }
        }
        return Verdict.of(
                useless.isPresent()
                        ? Finding.of(Level.ERROR, "curl cannot be run", useless.get())
                        : Finding.of(Level.ERROR, "there is no curl in any directory of root's PATH"));
    }
}
