package org.imginspect.checks.packages;

import java.util.List;
import java.util.Locale;
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
import org.imginspect.facts.lifecycle.Release;
import org.imginspect.facts.os.OperatingSystem;
import org.imginspect.guest.GuestPath;

/** Flags images whose distribution or release a marketplace does not take. */
final class SupportedOs implements Check {
    private static final Parameter RELEASES = Parameter.list(
            "releases",
            "the releases that are taken, by ID and VERSION_ID of os-release: debian-12, rocky-9 (any 9.x), ubuntu (any)");

    private static final CheckInfo INFO = new CheckInfo(
                    "packages.supported-os",
                    Area.PACKAGES,
                    Level.ERROR,
                    "The operating system and its release are ones that are taken",
                    "begin with one of the marketplace's releases")
            .onRequest()
            .with(RELEASES);

    private static final GuestPath[] FILES = {
        GuestPath.of("/etc/os-release"),
        GuestPath.of("/usr/lib/os-release"),
        GuestPath.of("/etc/redhat-release"),
        GuestPath.of("/etc/debian_version"),
        GuestPath.of("/etc/alpine-release")
    };

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<OperatingSystem> system = context.facts().find(OperatingSystem.class);
        if (system.isEmpty()) {
            return Verdict.of(Finding.of(
                    Level.ERROR,
                    "no Linux distribution is recognised: there is no os-release, nor what was before it"));
        }
        List<String> releases = context.params().list(RELEASES);
        Release release = Release.of(system.get());
        String codename = system.get().codename().orElse("");
        for (String each : releases) {
            if (names(each.toLowerCase(Locale.ROOT), release, codename)) {
                return Verdict.pass();
            }
        }
        return releases.isEmpty()
                ? Verdict.pass()
                : Verdict.of(Finding.of(
                        Level.ERROR,
                        "the release is " + release + ", which is none of " + String.join(", ", releases),
                        releaseFile(context)));
    }

    /** {@code ID}, {@code ID-VERSION} with minor releases or without, or {@code ID-CODENAME}. */
    private static boolean names(String wanted, Release release, String codename) {
        String id = release.id();
        if (wanted.equals(id)) {
            return true;
        }
        if (!wanted.startsWith(id + "-")) {
            return false;
        }
        String version = wanted.substring(id.length() + 1);
        return release.hasVersion(version)
                || release.hasVersion(version + ".*")
                || (!codename.isEmpty() && version.equals(codename));
    }

    /** The file that says which distribution this is. */
    static GuestPath releaseFile(CheckContext context) throws ImageException {
        for (GuestPath file : FILES) {
            if (context.tree().exists(file)) {
                return file;
            }
        }
        return FILES[0];
    }
}
