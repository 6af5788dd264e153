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
import org.imginspect.facts.packages.Packages;

/** Flags images whose packages are neither deb nor rpm. */
final class FormatDebRpm implements Check {
    private static final CheckInfo INFO = new CheckInfo(
                    "packages.format-deb-rpm",
                    Area.PACKAGES,
                    Level.ERROR,
                    "Packages are deb or rpm",
                    "begin with a distribution of the Debian, Red Hat or SUSE families")
            .onRequest();

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<Packages> packages = context.facts().find(Packages.class);
        if (packages.isEmpty()) {
            return Verdict.of(Finding.of(Level.ERROR, "there is neither a dpkg nor an rpm database"));
        }
        Packages.Manager manager = packages.get().manager();
        if (manager == Packages.Manager.APK || manager == Packages.Manager.PACMAN) {
            return Verdict.of(Finding.of(Level.ERROR, "packages are " + manager.word() + "'s, neither deb nor rpm"));
        }
        if (packages.get().installed().isEmpty()) {
            return Verdict.of(
                    Finding.of(Level.ERROR, "the database of " + manager.word() + " lists no installed package"));
        }
        return Verdict.pass();
    }
}
