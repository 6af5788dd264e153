package org.imginspect.checks.packages;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.packages.Packages;
import org.imginspect.facts.packages.SigningKeys;

/** Flags packages of rpm that nobody signed, or somebody whose key the guest does not have. */
final class Signed implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "packages.signed",
            Area.PACKAGES,
            Level.WARNING,
            "Every package is signed by a key that the image knows",
            "install these packages from a repository that signs them, and import its key with rpm --import");

    /** Names that one finding lists. */
    private static final int MOST_NAMES = 5;

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<Packages> packages = context.facts().find(Packages.class);
        if (packages.isEmpty()) {
            return Verdict.notApplicable("there is no package manager");
        }
        switch (packages.get().manager()) {
            case DPKG -> {
                return Verdict.notApplicable("dpkg keeps no signature of a package once it is installed");
            }
            case APK -> {
                return Verdict.notApplicable("apk keeps no signature of a package once it is installed");
            }
            case PACMAN ->
                throw new UnsupportedFeatureException(
                        "packages: how pacman validated packages is not read yet", "/var/lib/pacman/local");
            case RPM -> {
                // Judged below.
            }
        }
        SigningKeys keys = context.facts().find(SigningKeys.class).orElseThrow();
        List<String> unsigned = new ArrayList<>();
        Map<String, List<String>> strangers = new TreeMap<>();
        for (Packages.Entry each : packages.get().all()) {
            if (each.name().equals("gpg-pubkey")) {
                continue;
            }
            if (each.signedBy().isEmpty()) {
                unsigned.add(each.name());
            } else if (!keys.contains(each.signedBy().get())) {
                strangers
                        .computeIfAbsent(each.signedBy().get(), any -> new ArrayList<>())
                        .add(each.name());
            }
        }
        List<Finding> findings = new ArrayList<>();
        if (!unsigned.isEmpty()) {
            findings.add(Finding.of(
                    Level.WARNING,
                    names(unsigned) + (unsigned.size() == 1 ? " has" : " have") + " no signature that names its key"));
        }
        strangers.forEach((key, names) -> findings.add(Finding.of(
                Level.WARNING,
                names(names) + (names.size() == 1 ? " is" : " are") + " signed by the key " + key
                        + ", which the image does not have")));
        return Verdict.of(findings);
    }

    private static String names(List<String> names) {
        StringBuilder text = new StringBuilder(names.size() == 1 ? "the package " : names.size() + " packages (");
        for (int i = 0; i < names.size() && i < MOST_NAMES; i++) {
            text.append(i == 0 ? "" : ", ").append(names.get(i));
        }
        if (names.size() > MOST_NAMES) {
            text.append(", …");
        }
        return names.size() == 1 ? text.toString() : text.append(')').toString();
    }
}
