package org.imginspect.scan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.check.Check;
import org.imginspect.checks.Catalogue;
import org.imginspect.engine.Guest;
import org.imginspect.error.ImageException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.facts.InvalidInputException;
import org.imginspect.facts.os.OperatingSystem;

/**
 * Scans images. What an embedding program needs:
 *
 * <pre>{@code
 * ScanRequest request = ScanRequest.of(Path.of("disk.qcow2")).withSkipped("secrets.*");
 * for (ScanReport report : new Inspector().scan(request)) {
 *     System.out.println(report.image() + ": " + report.status());
 *     for (CheckResult result : report.results()) {
 *         result.findings().forEach(finding -> System.out.println(result.info().id() + ": " + finding.message()));
 *     }
 * }
 * }</pre>
 *
 * <p>Stateless; an image file is only ever opened for reading. One scan uses one
 * thread, but for the digests of packages' files in a deep one.
 */
public final class Inspector {
    private final EnginePolicy policy;
    private final List<Check> checks;
    private final List<FactGatherer<?>> gatherers;

    /** With every check there is and the built-in engines. */
    public Inspector() {
        this(Engines.builtIn(GuestfsBinding.AUTO));
    }

    /** With every check there is and other engines. */
    public Inspector(Engines engines) {
        this(engines, Catalogue.all(), Gatherers.all());
    }

    /**
     * The page that explains a check, as Markdown.
     *
     * @throws UnknownCheckException if there is no such check
     */
    public static String page(String id) {
        if (Catalogue.find(id).isEmpty()) {
            throw new UnknownCheckException("no check is called '" + id + "'");
        }
        return Catalogue.page(id);
    }

    /** The ids of the container formats that an image can be said to have: {@link ScanRequest#withFormat}. */
    public static List<String> formats() {
        return BuiltInEngines.formats();
    }

    /** With checks and gatherers of the caller's choice. */
    public Inspector(Engines engines, List<Check> checks, List<FactGatherer<?>> gatherers) {
        this(new EnginePolicy(engines), checks, gatherers);
    }

    private Inspector(EnginePolicy policy, List<Check> checks, List<FactGatherer<?>> gatherers) {
        this.policy = policy;
        this.checks = List.copyOf(checks);
        this.gatherers = List.copyOf(gatherers);
    }

    /** The same with further checks, which run after the ones there are, and with what gathers their facts. */
    public Inspector with(List<Check> moreChecks, List<FactGatherer<?>> moreGatherers) {
        List<Check> allChecks = new ArrayList<>(checks);
        allChecks.addAll(moreChecks);
        List<FactGatherer<?>> allGatherers = new ArrayList<>(gatherers);
        allGatherers.addAll(moreGatherers);
        return new Inspector(policy, allChecks, allGatherers);
    }

    /** As {@link #with(List, List)}, for checks that ask for facts there are, or for none. */
    public Inspector with(Check... more) {
        return with(List.of(more), List.of());
    }

    /**
     * The checks a request asks for, in the order of the reports.
     *
     * @throws UnknownCheckException if it names a check that does not exist
     * @throws InvalidParameterException if it tells a check what it cannot use
     */
    public List<Check> selected(ScanRequest request) {
        List<Check> selected = new ArrayList<>();
        for (Question question :
                CheckSelection.choose(checks, request, Optional.empty()).questions()) {
            if (!selected.contains(question.check())) {
                selected.add(question.check());
            }
        }
        return selected;
    }

    /** Every check there is, in the order of the reports. */
    public List<Check> checks() {
        return checks;
    }

    /**
     * Scans every image of the request, one after the other.
     *
     * @return one report per image in their order; an image that cannot be opened has a report that says so
     * @throws UnknownCheckException if the request names a check that does not exist
     * @throws InvalidParameterException if it tells a check what it cannot use
     * @throws InvalidInputException if a file of its {@link org.imginspect.facts.Inputs} cannot be used
     * @throws InspectorBugException if this program made a mistake
     */
    public List<ScanReport> scan(ScanRequest request) {
        return scan(List.of(request));
    }

