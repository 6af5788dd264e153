package org.imginspect.scan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.engine.EngineInfo;
import org.imginspect.engine.StorageEntry;
import org.imginspect.engine.StorageMap;
import org.imginspect.error.Problem;
import org.imginspect.profile.Contradiction;

/**
 * What is known about one image after a scan. Immutable; holds nothing open.
 *
 * @param image the host file as the request named it
 * @param failure why the image could not be opened; everything below is empty then
 * @param engine who read it; empty if nobody could
 * @param fallbackReason why libguestfs read it though the embedded engine was asked first; empty if that did not happen
 * @param storage everything on the disk; empty if the image could not be opened
 * @param rootProblem why no guest was found: no operating system, or several; empty if there is one
 * @param guest what the guest is; empty if there is none or it could not be told
 * @param results by area, in the catalogue's order
 * @param notRun the checks that were not run, in the same order
 * @param profiles what each marketplace asked for comes to; empty if none was asked for
 * @param contradictions what no image can meet in all of these profiles
 * @param remarks what the request's author should know: waivers that have expired or matched nothing
 * @param failOn the lightest level that makes the image fail; empty if no finding does
 * @param baseline what has changed since an earlier report; empty if there is none to compare with. If there is one, only new findings
 *     make the image fail
 * @param excerpts the lines around findings; none unless the request asked for them
 */
public record ScanReport(
        String image,
        Optional<Problem> failure,
        Optional<EngineInfo> engine,
        Optional<String> fallbackReason,
        Optional<StorageMap> storage,
        Optional<Problem> rootProblem,
        Optional<GuestInfo> guest,
        List<CheckResult> results,
        List<NotRun> notRun,
        List<ProfileResult> profiles,
        List<Contradiction> contradictions,
        List<String> remarks,
        Optional<Level> failOn,
        Timings timings,
        Optional<BaselineComparison> baseline,
        Excerpts excerpts) {
    public ScanReport {
        java.util.Objects.requireNonNull(excerpts);
        profiles = List.copyOf(profiles);
        contradictions = List.copyOf(contradictions);
        remarks = List.copyOf(remarks);
        results = List.copyOf(results);
        notRun = List.copyOf(notRun);
        if (failure.isPresent() == storage.isPresent()) {
            throw new IllegalArgumentException("an image was either opened or not: " + image);
        }
    }

    /** Of a scan that is compared with nothing. */
    public ScanReport(
            String image,
            Optional<Problem> failure,
            Optional<EngineInfo> engine,
            Optional<String> fallbackReason,
            Optional<StorageMap> storage,
            Optional<Problem> rootProblem,
            Optional<GuestInfo> guest,
            List<CheckResult> results,
            List<NotRun> notRun,
            List<ProfileResult> profiles,
            List<Contradiction> contradictions,
            List<String> remarks,
            Optional<Level> failOn,
            Timings timings) {
        this(
                image,
                failure,
                engine,
                fallbackReason,
                storage,
                rootProblem,
                guest,
                results,
                notRun,
                profiles,
                contradictions,
                remarks,
                failOn,
                timings,
                Optional.empty(),
                Excerpts.NONE);
    }

    /** The same beside an earlier report. */
    public ScanReport withBaseline(BaselineComparison comparison) {
        return new ScanReport(
                image,
                failure,
                engine,
                fallbackReason,
                storage,
                rootProblem,
                guest,
                results,
                notRun,
                profiles,
                contradictions,
                remarks,
                failOn,
                timings,
                Optional.of(comparison),
                excerpts);
    }

    /** The same with the lines around its findings. */
    public ScanReport withExcerpts(Excerpts read) {
        return new ScanReport(
                image,
                failure,
                engine,
                fallbackReason,
                storage,
                rootProblem,
                guest,
                results,
                notRun,
                profiles,
                contradictions,
                remarks,
                failOn,
                timings,
                baseline,
                read);
    }

    public Summary summary() {
        return Summary.of(results);
    }

    /** What this scan comes to. */
    public Status status() {
        if (failure.isPresent()) {
            return Status.UNOPENED;
        }
        if (failOn.isPresent() && deciding(failOn.get()) > 0) {
            return Status.FAIL;
        }
        return unseen().isEmpty() ? Status.PASS : Status.INCOMPLETE;
    }

    private int deciding(Level level) {
        return baseline.isPresent()
                ? baseline.get().newAtLeast(level)
                : summary().atLeast(level);
    }

    /** What could not be seen: storage that was not read, no guest, undetermined checks, put together by their reason. */
    public List<Unseen> unseen() {
        List<Unseen> unseen = new ArrayList<>();
        failure.ifPresent(problem -> unseen.add(new Unseen(problem.message(), "", List.of())));
        if (storage.isPresent()) {
            for (StorageEntry entry : storage.get().unread()) {
                unseen.add(new Unseen(
                        entry.path(),
                        entry.problem()
                                .map(Problem::message)
                                .orElse(entry.state().name().toLowerCase(java.util.Locale.ROOT)),
                        List.of()));
            }
        }
        Map<String, List<String>> byReason = new LinkedHashMap<>();
        rootProblem.ifPresent(problem -> byReason.put(problem.message(), new ArrayList<>()));
        if (failure.isEmpty() && rootProblem.isEmpty() && guest.isEmpty() && isGuestAskedFor()) {
            byReason.put("it could not be told what the guest is, which requirements ask for", new ArrayList<>());
        }
        for (CheckResult result : results) {
            if (result.verdict() instanceof Verdict.Undetermined unknown) {
                byReason.computeIfAbsent(unknown.problem().message(), any -> new ArrayList<>())
                        .add(result.info().id());
            }
        }
        byReason.forEach((reason, checks) -> unseen.add(new Unseen(reason, "", checks)));
        return unseen;
    }

    private boolean isGuestAskedFor() {
        for (ProfileResult profile : profiles) {
            for (RequirementResult result : profile.requirements()) {
                if (result.outcome() == RequirementOutcome.UNDECIDED
                        && result.requirement().applies().asksForGuest()) {
                    return true;
                }
            }
        }
        return false;
    }
}
