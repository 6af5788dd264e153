package org.imginspect.scan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.imginspect.check.Level;
import org.imginspect.engine.OpenOptions;
import org.imginspect.facts.Inputs;
import org.imginspect.io.Limits;
import org.imginspect.profile.ImageSettings;
import org.imginspect.profile.InvalidProfileException;
import org.imginspect.profile.Profile;
import org.imginspect.profile.Waiver;

/**
 * What is to be scanned and how. Begin with {@link #of} and change what should differ.
 *
 * @param images host files, each of which gets its own report
 * @param engine which engine reads them
 * @param options limits, container format and where progress is told
 * @param checks ids or globs ({@code ssh.*}) of the checks to run; empty for those that always run. An id runs its check whatever its
 *     {@link org.imginspect.check.RunMode} is, a glob leaves deep checks out
 * @param skipped ids or globs of checks not to run
 * @param deep whether checks run that have to read most of the disk
 * @param parameters what checks are told, by {@code area.check-name.parameter}, and profiles, by a name without a dot. A check that runs on
 *     request is asked for by telling it something
 * @param inputs the date and the host's files that checks may use
 * @param failOn the lightest level of a finding that makes an image fail; empty if no finding does
 * @param profiles the marketplaces to judge by, whose checks run then instead of those that always do; empty for none
 * @param waivers findings that somebody decided to live with
 * @param excerpts whether the lines around findings are read, for reports that show them
 */
