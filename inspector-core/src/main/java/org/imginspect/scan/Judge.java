package org.imginspect.scan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Outcome;
import org.imginspect.check.Parameter;
import org.imginspect.check.Params;
import org.imginspect.error.Problem;
import org.imginspect.profile.Applicability;
import org.imginspect.profile.CheckUse;
import org.imginspect.profile.Contradiction;
import org.imginspect.profile.Profile;
import org.imginspect.profile.Profiles;
import org.imginspect.profile.Requirement;

/** Makes the answers of checks into verdicts of requirements, and tells what each finding comes to. */
final class Judge {
    private record Asked(String check, Params params) {}

    /**
     * What the requirements make of one finding.
     *
     * @param level the gravest one that counts; empty if every requirement that uses it waives it
     */
    private record Weight(Optional<Level> level, Optional<WaivedFinding> waived) {}

    private final ScanRequest request;
    private final CheckSelection selection;
    private final Optional<GuestInfo> guest;
    private final Optional<Problem> failure;
    private final Waivers waivers;
    private final Map<Asked, CheckResult> answers = new LinkedHashMap<>();
    private final IdentityHashMap<CheckResult, Weight[]> weights = new IdentityHashMap<>();
    private final List<ProfileResult> profiles = new ArrayList<>();
    /** Of the profile that is being judged the requirements that must be met, be it as parts of others. */
    private final Set<String> demanded = new HashSet<>();

    Judge(ScanRequest request, CheckSelection selection, Optional<GuestInfo> guest, List<CheckResult> answered) {
        this(request, selection, guest, Optional.empty(), answered);
    }

    private Judge(
            ScanRequest request,
            CheckSelection selection,
            Optional<GuestInfo> guest,
            Optional<Problem> failure,
            List<CheckResult> answered) {
        this.request = request;
        this.selection = selection;
        this.guest = guest;
        this.failure = failure;
        this.waivers = new Waivers(request.waivers(), request.inputs().date());
        for (CheckResult result : answered) {
            answers.put(new Asked(result.info().id(), result.params()), result);
        }
        for (Profile profile : request.profiles()) {
            profiles.add(judge(profile));
        }
    }

    /** What can be said of an image that could not be opened. */
    static Judge unopened(ScanRequest request, CheckSelection selection, Problem failure) {
        return new Judge(request, selection, Optional.empty(), Optional.of(failure), List.of());
    }

    List<ProfileResult> profiles() {
        return profiles;
    }

    List<String> remarks() {
        return failure.isPresent() ? List.of() : waivers.remarks();
    }

    /** The checks' results with what their findings come to. */
    List<CheckResult> results() {
        List<CheckResult> results = new ArrayList<>(answers.size());
        for (CheckResult result : answers.values()) {
            results.add(weighed(result));
        }
        return results;
    }

    /** What two or more of the judged requirements that apply cannot have together. */
    List<Contradiction> contradictions() {
        if (request.profiles().size() < 2) {
            return List.of();
        }
        Set<String> applying = new HashSet<>();
        for (ProfileResult profile : profiles) {
            for (RequirementResult result : profile.requirements()) {
                if (result.outcome() != RequirementOutcome.NOT_APPLICABLE) {
                    applying.add(result.requirement().id());
                }
            }
        }
        List<Contradiction> found = new ArrayList<>();
        for (Contradiction contradiction : Profiles.contradictions()) {
            List<String> both = new ArrayList<>(contradiction.requirements());
            both.retainAll(applying);
            if (both.size() > 1) {
                found.add(new Contradiction(contradiction.fact(), both, contradiction.why(), contradiction.together()));
            }
        }
        return found;
    }

    private ProfileResult judge(Profile profile) {
        demanded.clear();
        for (Requirement requirement : profile.requirements()) {
            if (requirement.must()
                    && selection.settings().whyNot(profile, requirement, guest).isEmpty()) {
                demanded.add(requirement.id());
                demanded.addAll(requirement.allOf());
            }
        }
        Map<String, RequirementResult> judged = new LinkedHashMap<>();
        for (Requirement requirement : profile.requirements()) {
            if (requirement.allOf().isEmpty()) {
                judged.put(requirement.id(), judge(profile, requirement));
            }
        }
        List<RequirementResult> results = new ArrayList<>();
        for (Requirement requirement : profile.requirements()) {
            RequirementResult known = judged.get(requirement.id());
            results.add(known != null ? known : together(profile, requirement, judged));
        }
        return new ProfileResult(profile, results);
    }

