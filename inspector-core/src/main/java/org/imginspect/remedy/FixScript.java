package org.imginspect.remedy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.imginspect.check.Check;
import org.imginspect.check.CheckPage;
import org.imginspect.check.Finding;
import org.imginspect.check.Outcome;
import org.imginspect.checks.Catalogue;
import org.imginspect.profile.Requirement;
import org.imginspect.scan.CheckResult;
import org.imginspect.scan.ProfileResult;
import org.imginspect.scan.RequirementOutcome;
import org.imginspect.scan.RequirementResult;
import org.imginspect.scan.ScanReport;

/**
 * What would mend the findings of one scan: a shell script for a root shell inside the guest, and a file of commands by which
 * {@code virt-customize} runs it in a copy of the image. This program runs neither. Immutable.
 */
public final class FixScript {
    private static final String NO_RECIPE = "no script is known that mends this";

    private final ScanReport report;
    private final List<Step> steps;
    private final List<ByHand> byHand;
    private final boolean shell;

    private FixScript(ScanReport report, List<Step> steps, List<ByHand> byHand, boolean shell) {
        this.report = report;
        this.shell = shell;
        this.steps = List.copyOf(steps);
        this.byHand = List.copyOf(byHand);
    }

    /** Chooses a recipe for every finding of the report that counts; what has none, and what could not be decided, is left to people. */
    public static FixScript of(ScanReport report) {
        List<Step> steps = new ArrayList<>();
        List<ByHand> byHand = new ArrayList<>();
        Map<String, String> reasons = ByHand.reasons();
        for (CheckResult result : report.results()) {
            String id = result.info().id();
            Optional<Check> check = Catalogue.find(id);
            List<String> advice = check.map(known -> ByHand.advice(CheckPage.of(known)))
                    .orElse(List.of(result.info().fix()));
            if (result.outcome() == Outcome.UNDETERMINED) {
                byHand.add(new ByHand(
                        id,
                        result.info().title(),
                        List.of(),
                        "it could not be decided: " + result.reason(),
                        List.of()));
            }
            Optional<Recipe> recipe = check.flatMap(Recipe::of);
            List<Finding> mended = new ArrayList<>();
            List<Finding> left = new ArrayList<>();
            for (Finding finding : result.findings()) {
                boolean can = recipe.isPresent() && Step.canMend(recipe.get(), finding);
                (can ? mended : left).add(finding);
            }
            if (!mended.isEmpty()) {
                steps.add(Step.of(result.info(), result.params(), recipe.orElseThrow(), mended));
            }
            if (!left.isEmpty()) {
                String reason = recipe.isPresent()
                        ? "the script's step for this check does not cover it"
                        : reasons.getOrDefault(id, NO_RECIPE);
                byHand.add(new ByHand(id, result.info().title(), left, reason, advice));
            }
        }
        for (ProfileResult profile : report.profiles()) {
            profile.requirements().forEach(requirement -> confirm(requirement).ifPresent(byHand::add));
        }
        // Stable: within a phase in the order of the reports.
        steps.sort(Comparator.comparing((Step step) -> step.recipe().phase()));
        return new FixScript(report, steps, byHand, true);
    }

    /** What a marketplace wants that only a person can tell. */
    private static Optional<ByHand> confirm(RequirementResult result) {
        Requirement requirement = result.requirement();
        return switch (result.outcome()) {
            case MANUAL, UNDECIDED ->
                Optional.of(new ByHand(
                        requirement.id(),
                        requirement.title(),
                        List.of(),
                        result.outcome() == RequirementOutcome.MANUAL
                                ? "only a person can tell"
                                : "it could not be decided" + (result.reason().isEmpty() ? "" : ": " + result.reason()),
                        Stream.of(requirement.manual(), requirement.confirm())
                                .flatMap(Optional::stream)
                                .toList()));
            case MET, MET_WITH_WARNINGS, NOT_MET, NOT_APPLICABLE, WAIVED -> Optional.empty();
        };
    }

    /** The same for a guest without {@code /bin/sh}, in which neither file can run: both say so, and the script still tells what is to be done. */
    public FixScript withoutShell() {
        return new FixScript(report, steps, byHand, false);
    }

    /** Whether there is nothing that a script can mend. */
    public boolean isEmpty() {
        return steps.isEmpty();
    }

    /** The ids of the checks whose findings the script mends, in the order of its steps. */
    public List<String> mended() {
        return steps.stream().map(step -> step.info().id()).toList();
    }

    /** The findings of a check that the script is to mend, whatever the check was told; none if it does nothing about it. */
    public List<Finding> findings(String id) {
        List<Finding> findings = new ArrayList<>();
        for (Step step : steps) {
            if (step.info().id().equals(id)) {
                findings.addAll(step.mended());
            }
        }
        return findings;
    }

    /** The ids of the checks and requirements of which something is left to people; one that is also in {@link #mended} is mended in part. */
    public List<String> leftToPeople() {
        return byHand.stream().map(ByHand::id).toList();
    }

    /** The script, for dash, bash and busybox's shell. */
    public String shell() {
        return new ShellScript(report, steps, byHand, shell).text();
    }

    /**
     * The commands for {@code virt-customize --commands-from-file}.
     *
     * @param script the name of the script's file as virt-customize is to find it, from the directory that it is started in
     * @throws IllegalArgumentException if the name holds a colon or a line end, which no such command can say
     */
    public String virtCustomize(String script) {
        return new VirtCustomizeFile(report, steps, byHand, shell).text(script);
    }
}
