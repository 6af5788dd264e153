package org.imginspect.profile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.imginspect.check.CheckInfo;

/** Finds profiles: the built-in ones by their ids, a user's own by their files. */
public final class Profiles {
    private static final List<String> VARIANTS = List.of("ucloud-platform", "ucloud-kuaijie");
    private static final List<String> BUILT_IN = builtInIds();
    private static final int MOST_EXTENDED = 8;

    /**
     * A profile that is being read, and who asked for it.
     *
     * @param identity the same for the same profile, however it is called
     * @param from the file that what it extends is looked for beside; empty for built-in ones
     */
    private record Link(String identity, String name, Optional<Path> from, Optional<Link> extendedBy) {}

    private final Map<String, CheckInfo> checks = new LinkedHashMap<>();
    private final Map<String, Profile> loaded = new ConcurrentHashMap<>();

    /** @param checks the checks that profiles may name */
    public Profiles(List<CheckInfo> checks) {
        checks.forEach(check -> this.checks.put(check.id(), check));
    }

    private static List<String> builtInIds() {
        List<String> ids = new ArrayList<>(
                List.of(Profile.BASE, "yandex-cloud", "digitalocean", "vk-cloud", "tencent-cloud", "ucloud"));
        ids.addAll(VARIANTS);
        return List.copyOf(ids);
    }

    /** The ids of the built-in profiles, variants included. */
    public static List<String> builtIn() {
        return BUILT_IN;
    }

    /** The ids of those built-in profiles that are another one, judged for images made in another way. */
    public static List<String> variants() {
        return VARIANTS;
    }

    /** The checks that profiles may name, by their ids. */
    Map<String, CheckInfo> checks() {
        return checks;
    }

    /**
     * Loads a profile.
     *
     * @param idOrFile the id of a built-in one, or the path of a file, which has a slash or ends with {@code .yaml} or {@code .yml}
     * @throws InvalidProfileException if there is none, or it cannot be used
     */
    public Profile load(String idOrFile) {
        return loadAll(List.of(idOrFile)).get(0);
    }

    /**
     * Loads several, each once, however often and under whatever names it is given.
     *
     * @throws InvalidProfileException if there is none of a name, one cannot be used, or two different ones have the same id
     */
    public List<Profile> loadAll(List<String> idsOrFiles) {
        try {
            return loadAll(idsOrFiles, Optional.empty());
        } catch (ProfileNotFoundException e) {
            throw new InvalidProfileException(String.valueOf(e.getMessage()));
        }
    }

    /**
     * @param beside the file that names them; its own directory is where their files are looked for
     * @throws ProfileNotFoundException if there is none of a name
     */
    List<Profile> loadAll(List<String> idsOrFiles, Optional<Path> beside) {
        Map<String, Profile> all = new LinkedHashMap<>();
        Map<String, String> names = new LinkedHashMap<>();
        for (String name : idsOrFiles) {
            Profile profile = load(name, beside, Optional.empty());
            Profile other = all.put(profile.id(), profile);
            if (other != null && !other.equals(profile)) {
                throw new InvalidProfileException("the id '" + profile.id() + "' belongs to both "
                        + names.get(profile.id()) + " and " + name + "; profiles judged together need different ones");
            }
            names.putIfAbsent(profile.id(), name);
        }
        return List.copyOf(all.values());
    }

    private Profile load(String name, Optional<Path> beside, Optional<Link> extendedBy) {
        if (BUILT_IN.contains(name)) {
            Link link = new Link(name, name, Optional.empty(), extendedBy);
            requireNoCycle(link);
            Profile known = loaded.get(name);
            if (known == null) {
                known = read(SourceFile.resource(name + ".yaml"), link);
                loaded.put(name, known);
            }
            return known;
        }
        if (!name.contains("/") && !name.endsWith(".yaml") && !name.endsWith(".yml")) {
            throw new ProfileNotFoundException("no profile is called '" + name + "'; there are "
                    + String.join(", ", BUILT_IN) + ", and files such as ./ours.yaml" + suggestion(name));
        }
        Path file;
        try {
            file = beside.map(base -> base.resolveSibling(name)).orElse(Path.of(name));
        } catch (InvalidPathException e) {
            throw new ProfileNotFoundException("'" + name + "' is no path of a file: " + e.getReason());
        }
        Link link = new Link(identity(file), file.toString(), Optional.of(file), extendedBy);
        requireNoCycle(link);
        Profile profile = read(SourceFile.read(file), link);
        if (BUILT_IN.contains(profile.id())) {
            throw new InvalidProfileException(file + ": the id '" + profile.id()
                    + "' is that of a built-in profile; one that extends it needs an id of its own");
        }
        return profile;
    }

    private Profile read(String text, Link link) {
        return new ProfileReader(checks, link.name(), parent -> load(parent, link.from(), Optional.of(link)))
                .read(text);
    }

    private static String suggestion(String name) {
        for (String file : List.of(name, name + ".yaml", name + ".yml")) {
            if (!name.isEmpty() && name.indexOf('\0') < 0 && Files.isRegularFile(Path.of(file))) {
                return "; did you mean './" + file + "'?";
            }
        }
        return Suggestion.of(name, BUILT_IN);
    }

    private static String identity(Path file) {
        try {
            return file.toRealPath().toString();
        } catch (IOException e) {
            return file.toAbsolutePath().normalize().toString(); // It cannot be read either, which is said then.
        }
    }

    private static void requireNoCycle(Link link) {
        int depth = 0;
        String chain = link.name();
        for (Optional<Link> by = link.extendedBy();
                by.isPresent();
                by = by.get().extendedBy()) {
            chain = by.get().name() + " extends " + chain;
            if (by.get().identity().equals(link.identity())) {
                throw new ProfileNotFoundException("profiles extend each other in a circle: " + chain);
            }
            if (++depth >= MOST_EXTENDED) {
                throw new ProfileNotFoundException(
                        "more than " + MOST_EXTENDED + " profiles extend one another: " + chain);
            }
        }
    }

    /**
     * What no image can meet together, of all built-in profiles.
     *
     * @throws IllegalStateException if the resource is damaged
     */
    public static List<Contradiction> contradictions() {
        return ContradictionReader.read(SourceFile.resource("contradictions.yaml"));
    }
}
