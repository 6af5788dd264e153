package org.imginspect.compare;

import java.util.List;
import java.util.Optional;
import org.imginspect.scan.ProfileResult;
import org.imginspect.scan.RequirementOutcome;
import org.imginspect.scan.RequirementResult;
import org.imginspect.scan.ScanReport;

/** What the marketplaces' requirements come to; there are none if no profile was asked for. */
final class RequirementsSection implements Section<ScanReport> {
    @Override
    public String id() {
        return "requirements";
    }

    @Override
    public String title() {
        return "Requirements of marketplaces";
    }

    @Override
    public ScanReport look(ImageView image) {
        return image.report();
    }

    /** Both images were judged by the same profiles. */
    @Override
    public void compare(ScanReport before, ScanReport after, Differences found) {
        for (ProfileResult profile : after.profiles()) {
            List<RequirementResult> old = before.profiles().stream()
                    .filter(other ->
                            other.profile().id().equals(profile.profile().id()))
                    .flatMap(other -> other.requirements().stream())
                    .toList();
            for (int i = 0; i < old.size(); i++) {
                compare(old.get(i), profile.requirements().get(i), found);
            }
        }
    }

    private static void compare(RequirementResult was, RequirementResult is, Differences found) {
        if (was.outcome() == is.outcome()) {
            return;
        }
        boolean fails = is.outcome() == RequirementOutcome.NOT_MET;
        boolean mended =
                was.outcome() == RequirementOutcome.NOT_MET && is.outcome().isMet();
        found.add(new Change(
                fails ? Change.Kind.NEWLY_FAILING : mended ? Change.Kind.MENDED : Change.Kind.CHANGED,
                is.requirement().id() + " " + is.requirement().title(),
                "",
                Optional.of(words(was)),
                Optional.of(words(is))));
    }

    private static String words(RequirementResult result) {
        String words = result.outcome().id().replace('-', ' ');
        return result.reason().isEmpty() ? words : words + ": " + result.reason();
    }
}