public record ScanRequest(
        List<Path> images,
        EngineChoice engine,
        OpenOptions options,
        List<String> checks,
        List<String> skipped,
        boolean deep,
        Map<String, String> parameters,
        Inputs inputs,
        Optional<Level> failOn,
        List<Profile> profiles,
        List<Waiver> waivers,
        boolean excerpts) {
    public ScanRequest {
        profiles = List.copyOf(profiles);
        requireDifferentIds(profiles);
        waivers = List.copyOf(waivers);
        images = List.copyOf(images);
        checks = List.copyOf(checks);
        skipped = List.copyOf(skipped);
        parameters = Map.copyOf(parameters);
        Objects.requireNonNull(engine);
        Objects.requireNonNull(options);
        Objects.requireNonNull(inputs);
        Objects.requireNonNull(failOn);
    }

    /** The checks that always run, automatic choice of the engine, default limits; errors make an image fail. */
    public static ScanRequest of(Path... images) {
        return new ScanRequest(
                List.of(images),
                EngineChoice.AUTO,
                OpenOptions.defaults(),
                List.of(),
                List.of(),
                false,
                Map.of(),
                Inputs.defaults(),
                Optional.of(Level.ERROR),
                List.of(),
                List.of(),
                false);
    }

    /** The same for other images. */
    public ScanRequest withImages(List<Path> others) {
        return with(request -> request.images = others);
    }

    public ScanRequest withEngine(EngineChoice choice) {
        return with(request -> request.engine = choice);
    }

    public ScanRequest withOptions(OpenOptions changed) {
        return with(request -> request.options = changed);
    }

    public ScanRequest withLimits(Limits limits) {
        return withOptions(options.withLimits(limits));
    }

    /** Reads the container as {@code raw} or {@code qcow2} whatever its magic says. */
    public ScanRequest withFormat(String format) {
        return withOptions(options.withFormat(format));
    }

    /** Puts further disks beside the image: what lies on several is put together. For a request with one image. */
    public ScanRequest withOtherDisks(List<Path> disks) {
        return withOptions(options.withOtherDisks(disks));
    }

    /** Opens other files that an image names, from inside one directory; without this such images are refused. */
    public ScanRequest withAllowBacking(Path directory) {
        return withOptions(options.withAllowBacking(directory));
    }

    /** Tells in a few words what is being done, on the thread that scans. */
    public ScanRequest withProgress(Consumer<String> progress) {
        return withOptions(options.withProgress(progress));
    }

    /** Adds a check to run, by id or glob. */
    public ScanRequest withCheck(String idOrGlob) {
        return with(request -> request.checks = plus(checks, idOrGlob));
    }

    /** Adds a check not to run, by id or glob. */
    public ScanRequest withSkipped(String idOrGlob) {
        return with(request -> request.skipped = plus(skipped, idOrGlob));
    }

    /** Runs, or does not run, the checks that have to read most of the disk. */
    public ScanRequest withDeep(boolean wanted) {
        return with(request -> request.deep = wanted);
    }

    /**
     * Tells a check, or the profiles, something.
     *
     * @param parameter {@code area.check-name.parameter}: {@code disk.min-virtual-size.size}; or the name of a profile's parameter, which has
     *     no dot: {@code ports}
     */
    public ScanRequest withParameter(String parameter, String value) {
        Map<String, String> more = new LinkedHashMap<>(parameters);
        more.put(parameter, value);
        return with(request -> request.parameters = more);
    }

    /** Gives what is not in the image: a date, rules, metadata of repositories. */
    public ScanRequest withInputs(Inputs given) {
        return with(request -> request.inputs = given);
    }

    /** Reads, or does not read, the lines around findings: {@link ScanReport#excerpts()} has them then. */
    public ScanRequest withExcerpts(boolean wanted) {
        return with(request -> request.excerpts = wanted);
    }

    public ScanRequest withFailOn(Optional<Level> level) {
        return with(request -> request.failOn = level);
    }

    private static void requireDifferentIds(List<Profile> profiles) {
        Set<String> ids = new HashSet<>();
        for (Profile profile : profiles) {
            if (!ids.add(profile.id())) {
                throw new InvalidProfileException(
                        "two profiles have the id '" + profile.id() + "'; those judged together need different ones");
            }
        }
    }

    /**
     * Judges by a further profile; one that is judged by already counts once.
     *
     * @throws InvalidProfileException if there is a different one with the same id
     */
    public ScanRequest withProfile(Profile profile) {
        if (profiles.contains(profile)) {
            return this;
        }
        List<Profile> more = new ArrayList<>(profiles);
        more.add(profile);
        return with(request -> request.profiles = more);
    }

    /** Waives further findings. */
    public ScanRequest withWaivers(List<Waiver> further) {
        List<Waiver> more = new ArrayList<>(waivers);
        more.addAll(further);
        return with(request -> request.waivers = more);
    }

    /**
     * What the settings beside an image say; what this request says already wins. By their profiles is not judged if this request has some, or
     * names checks.
     */
    public ScanRequest withSettings(ImageSettings settings) {
        List<Profile> judged = profiles.isEmpty() && checks.isEmpty() ? settings.profiles() : profiles;
        Map<String, String> told = new LinkedHashMap<>();
        settings.parameters().forEach((name, value) -> {
            boolean ofCheck = name.indexOf('.') >= 0;
            if (ofCheck || judged.stream().anyMatch(each -> each.parameter(name).isPresent())) {
                told.put(name, value);
            }
        });
        told.putAll(parameters);
        return with(request -> {
                    request.parameters = told;
                    request.profiles = judged;
                })
                .withWaivers(settings.waivers());
    }

    private static List<String> plus(List<String> list, String one) {
        List<String> longer = new ArrayList<>(list);
        longer.add(one);
        return longer;
    }

    private ScanRequest with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.finished();
    }

    /** A request while something of it is changed. */
    private static final class Draft {
        private List<Path> images;
        private EngineChoice engine;
        private OpenOptions options;
        private List<String> checks;
        private List<String> skipped;
        private boolean deep;
        private Map<String, String> parameters;
        private Inputs inputs;
        private Optional<Level> failOn;
        private List<Profile> profiles;
        private List<Waiver> waivers;
        private boolean excerpts;

        Draft(ScanRequest request) {
            images = request.images;
            engine = request.engine;
            options = request.options;
            checks = request.checks;
            skipped = request.skipped;
            deep = request.deep;
            parameters = request.parameters;
            inputs = request.inputs;
            failOn = request.failOn;
            profiles = request.profiles;
            waivers = request.waivers;
            excerpts = request.excerpts;
        }

        ScanRequest finished() {
            return new ScanRequest(
                    images,
                    engine,
                    options,
                    checks,
                    skipped,
                    deep,
                    parameters,
                    inputs,
                    failOn,
                    profiles,
                    waivers,
                    excerpts);
        }
    }
}