    private RequirementResult judge(Profile profile, Requirement requirement) {
        Optional<String> whyNot = selection.settings().whyNot(profile, requirement, guest);
        if (failure.isPresent()
                && requirement.manual().isEmpty()
                && whyNot.orElse("").isEmpty()) {
            return bare(
                    requirement,
                    RequirementOutcome.UNDECIDED,
                    "the image could not be opened: " + failure.get().what());
        }
        if (whyNot.isPresent()) {
            return whyNot.get().isEmpty()
                    ? bare(requirement, RequirementOutcome.UNDECIDED, unknownGuest(requirement))
                    : bare(requirement, RequirementOutcome.NOT_APPLICABLE, whyNot.get());
        }
        if (requirement.manual().isPresent()) {
            return bare(
                    requirement, RequirementOutcome.MANUAL, requirement.manual().get());
        }
        if (requirement.checks().isEmpty()) {
            return bare(
                    requirement,
                    RequirementOutcome.UNDECIDED,
                    requirement.undecided().orElse(""));
        }
        return byChecks(profile, requirement);
    }

    private static String unknownGuest(Requirement requirement) {
        String why = "it could not be told what the guest is";
        boolean windows = requirement.applies().guest().equals(Optional.of(Applicability.Guest.WINDOWS));
        return windows && requirement.undecided().isPresent()
                ? why + "; if it is Windows: " + requirement.undecided().get()
                : why;
    }

    private static RequirementResult bare(Requirement requirement, RequirementOutcome outcome, String reason) {
        return new RequirementResult(requirement, outcome, reason, List.of(), List.of());
    }

    private RequirementResult byChecks(Profile profile, Requirement requirement) {
        List<Evidence> evidence = new ArrayList<>();
        List<String> remarks = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (CheckUse use : requirement.checks()) {
            ProfileSettings.Resolved resolved = selection.settings().resolve(profile, use);
            CheckResult answer = answers.get(new Asked(use.check(), resolved.params()));
            if (!resolved.missing().isEmpty()) {
                Parameter first = resolved.missing().get(0);
                unknown.add("nobody said " + first.name() + " (" + first.meaning() + "): --set " + first.name() + "=…");
            } else if (answer == null) {
                notRun(use.check(), remarks, unknown);
            } else {
                evidence.add(evidence(requirement, use, answer));
                if (answer.outcome() == Outcome.UNDETERMINED) {
                    unknown.add(use.check() + ": " + answer.reason());
                }
            }
        }
        return decide(requirement, evidence, remarks, unknown);
    }

    /** A deep check that was left out takes nothing from what the others show; any other leaves the question open. */
    private void notRun(String check, List<String> remarks, List<String> unknown) {
        NotRun.Reason why = NotRun.Reason.NOT_SELECTED;
        for (NotRun each : selection.notRun()) {
            why = each.info().id().equals(check) ? each.why() : why;
        }
        if (why == NotRun.Reason.DEEP) {
            remarks.add(check + " was not run: it reads most of the disk (--deep)");
        } else {
            unknown.add(check + " was not run: "
                    + (why == NotRun.Reason.SKIPPED ? "it was to be skipped" : "others were asked for"));
        }
    }

