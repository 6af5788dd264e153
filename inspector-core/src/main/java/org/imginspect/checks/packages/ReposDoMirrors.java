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
import org.imginspect.facts.os.OperatingSystem;
import org.imginspect.facts.repositories.KnownHosts;
import org.imginspect.facts.repositories.Location;
import org.imginspect.facts.repositories.Repositories;
import org.imginspect.facts.repositories.Repository;
import org.imginspect.guest.GuestPath;

/** Flags images that no longer take the distribution's packages from DigitalOcean's mirrors. */
final class ReposDoMirrors implements Check {
    private static final String MIRROR = "mirrors.digitalocean.com";

    private static final CheckInfo INFO = new CheckInfo(
                    "packages.repos-do-mirrors",
                    Area.PACKAGES,
                    Level.WARNING,
                    "The distribution's packages come from mirrors.digitalocean.com",
                    "put https://mirrors.digitalocean.com/ back into the repositories of DigitalOcean's base image")
            .onRequest();

    /** The distributions that DigitalOcean has base images of. */
    private static final List<String> DISTRIBUTIONS =
            List.of("debian", "ubuntu", "centos", "fedora", "rocky", "almalinux");

    /** From where cloud-init writes apt's sources at the first boot. */
    private static final List<String> TEMPLATES =
            List.of("/etc/cloud/cloud.cfg", "/etc/cloud/cloud.cfg.d/*.cfg", "/etc/cloud/templates/sources.list*");

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
        if (!DISTRIBUTIONS.contains(os.get().id())) {
            return Verdict.notApplicable(
                    "DigitalOcean has no base image of " + os.get().name());
        }
        KnownHosts known = KnownHosts.of(os.get());
        List<Finding> findings = new ArrayList<>();
        for (Repository repository : repositories.get().used()) {
            for (Location location : repository.locations()) {
                if (location.host().equals(MIRROR)) {
                    return Verdict.pass();
                }
                boolean first =
                        findings.stream().noneMatch(finding -> finding.file().equals(Optional.of(location.file())));
                if (known.isOfficial(location.host()) && first) {
                    findings.add(Finding.of(
                            Level.WARNING,
                            "packages of " + os.get().name() + " come from " + location.host() + ", not from " + MIRROR,
                            location.file(),
                            location.line()));
                }
            }
        }
        if (isNamedByCloudInit(context)) {
            return Verdict.pass();
        }
        if (findings.isEmpty()) {
            findings.add(Finding.of(Level.WARNING, "no repository is at " + MIRROR));
        }
        return Verdict.of(findings);
    }

    private static boolean isNamedByCloudInit(CheckContext context) throws ImageException {
        for (String pattern : TEMPLATES) {
            for (GuestPath file : context.tree().glob(pattern)) {
                for (String line : context.tree().lines(file).orElse(List.of())) {
                    if (line.contains(MIRROR) && !line.stripLeading().startsWith("#")) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
