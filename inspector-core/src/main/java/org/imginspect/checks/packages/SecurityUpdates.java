package org.imginspect.checks.packages;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
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
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.Inputs;
import org.imginspect.facts.advisories.Advisories;
import org.imginspect.facts.advisories.Origin;
import org.imginspect.facts.advisories.Severity;
import org.imginspect.facts.advisories.Update;
import org.imginspect.facts.packages.Packages;

/** Flags images with packages that have known flaws which an update mends. */
final class SecurityUpdates implements Check {
    private static final Parameter MAX_AGE =
            Parameter.number("max-age", "how many days old the metadata may be").withDefault("7");

    private static final CheckInfo INFO = new CheckInfo(
                    "packages.security-updates",
                    Area.PACKAGES,
                    Level.ERROR,
                    "All security updates are installed",
                    "apt-get update && apt-get dist-upgrade (dnf upgrade, zypper patch, apk upgrade), then clean up again")
            .onRequestOrWith(Inputs.Kind.REPO_METADATA)
            .with(MAX_AGE);

    private static final int SHOWN = 5;
    private static final String WHERE = "--repo-metadata";

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<Advisories> found = context.facts().find(Advisories.class);
        if (found.isEmpty()) {
            return Verdict.notApplicable("there is no package manager");
        }
        Advisories advisories = found.get();
        if (advisories.origins().isEmpty()) {
            throw new UnsupportedFeatureException(
                    (advisories.undecided().isEmpty() ? "" : String.join("; ", advisories.undecided()) + "; ")
                            + "no metadata of package repositories is in the image, and none was given that is of use",
                    WHERE);
        }
        List<Finding> findings = new ArrayList<>();
        for (Update update : advisories.updates()) {
            findings.add(Finding.of(level(update), message(update)));
        }
        age(advisories, context, findings);
        List<String> unknown = new ArrayList<>(advisories.undecided());
        if (!advisories.uncovered().isEmpty()) {
            unknown.add("no metadata is at hand of " + some(advisories.uncovered()));
        }
        if (findings.isEmpty() && !unknown.isEmpty()) {
            throw new UnsupportedFeatureException(String.join("; ", unknown), WHERE);
        }
        for (String each : unknown) {
            findings.add(Finding.of(Level.NOTE, "not known: " + each));
        }
        return Verdict.of(findings);
    }

    private static Level level(Update update) {
        return switch (update.kind()) {
            case SECURITY -> {
                Severity severity = update.severity().orElse(Severity.HIGH);
                yield severity == Severity.NEGLIGIBLE
                        ? Level.NOTE
                        : severity == Severity.LOW ? Level.WARNING : Level.ERROR;
            }
            case UNKNOWN -> Level.WARNING;
            case SUBSCRIPTION, OTHER -> Level.NOTE;
        };
    }

    private static String message(Update update) {
        StringBuilder message = new StringBuilder(update.name()).append(' ').append(update.installed());
        List<String> names = new ArrayList<>();
        for (Packages.Entry entry : update.packages()) {
            if (!entry.name().equals(update.name()) && !names.contains(entry.name())) {
                names.add(entry.name());
            }
        }
        if (!names.isEmpty()) {
            message.append(" (").append(some(names)).append(')');
        }
        message.append(
                switch (update.kind()) {
                    case SECURITY -> " has a security update: ";
                    case SUBSCRIPTION -> " has a security update for subscribers: ";
                    case UNKNOWN -> " has an update, and nobody says whether for security: ";
                    case OTHER -> " has an update: ";
                });
        message.append(update.fixed());
        List<String> why = new ArrayList<>();
        if (!update.advisories().isEmpty()) {
            why.add(some(update.advisories()));
        }
        update.severity().ifPresent(severity -> why.add(severity.word()));
        update.heldBy().ifPresent(held -> why.add("kept back by " + held));
        if (!why.isEmpty()) {
            message.append(" (").append(String.join("; ", why)).append(')');
        }
        Origin origin = update.origin();
        message.append(", by ").append(origin.name());
        origin.date().ifPresent(date -> message.append(" of ").append(day(date)));
        return message.toString();
    }

    /** Metadata says nothing about what came after it. */
    private static void age(Advisories advisories, CheckContext context, List<Finding> findings) {
        boolean any = false;
        for (Origin origin : advisories.origins()) {
            any |= origin.isSecurity();
        }
        LocalDate today = context.facts().inputs().date();
        Optional<Instant> newest = Optional.empty();
        for (Origin origin : advisories.origins()) {
            if (any && !origin.isSecurity()) {
                continue; // A release's own list may be years old and right.
            }
            if (origin.date().isPresent()
                    && (newest.isEmpty() || origin.date().get().isAfter(newest.get()))) {
                newest = origin.date();
            }
            if (origin.validUntil().isPresent()
                    && day(origin.validUntil().get()).isBefore(today)) {
                findings.add(Finding.of(
                        Level.WARNING,
                        "the metadata of " + origin.name() + " expired on "
                                + day(origin.validUntil().get()) + ": what has been mended since is not known"));
            }
        }
        if (newest.isEmpty()) {
            findings.add(Finding.of(
                    Level.WARNING, "the metadata bears no date: what has been mended since it was made is not known"));
            return;
        }
        long days = ChronoUnit.DAYS.between(day(newest.get()), today);
        if (days > context.params().number(MAX_AGE).orElse(0)) {
            findings.add(Finding.of(
                    Level.WARNING,
                    "the newest metadata is " + days + " days old (" + day(newest.get())
                            + "): what has been mended since is not known"));
        }
    }

    private static LocalDate day(Instant time) {
        return time.atZone(ZoneOffset.UTC).toLocalDate();
    }

    private static String some(List<String> all) {
        int shown = Math.min(SHOWN, all.size());
        String text = String.join(", ", all.subList(0, shown));
        return all.size() > shown ? text + " and " + (all.size() - shown) + " more" : text;
    }
}
