package org.imginspect.facts.advisories;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.facts.InvalidInputException;
import org.imginspect.facts.os.OperatingSystem;
import org.imginspect.facts.packages.PackageHolds;
import org.imginspect.facts.packages.Packages;
import org.imginspect.facts.repositories.Repositories;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** Compares what is installed with the metadata that was given, or, if none was, with what the package manager left in the guest. */
public final class AdvisoriesGatherer implements FactGatherer<Advisories> {
    private static final List<GuestPath> APT = List.of(GuestPath.of("/var/lib/apt/lists"));
    private static final List<GuestPath> RPM = List.of(
            GuestPath.of("/var/cache/dnf"),
            GuestPath.of("/var/cache/libdnf5"),
            GuestPath.of("/var/cache/yum"),
            GuestPath.of("/var/cache/zypp/raw"));
    private static final List<GuestPath> APK = List.of(GuestPath.of("/var/cache/apk"), GuestPath.of("/etc/apk/cache"));

    /** Nothing to be told: a gatherer has no state. */
    public AdvisoriesGatherer() {}

    @Override
    public Class<Advisories> type() {
        return Advisories.class;
    }

    @Override
    public Optional<Advisories> gather(GuestTree tree, Facts others) throws ImageException {
        Optional<Packages> packages = others.find(Packages.class);
        Optional<OperatingSystem> os = others.find(OperatingSystem.class);
        if (packages.isEmpty() || os.isEmpty()) {
            return Optional.empty();
        }
        Reading reading = new Reading(
                tree,
                os.get(),
                packages.get(),
                others.find(Repositories.class).orElseThrow(),
                others.find(PackageHolds.class).orElseThrow(),
                AptPolicy.read(tree),
                RpmModules.read(tree));
        Optional<Path> given = others.inputs().repoMetadata();
        return Optional.of(given.isPresent() ? reading.given(given.get()) : reading.found());
    }

    private record Reading(
            GuestTree tree,
            OperatingSystem os,
            Packages packages,
            Repositories repositories,
            PackageHolds holds,
            AptPolicy policy,
            RpmModules modules) {
        Advisories given(Path place) {
            List<MetadataFile> files = HostMetadata.below(place);
            boolean known = files.stream()
                    .anyMatch(file -> AptUpdates.isIndex(file)
                            || RpmUpdates.isRepomd(file)
                            || ApkUpdates.isIndex(file)
                            || OsvUpdates.isOsv(file));
            if (!known) {
                throw new InvalidInputException(
                        "metadata of repositories: nothing below " + place
                                + " is a Packages file of apt's, a repomd.xml, an APKINDEX.tar.gz or an OSV record (.json, .zip)");
            }
            try {
                return read(files);
            } catch (IOException e) {
                // Not a fault of the image: whatever is wrong is in the caller's files.
                throw new InvalidInputException("metadata of repositories: " + e.getMessage(), e);
            }
        }

        Advisories found() throws ImageException {
            List<GuestPath> places = switch (packages.manager()) {
                case DPKG -> APT;
                case RPM -> RPM;
                case APK -> APK;
                case PACMAN -> List.of();
            };
            List<MetadataFile> files = GuestMetadata.below(tree, places);
            try {
                return read(
                        files.stream().filter(file -> !OsvUpdates.isOsv(file)).toList());
            } catch (ImageException e) {
                throw e;
            } catch (IOException e) {
                throw new DamagedImageException("metadata: " + e.getMessage(), String.valueOf(places), e);
            }
        }

        private Advisories read(List<MetadataFile> files) throws IOException {
            Findings findings = new Findings();
            switch (packages.manager()) {
                case DPKG -> {
                    if (files.stream().anyMatch(AptUpdates::isIndex)) {
                        AptUpdates.read(files, packages, repositories, policy, tree.limits(), findings);
                    }
                }
                case RPM -> {
                    if (files.stream().anyMatch(RpmUpdates::isRepomd)) {
                        RpmUpdates.read(files, packages, repositories, holds, modules, tree.limits(), findings);
                    }
                }
                case APK -> {
                    if (files.stream().anyMatch(ApkUpdates::isIndex)) {
                        ApkUpdates.read(files, packages, repositories, holds, tree.limits(), findings);
                    }
                }
                case PACMAN -> {
                    // Its repositories were refused before.
                }
            }
            if (files.stream().anyMatch(OsvUpdates::isOsv)) {
                Optional<OsvEcosystem> ecosystem = OsvEcosystem.of(os);
                if (ecosystem.isEmpty()) {
                    findings.undecided("OSV has no advisories of " + os.prettyName());
                } else if (OsvUpdates.read(files, ecosystem.get(), packages, holds, tree.limits(), findings)) {
                    // Advisories of the whole distribution say more about security than any index of packages.
                    findings.covered();
                } else {
                    findings.undecided("no OSV record is of the ecosystem "
                            + ecosystem.get().name());
                }
            }
            return findings.advisories();
        }
    }
}
