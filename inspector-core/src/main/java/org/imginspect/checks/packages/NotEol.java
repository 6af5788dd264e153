package org.imginspect.checks.packages;

import java.time.LocalDate;
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
import org.imginspect.facts.lifecycle.SupportPeriod;
import org.imginspect.facts.lifecycle.SupportPeriod.Extended;

/** Flags releases that get no security updates any more on the day of the scan. */
final class NotEol implements Check {
    private static final Parameter DAYS = Parameter.number(
                    "days", "for how many days after the scan there have to be updates yet")
            .withDefault("0");

    private static final CheckInfo INFO = new CheckInfo(
                    "packages.not-eol",
                    Area.PACKAGES,
                    Level.ERROR,
                    "The release still gets security updates",
                    "begin with a release of the distribution that is supported")
            .with(DAYS);

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<SupportPeriod> found = context.facts().find(SupportPeriod.class);
        if (found.isEmpty()) {
            return Verdict.notApplicable("the guest is no Linux distribution");
        }
        SupportPeriod period = found.get();
        if (period.kind() == SupportPeriod.Kind.ROLLING) {
            return Verdict.pass();
        }
        if (period.until().isEmpty()) {
            return Verdict.of(Finding.of(
                    Level.WARNING,
                    period.release() + " is not released: nobody promises it security updates",
                    SupportedOs.releaseFile(context)));
        }
        LocalDate today = context.facts().inputs().date();
        LocalDate until = period.until().get();
        if (!today.isAfter(until)) {
            long days = context.params().number(DAYS).orElse(0);
            return days <= until.toEpochDay() - today.toEpochDay()
                    ? Verdict.pass()
                    : Verdict.of(Finding.of(
                            Level.WARNING,
                            period.release() + " gets security updates only until " + until + ", less than " + days
                                    + " days from " + today,
                            SupportedOs.releaseFile(context)));
        }
        String ended = period.release() + " has got no security updates since " + until;
        Optional<Extended> extended = period.extended();
        boolean paid = extended.isPresent() && !today.isAfter(extended.get().until());
        return Verdict.of(Finding.of(
                paid ? Level.WARNING : Level.ERROR,
                paid
                        ? ended + " without " + extended.get().name() + ", which goes to "
                                + extended.get().until()
                        : ended,
                SupportedOs.releaseFile(context)));
    }
}