    /**
     * Scans every image of several requests, one after the other. What is wrong with a request is found before the first image is opened.
     *
     * @return one report per image in their order; an image that cannot be opened has a report that says so
     * @throws UnknownCheckException if a request names a check that does not exist
     * @throws InvalidParameterException if it tells a check what it cannot use
     * @throws InvalidInputException if a file of its {@link org.imginspect.facts.Inputs} cannot be used
     * @throws InspectorBugException if this program made a mistake
     */
    public List<ScanReport> scan(List<ScanRequest> requests) {
        List<CheckSelection> wanted = new ArrayList<>();
        for (ScanRequest request : requests) {
            wanted.add(CheckSelection.choose(checks, request, Optional.empty()));
        }
        List<ScanReport> reports = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            for (Path image : requests.get(i).images()) {
                reports.add(scan(image, requests.get(i), wanted.get(i)));
            }
        }
        return reports;
    }

    /**
     * Opens an image to look into it without any check.
     *
     * @throws ImageException if not even the container can be opened
     */
    public OpenedImage open(Path image, ScanRequest request) throws ImageException {
        EnginePolicy.Choice choice = policy.open(image, request.engine(), request.options());
        Guest guest = choice.guest();
        return new OpenedImage(
                guest,
                new Facts(guest.tree(), guest.storage(), guest.space(), request.inputs(), gatherers),
                choice.fallbackReason());
    }

    /** The facts of an opened image as lines. */
    public FactListing facts(OpenedImage opened) {
        return new FactListing(opened.facts(), gatherers);
    }

    private ScanReport scan(Path image, ScanRequest request, CheckSelection wanted) {
        long start = System.nanoTime();
        request.options().progress().accept("opening " + image.getFileName());
        EnginePolicy.Choice choice;
        try {
            choice = policy.open(image, request.engine(), request.options());
        } catch (ImageException e) {
            Judge judge = Judge.unopened(request, wanted, e.problem());
            return new ScanReport(
                    image.toString(),
                    Optional.of(e.problem()),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    wanted.notRun(),
                    judge.profiles(),
                    judge.contradictions(),
                    judge.remarks(),
                    request.failOn(),
                    new Timings(System.nanoTime() - start, System.nanoTime() - start, Map.of()));
        }
        long openNanos = System.nanoTime() - start;
        Guest guest = choice.guest();
        try {
            Facts facts = new Facts(guest.tree(), guest.storage(), guest.space(), request.inputs(), gatherers);
            return scan(
                    image, request, wanted, new OpenedImage(guest, facts, choice.fallbackReason()), start, openNanos);
        } finally {
            closeQuietly(guest);
        }
    }

    /**
     * Runs the checks on an image that is open already, and leaves it open.
     *
     * @param image what the report calls it
     * @param request as it was opened with; its images do not matter
     * @throws UnknownCheckException if the request names a check that does not exist
     * @throws InvalidParameterException if it tells a check what it cannot use
     * @throws InvalidInputException if a file of its {@link org.imginspect.facts.Inputs} cannot be used
     * @throws InspectorBugException if this program made a mistake
     */
    public ScanReport scan(Path image, OpenedImage opened, ScanRequest request) {
        CheckSelection wanted = CheckSelection.choose(checks, request, Optional.empty());
        return scan(image, request, wanted, opened, System.nanoTime(), 0);
    }

    private ScanReport scan(
            Path image, ScanRequest request, CheckSelection wanted, OpenedImage opened, long start, long openNanos) {
        Guest guest = opened.guest();
        Facts facts = opened.facts();
        CheckRunner runner = new CheckRunner(
                guest, facts, request.options().limits(), request.options().progress(), start);
        Optional<GuestInfo> info = describe(guest, facts);
        CheckSelection selection = request.profiles().isEmpty() ? wanted : CheckSelection.choose(checks, request, info);
        Judge judge = new Judge(request, selection, info, runner.runAll(selection.questions()));
        ScanReport report = new ScanReport(
                image.toString(),
                Optional.empty(),
                Optional.of(guest.engine()),
                opened.fallbackReason(),
                Optional.of(guest.storage()),
                guest.rootProblem(),
                info,
                judge.results(),
                selection.notRun(),
                judge.profiles(),
                judge.contradictions(),
                judge.remarks(),
                request.failOn(),
                new Timings(System.nanoTime() - start, openNanos, runner.nanos()));
        return request.excerpts()
                ? report.withExcerpts(new ExcerptReader(guest.tree()).read(report.results()))
                : report;
    }

    /** Empty as well if the caller's own gatherers do not find out what the guest is. */
    private Optional<GuestInfo> describe(Guest guest, Facts facts) {
        boolean known = gatherers.stream().anyMatch(gatherer -> gatherer.type() == OperatingSystem.class);
        return known && guest.rootProblem().isEmpty() ? GuestDescription.of(facts) : Optional.empty();
    }

    /** Everything was read by now: that closing failed changes nothing in the report. */
    private static void closeQuietly(Guest guest) {
        try {
            guest.close();
        } catch (ImageException e) {
            System.getLogger(Inspector.class.getName()).log(System.Logger.Level.DEBUG, "closing failed", e);
        }
    }
}
