package org.imginspect.checks.packages;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
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
import org.imginspect.facts.repositories.KnownHosts;
import org.imginspect.facts.repositories.Location;
import org.imginspect.facts.repositories.Repositories;
import org.imginspect.facts.repositories.Repository;
import org.imginspect.facts.repositories.Weakness;
import org.imginspect.guest.GuestPath;

/** Flags images whose packages come from where nobody answers for them, or unchecked. */
final class ReposOfficial implements Check {
    private static final Parameter HOSTS =
            Parameter.list("hosts", "other hosts that packages may come from, as the product's own");

    private static final CheckInfo INFO = new CheckInfo(
                    "packages.repos-official",
                    Area.PACKAGES,
                    Level.ERROR,
                    "Packages come from official repositories whose signatures are checked",
                    "remove the repository, or turn the checking of signatures on and take https")
            .with(HOSTS);

    /** What brings repositories when a machine is registered. */
    private static final List<GuestPath> REGISTRATION = List.of(
            GuestPath.of("/usr/sbin/subscription-manager"),
            GuestPath.of("/usr/sbin/registercloudguest"),
            GuestPath.of("/usr/sbin/SUSEConnect"),
            GuestPath.of("/usr/bin/suseconnect"));

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<Repositories> repositories = context.facts().find(Repositories.class);
        Optional<OperatingSystem> os = context.facts().find(OperatingSystem.class);
        if (repositories.isEmpty() || os.isEmpty()) {
            return Verdict.notApplicable("there is no package manager");
        }
        Review review = new Review(os.get(), context.params().list(HOSTS));
        for (Weakness weakness : repositories.get().weaknesses()) {
            review.weakness(weakness, "");
        }
        List<Repository> used = repositories.get().used();
        for (Repository repository : used) {
            review.repository(repository);
        }
        if (used.isEmpty() && !isRegistered(context)) {
            review.findings.add(Finding.of(Level.WARNING, "no repository is enabled, so the machine gets no updates"));
        }
        return Verdict.of(review.findings);
    }

    private static boolean isRegistered(CheckContext context) throws ImageException {
        for (GuestPath program : REGISTRATION) {
            if (context.tree().exists(program)) {
                return true;
            }
        }
        return false;
    }

    /** Collects what there is to say, once for each host of a file. */
    private static final class Review {
        private final OperatingSystem os;
        private final KnownHosts known;
        private final List<String> allowed;
        private final List<Finding> findings = new ArrayList<>();
        private final Set<String> said = new HashSet<>();

        Review(OperatingSystem os, List<String> allowed) {
            this.os = os;
            this.known = KnownHosts.of(os);
            this.allowed = allowed;
        }

        void weakness(Weakness weakness, String before) {
            Level level = weakness.kind() == Weakness.Kind.UNSIGNED ? Level.ERROR : Level.WARNING;
            findings.add(new Finding(
                    level,
                    before + weakness.message(),
                    Optional.of(weakness.file()),
                    weakness.line() > 0 ? OptionalInt.of(weakness.line()) : OptionalInt.empty()));
        }

        void repository(Repository repository) {
            for (Weakness weakness : repository.weaknesses()) {
                weakness(weakness, "repository " + repository.id() + ": ");
            }
            boolean official = false;
            for (Location location : repository.locations()) {
                official |= known.isOfficial(location.host());
                if (location.isRemote()) {
                    remote(repository, location);
                } else if (!repository.isService()) {
                    warn(location, location.uri(), "packages come from " + local(location));
                }
            }
            if (official) {
                suites(repository);
            }
        }

        private void remote(Repository repository, Location location) {
            String host = location.host();
            if (!known.isMaintained(host) && !allowed.contains(host)) {
                warn(
                        location,
                        host,
                        "packages come from " + host + ", which is no host of " + os.name()
                                + "'s and no vendor's that is known");
            }
            if (!location.isPlain()) {
                return;
            }
            if (repository.isMetadataSigned()) {
                // So the distributions ship it; the signature holds off whoever would change anything.
                if (!known.isMirror(host) && said.add(location.file() + " note " + host)) {
                    findings.add(Finding.of(
                            Level.NOTE,
                            "packages come over " + location.scheme() + " from " + host
                                    + ": signatures are checked, but whoever is on the way sees what is installed",
                            location.file(),
                            location.line()));
                }
            } else {
                warn(
                        location,
                        "http " + host,
                        "packages are listed over " + location.scheme() + " by " + host
                                + " and nothing signs the list: whoever is on the way can hold updates back");
            }
        }

        private static String local(Location location) {
            return location.scheme().equals("cdrom")
                    ? "the installation medium " + location.shown()
                    : "the machine's own directory " + location.shown();
        }

        private void suites(Repository repository) {
            String wanted = os.id().equals("alpine")
                    ? os.version().map(Review::branch).orElse("")
                    : os.version().isEmpty() ? "" : os.codename().orElse("");
            for (String suite : repository.suites()) {
                boolean fits = suite.equals(wanted)
                        || suite.startsWith(wanted + "-")
                        || suite.startsWith(wanted + "/")
                        || suite.endsWith("/");
                if (!wanted.isEmpty() && !fits) {
                    Location first = repository.locations().get(0);
                    warn(
                            new Location(first.uri(), first.role(), repository.file(), repository.line()),
                            "suite " + suite,
                            "packages come from the release '" + suite + "' of " + os.name() + ", but this is '"
                                    + wanted + "'");
                }
            }
        }

        /** {@code v3.20} of {@code 3.20.6}. */
        private static String branch(String version) {
            int second = version.indexOf('.', version.indexOf('.') + 1);
            return "v" + (second < 0 ? version : version.substring(0, second));
        }

        private void warn(Location location, String about, String message) {
            if (said.add(location.file() + " " + about)) {
                findings.add(Finding.of(Level.WARNING, message, location.file(), location.line()));
            }
        }
    }
}