    private RequirementResult decide(
            Requirement requirement, List<Evidence> evidence, List<String> remarks, List<String> unknown) {
        boolean applies = false;
        boolean waived = false;
        Level gravest = Level.NOTE;
        for (Evidence one : evidence) {
            applies |= one.result().verdict().outcome() != Outcome.NOT_APPLICABLE;
            waived |= one.waived().stream().anyMatch(each -> each.finding().level() != Level.NOTE);
            for (Finding finding : one.findings()) {
                gravest = finding.level().compareTo(gravest) > 0 ? finding.level() : gravest;
            }
        }
        if (!applies) {
            unknown.addAll(remarks); // That the others do not apply says nothing of what was not asked.
        }
        RequirementOutcome outcome;
        String reason = "";
        if (gravest == Level.ERROR) {
            outcome = RequirementOutcome.NOT_MET;
        } else if (!unknown.isEmpty()) {
            outcome = RequirementOutcome.UNDECIDED;
            reason = String.join("; ", unknown);
        } else if (!applies) {
            outcome = RequirementOutcome.NOT_APPLICABLE;
            reason = evidence.get(0).result().reason();
        } else if (requirement.undecided().isPresent()) {
            outcome = RequirementOutcome.UNDECIDED;
            reason = requirement.undecided().get();
        } else if (waived) {
            outcome = RequirementOutcome.WAIVED;
        } else {
            outcome = gravest == Level.WARNING ? RequirementOutcome.MET_WITH_WARNINGS : RequirementOutcome.MET;
        }
        return new RequirementResult(requirement, outcome, reason, evidence, remarks);
    }

    /** A requirement that is made of others: their gravest outcome. */
    private RequirementResult together(
            Profile profile, Requirement requirement, Map<String, RequirementResult> judged) {
        Optional<String> whyNot = selection.settings().whyNot(profile, requirement, guest);
        if (whyNot.isPresent() && !whyNot.get().isEmpty()) {
            return bare(requirement, RequirementOutcome.NOT_APPLICABLE, whyNot.get());
        }
        RequirementOutcome gravest = RequirementOutcome.NOT_APPLICABLE;
        List<String> deciding = new ArrayList<>();
        for (String part : requirement.allOf()) {
            RequirementOutcome outcome =
                    Objects.requireNonNull(judged.get(part), part).outcome();
            if (outcome.compareTo(gravest) > 0) {
                gravest = outcome;
                deciding.clear();
            }
            if (outcome == gravest) {
                deciding.add(part);
            }
        }
        String reason = gravest == RequirementOutcome.MET ? "" : gravest.id() + ": " + String.join(", ", deciding);
        return bare(requirement, gravest, reason);
    }

    private Evidence evidence(Requirement requirement, CheckUse use, CheckResult answer) {
        List<Finding> counting = new ArrayList<>();
        List<WaivedFinding> waived = new ArrayList<>();
        List<Finding> findings = answer.findings();
        Weight[] weight = weights.computeIfAbsent(answer, any -> new Weight[findings.size()]);
        for (int i = 0; i < findings.size(); i++) {
            Finding finding = findings.get(i);
            Level level = use.capped(finding.level());
            Finding here = new Finding(level, finding.message(), finding.file(), finding.line());
            Optional<WaivedFinding> waiver = waivers.waive(here, use.check(), requirement.id());
            if (waiver.isPresent()) {
                waived.add(waiver.get());
                weight[i] = weight[i] == null ? new Weight(Optional.empty(), waiver) : weight[i];
                continue;
            }
            counting.add(here);
            Level counts = !demanded.contains(requirement.id()) && level == Level.ERROR ? Level.WARNING : level;
            boolean graver = weight[i] == null
                    || weight[i].level().isEmpty()
                    || counts.compareTo(weight[i].level().get()) > 0;
            weight[i] = graver ? new Weight(Optional.of(counts), Optional.empty()) : weight[i];
        }
        return new Evidence(answer, counting, waived);
    }

    private CheckResult weighed(CheckResult result) {
        Weight[] weight = weights.get(result);
        List<Finding> counting = new ArrayList<>();
        List<WaivedFinding> waived = new ArrayList<>();
        List<Finding> findings = result.findings();
        for (int i = 0; i < findings.size(); i++) {
            Finding finding = findings.get(i);
            Optional<WaivedFinding> waiver =
                    weight == null ? waivers.waive(finding, result.info().id(), "") : weight[i].waived();
            if (waiver.isPresent()) {
                waived.add(waiver.get());
            } else {
                Level level =
                        weight == null ? finding.level() : weight[i].level().orElse(finding.level());
                counting.add(new Finding(level, finding.message(), finding.file(), finding.line()));
            }
        }
        return new CheckResult(result.info(), result.params(), result.verdict(), counting, waived);
    }
}
