package org.imginspect.checks.cloudinit;

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
import org.imginspect.facts.cloudinit.CloudInit;
import org.imginspect.facts.packages.Packages;
import org.imginspect.guest.GuestPath;

/** Flags a cloud-init that is too old for what clouds expect of it today. */
final class MinVersion implements Check {
    private static final String NAME = "cloud-init";
    /** What began with 0.7.6 and 0.7.9: DigitalOcean's data source, and whole network configuration. */
    private static final String OLDEST = "0.7.6";

    private static final String RECOMMENDED = "0.7.9";

    private static final Parameter VERSION = Parameter.version(
            "version", "the oldest cloud-init that is taken; an older one is an error then, not a warning");

    private static final CheckInfo INFO = new CheckInfo(
                    "cloudinit.min-version",
                    Area.CLOUDINIT,
                    Level.ERROR,
                    "cloud-init is new enough",
                    "update cloud-init, or begin with a newer release of the distribution")
            .with(VERSION);

    /** Where a cloud-init without a package says which it is. */
    private static final List<String> SOURCES = List.of(
            "/usr/lib/python*/*-packages/cloudinit/version.py",
            "/usr/local/lib/python*/*-packages/cloudinit/version.py");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<Packages.Entry> known = context.facts().find(Packages.class).flatMap(packages -> packages.find(NAME));
        Optional<CloudInit> program = context.facts().find(CloudInit.class);
        String version;
        if (known.isPresent() && known.get().state().hasFiles()) {
            version = known.get().version().version();
        } else if (program.isPresent()) {
            version = ownWord(context, program.get().program());
        } else {
            return Verdict.notApplicable("cloud-init is not installed");
        }
        Optional<String> wanted = context.params().text(VERSION).map(MinVersion::dotted);
        if (wanted.isPresent() && compare(version, wanted.get()) < 0) {
            return Verdict.of(Finding.of(Level.ERROR, "cloud-init " + version + " is older than " + wanted.get()));
        }
        if (compare(version, OLDEST) < 0) {
            return Verdict.of(Finding.of(Level.WARNING, "cloud-init " + version + " is older than " + OLDEST));
        }
        return compare(version, RECOMMENDED) < 0
                ? Verdict.of(Finding.of(
                        Level.WARNING,
                        "cloud-init " + version + " is older than " + RECOMMENDED + ", which is recommended"))
                : Verdict.pass();
    }

    /** {@code __VERSION__ = "23.4"} of its Python package. */
    private static String ownWord(CheckContext context, GuestPath program) throws ImageException {
        for (String source : SOURCES) {
            for (GuestPath file : context.tree().glob(source)) {
                for (String line : context.tree().lines(file).orElse(List.of())) {
                    int from = line.indexOf('"') + 1;
                    int end = line.indexOf('"', from);
                    if (line.startsWith("__VERSION__") && from > 0 && end > from) {
                        return line.substring(from, end);
                    }
                }
            }
        }
        throw new UnsupportedFeatureException(
                "cloud-init: no package and no version.py that names the version", program.toString());
    }

    /** There never was a cloud-init 0.10 or later of that series: {@code 0.76}, as DigitalOcean writes it, means 0.7.6. */
    private static String dotted(String wanted) {
        return wanted.length() == 4
                        && wanted.startsWith("0.")
                        && Character.isDigit(wanted.charAt(2))
                        && Character.isDigit(wanted.charAt(3))
                ? wanted.substring(0, 3) + "." + wanted.charAt(3)
                : wanted;
    }

    /** Numbers between dots; what follows them in a part ({@code 25.1~1g}, {@code 19.4+11.g}) does not count. */
    private static int compare(String left, String right) {
        int i = 0;
        int j = 0;
        while (i < left.length() || j < right.length()) {
            int a = number(left, i);
            int b = number(right, j);
            if (a != b) {
                return Integer.compare(a, b);
            }
            i = next(left, i);
            j = next(right, j);
        }
        return 0;
    }

    private static int number(String text, int from) {
        int value = 0;
        for (int i = from; i < text.length() && Character.digit(text.charAt(i), 10) >= 0 && value < 100_000_000; i++) {
            value = value * 10 + Character.digit(text.charAt(i), 10);
        }
        return value;
    }

    private static int next(String text, int from) {
        int i = from;
        while (i < text.length() && Character.digit(text.charAt(i), 10) >= 0) {
            i++;
        }
        return i < text.length() && text.charAt(i) == '.' ? i + 1 : text.length();
    }
}
