package org.imginspect.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.check.Check;
import org.imginspect.profile.ImageSettings;
import org.imginspect.profile.InvalidProfileException;
import org.imginspect.profile.Profile;
import org.imginspect.profile.Profiles;
import org.imginspect.scan.Inspector;
import org.imginspect.scan.ScanRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say what images are judged by. */
final class ProfileOptions {
    /** The profiles as shells complete them. */
    static final class Ids extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        Ids() {
            super(Profiles.builtIn());
        }
    }

    @Option(
            names = {"-p", "--profile"},
            paramLabel = "PROFILE",
            split = ",",
            completionCandidates = Ids.class,
            description = "Judge by this marketplace's requirements ('profiles' lists them) or by a file, ./ours.yaml."
                    + " Several are separated by commas.")
    private List<String> profiles = new ArrayList<>();

    @Option(
            names = "--set",
            paramLabel = "[CHECK.]PARAMETER=VALUE",
            description = "Tell the profiles what no image can tell ('profiles show' lists it), or a check something"
                    + " and run it ('checks' lists that). May be repeated.")
    private Map<String, String> parameters = new LinkedHashMap<>();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Take profiles, parameters and waivers from there instead of " + ImageSettings.FILE_NAME
                    + " beside each image.")
    private @Nullable Path config;

    @Option(names = "--no-config", description = "Do not look for " + ImageSettings.FILE_NAME + " beside the images.")
    private boolean noConfig;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    /**
     * What is to be done with one image.
     *
     * @param baseline what its settings file says to compare with; empty if it says nothing
     */
    record Judged(ScanRequest request, Optional<Path> baseline) {}

    /**
     * A request for each image, with what is beside it.
     *
     * @param common what holds for every image; its images do not matter
     * @throws ParameterException if profiles or settings cannot be used
     */
    List<Judged> judge(ScanRequest common, List<Path> images, Inspector inspector) {
        if (config != null && noConfig) {
            throw new ParameterException(spec.commandLine(), "--config and --no-config contradict each other");
        }
        Profiles known =
                new Profiles(inspector.checks().stream().map(Check::info).toList());
        List<Judged> all = new ArrayList<>();
        try {
            List<Profile> judged = known.loadAll(profiles);
            ScanRequest told = common;
            for (Profile profile : judged) {
                told = told.withProfile(profile);
            }
            for (Map.Entry<String, String> parameter : parameters.entrySet()) {
                told = told.withParameter(parameter.getKey(), parameter.getValue());
            }
            for (Path image : images) {
                Optional<ImageSettings> settings = settings(image, known, judged);
                ScanRequest own = told.withImages(List.of(image));
                all.add(new Judged(
                        settings.isPresent() ? own.withSettings(settings.get()) : own,
                        settings.flatMap(ImageSettings::baseline)));
            }
        } catch (InvalidProfileException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        return all;
    }

    private Optional<ImageSettings> settings(Path image, Profiles known, List<Profile> judged) {
        if (noConfig) {
            return Optional.empty();
        }
        return config == null
                ? ImageSettings.beside(image, known, judged)
                : Optional.of(ImageSettings.read(config, known, judged));
    }
}
