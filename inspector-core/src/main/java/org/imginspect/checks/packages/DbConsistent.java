package org.imginspect.checks.packages;

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
import org.imginspect.facts.packages.Packages;
import org.imginspect.facts.packages.UnmetRelations;
import org.imginspect.guest.GuestPath;

/** Flags packages that are not installed to the end, that lack what they need, and work that the package manager was torn from. */
final class DbConsistent implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "packages.db-consistent",
            Area.PACKAGES,
            Level.ERROR,
            "Packages are installed to the end and have what they need",
            "dpkg --configure -a && apt-get -f install (dnf check and distro-sync, zypper verify, apk fix), then make the image again");

    private static final GuestPath STATUS = GuestPath.of("/var/lib/dpkg/status");
    private static final GuestPath INFO_DIRECTORY = GuestPath.of("/var/lib/dpkg/info");
    private static final int MOST = 20;

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<Packages> packages = context.facts().find(Packages.class);
        List<Finding> findings = new ArrayList<>();
        if (packages.isEmpty()) {
            if (context.tree().list(INFO_DIRECTORY).isEmpty()) {
                return Verdict.notApplicable("there is no package manager");
            }
            return Verdict.of(Finding.of(Level.ERROR, "is missing, though dpkg has lists of packages' files", STATUS));
        }
        for (Packages.Entry each : packages.get().all()) {
            state(each, findings);
        }
        List<UnmetRelations.Relation> unmet =
                context.facts().find(UnmetRelations.class).orElseThrow().all();
        for (int i = 0; i < unmet.size() && i < MOST; i++) {
            findings.add(finding(unmet.get(i)));
        }
        if (unmet.size() > MOST) {
            findings.add(Finding.of(Level.ERROR, (unmet.size() - MOST) + " more dependencies do not hold"));
        }
        Leftovers.find(context.tree(), packages.get().manager(), findings);
        return Verdict.of(findings);
    }

    private static void state(Packages.Entry each, List<Finding> findings) {
        String name = "the package " + each.name() + " " + each.version();
        switch (each.state()) {
            case HALF_INSTALLED, UNPACKED, HALF_CONFIGURED ->
                findings.add(
                        Finding.of(Level.ERROR, name + " is " + each.state().word(), STATUS));
            case TRIGGERS_AWAITED, TRIGGERS_PENDING ->
                findings.add(Finding.of(
                        Level.WARNING, name + " is " + each.state().word() + ": its triggers have not run", STATUS));
            case INSTALLED, CONFIG_FILES, NOT_INSTALLED -> {
                // As it should be.
            }
        }
    }

    private static Finding finding(UnmetRelations.Relation relation) {
        String found = relation.found();
        if (relation.by().startsWith("/")) {
            return Finding.of(
                    Level.ERROR,
                    "asks for " + relation.relation() + ", "
                            + (found.isEmpty() ? "which is not installed" : "and there is " + found),
                    GuestPath.of(relation.by()));
        }
        return Finding.of(
                Level.ERROR,
                switch (relation.kind()) {
                    case MISSING ->
                        relation.by() + " needs " + relation.relation() + ", "
                                + (found.isEmpty() ? "which is not installed" : "and there is " + found);
                    case CONFLICT ->
                        relation.by() + " must not be installed beside " + relation.relation() + ", and there is "
                                + found;
                    case BROKEN ->
                        relation.by() + " is marked as broken by the package manager: it has to be installed again";
                });
    }
}
