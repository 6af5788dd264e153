package org.imginspect.profile;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a settings file says of the image it lies beside.
 *
 * @param file where it was read
 * @param profiles those to judge by: the ones it was read for, or those that it names itself if there were none; empty for none
 * @param parameters what profiles and checks are told, by the names of {@code --set}; what only other profiles than {@code profiles} know is
 *     not among it
 * @param waivers findings that somebody decided to live with
 * @param baseline the earlier report to compare with; empty for none
 */
public record ImageSettings(
        Path file,
        List<Profile> profiles,
        Map<String, String> parameters,
        List<Waiver> waivers,
        Optional<Path> baseline) {
    /** What the file is called. */
    public static final String FILE_NAME = ".imginspect.yaml";

    public ImageSettings {
        Objects.requireNonNull(file);
        Objects.requireNonNull(baseline);
        profiles = List.copyOf(profiles);
        parameters = Map.copyOf(parameters);
        waivers = List.copyOf(waivers);
    }

    /**
     * Reads the settings of an image, in whose own directory they lie. A link to an image has its own, beside the link.
     *
     * @param judged the profiles to judge by; empty for those that the file names
     * @return empty if there is no such file
     * @throws InvalidProfileException if the file, or a profile it names, cannot be used
     */
    public static Optional<ImageSettings> beside(Path image, Profiles known, List<Profile> judged) {
        Path file = image.resolveSibling(FILE_NAME);
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                ? Optional.of(read(file, known, judged))
                : Optional.empty();
    }

    /**
     * Reads a settings file. Files that it names lie where its own directory says.
     *
     * @param judged the profiles to judge by; empty for those that the file names
     * @throws InvalidProfileException if the file, or a profile it names, cannot be used
     */
    public static ImageSettings read(Path file, Profiles known, List<Profile> judged) {
        try {
            return new SettingsReader(file, known, judged).read(SourceFile.read(file));
        } catch (ProfileNotFoundException e) {
            throw new InvalidProfileException(String.valueOf(e.getMessage()));
        }
    }
}
