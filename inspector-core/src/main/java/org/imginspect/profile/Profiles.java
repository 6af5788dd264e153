package org.imginspect.profile;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.check.CheckInfo;

/** Finds profiles: the built-in ones by their ids, a user's own by their files. */
public final class Profiles {
    private static final List<String> BUILT_IN = List.of(
            Profile.BASE,
            "yandex-cloud",
            "digitalocean",
            "vk-cloud",
            "tencent-cloud",
            "ucloud",
            "ucloud-platform",
            "ucloud-kuaijie");
    private static final int MOST_BYTES = 4 << 20;

    private final List<CheckInfo> checks;

    /** @param checks the checks that profiles may name */
    public Profiles(List<CheckInfo> checks) {
        this.checks = List.copyOf(checks);
    }

    /** The ids of the built-in profiles. */
    public static List<String> builtIn() {
        return BUILT_IN;
    }

    /**
     * Loads a profile.
     *
     * @param idOrFile the id of a built-in one, or the path of a file, which has a slash or ends with {@code .yaml} or {@code .yml}
     * @throws InvalidProfileException if there is none, or it cannot be used
     */
    public Profile load(String idOrFile) {
        return load(idOrFile, Optional.empty(), 0);
    }

    Profile load(String idOrFile, Optional<Path> from, int depth) {
        if (BUILT_IN.contains(idOrFile)) {
            return read(resource(idOrFile + ".yaml"), idOrFile, Optional.empty(), depth);
        }
        if (idOrFile.contains("/") || idOrFile.endsWith(".yaml") || idOrFile.endsWith(".yml")) {
            Path file = from.map(base -> base.resolveSibling(idOrFile)).orElse(Path.of(idOrFile));
            return read(hostFile(file), file.toString(), Optional.of(file), depth);
        }
        throw new InvalidProfileException("no profile is called '" + idOrFile + "'; there are "
                + String.join(", ", BUILT_IN) + ", and files such as ./ours.yaml");
    }

    /**
     * What no image can meet together, of all built-in profiles.
     *
     * @throws IllegalStateException if the resource is damaged
     */
    public static List<Contradiction> contradictions() {
        return ContradictionReader.read(resource("contradictions.yaml"));
    }

    private Profile read(String text, String where, Optional<Path> file, int depth) {
        return new ProfileReader(this, checks, where, file, depth).read(text);
    }

    private static String resource(String name) {
        try (InputStream stream = Profiles.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("the resource " + name + " is missing");
            }
            return new String(stream.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("resource " + name, e);
        }
    }

    private static String hostFile(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new InvalidProfileException(
                        file + " has " + Files.size(file) + " bytes, more than " + MOST_BYTES);
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new InvalidProfileException("the profile " + file + " cannot be read: " + e.getMessage());
        }
    }

    static List<String> names(List<CheckInfo> checks) {
        List<String> names = new ArrayList<>(checks.size());
        checks.forEach(check -> names.add(check.id()));
        return names;
    }
}
