package org.imginspect.remedy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.imginspect.check.Check;

/**
 * How the findings of a check are mended: the resource {@code <Class>.fix.sh} beside its class, a head of comments and then the body of a POSIX
 * shell function.
 *
 * <pre>
 * # phase: accounts | files | config | packages | boot | cleanup | identity
 * # needs: grub initramfs packages   what has to be done once at the end, see {@link Need}; may be left out
 * # arguments: names files           what the function gets, see {@link Argument}; may be left out, and a finding has to tell one of them
 * # names: account '([^']+)'         where names stand in the messages, for {@code arguments: names}
 * # paths: ^/root/                   of findings with a path only those whose path has this regular expression; the others are left to people
 * # mends: is masked                 only findings whose message has this regular expression; the others are left to people
 * # does: Removes …                  one sentence
 * # loses: the account's home        what cannot be brought back; nothing if it is left out
 * </pre>
 *
 * @param body lines of shell, without the head
 * @param mends empty if it mends every finding
 * @param paths empty if it mends findings wherever they are
 * @param names empty unless {@code arguments} are names
 */
record Recipe(
        Phase phase,
        Set<Need> needs,
        List<Argument> arguments,
        Optional<Pattern> names,
        Optional<Pattern> mends,
        Optional<Pattern> paths,
        String does,
        String loses,
        List<String> body) {
    private static final int MOST_BYTES = 1 << 16;

    /** What has to be made anew once, when every step that it is made from is done. */
    enum Need {
        INITRAMFS,
        GRUB,
        /** Not made, but forgotten: what the package manager wrote into logs and caches. */
        PACKAGES
    }

    /**
     * What the function gets.
     *
     * @param kind which
     * @param parameter the check's parameter whose value comes; empty for the other kinds
     */
    record Argument(Kind kind, String parameter) {
        /** What there is. */
        enum Kind {
            /** The paths that findings name, each once. */
            FILES,
            /** The words that the pattern finds in the messages, each once; only plain names of accounts, packages and units. */
            NAMES,
            /** The value of one of the check's parameters, empty if it has none; always before the others. */
            PARAMETER
        }
    }

    Recipe {
        needs = Set.copyOf(needs);
        arguments = List.copyOf(arguments);
        body = List.copyOf(body);
        boolean named = arguments.stream().anyMatch(argument -> argument.kind() == Argument.Kind.NAMES);
        if (does.isBlank() || !does.endsWith(".") || body.isEmpty() || named != names.isPresent()) {
            throw new IllegalArgumentException(
                    "a recipe without what it does, without a body, or with names in one place only: " + does);
        }
    }

    /**
     * The recipe of a check; empty if it has none.
     *
     * @throws IllegalStateException if it is not written as it has to be
     */
    static Optional<Recipe> of(Check check) {
        String name = check.getClass().getSimpleName() + ".fix.sh";
        try (InputStream text = check.getClass().getResourceAsStream(name)) {
            return text == null
                    ? Optional.empty()
                    : Optional.of(parse(new String(text.readNBytes(MOST_BYTES), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException("recipe " + name, e);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("recipe " + name + ": " + e.getMessage(), e);
        }
    }

    /** @throws IllegalArgumentException if it is not written as it has to be */
    static Recipe parse(String text) {
        Map<String, String> head = new HashMap<>();
        List<String> body = new ArrayList<>();
        boolean inHead = true;
        for (String line : text.lines().toList()) {
            int colon = line.indexOf(": ");
            if (inHead && line.startsWith("# ") && colon > 0) {
                head.put(line.substring(2, colon), line.substring(colon + 2).strip());
            } else {
                inHead = false;
                body.add(line);
            }
        }
        Set<String> known = Set.of("phase", "needs", "arguments", "names", "mends", "paths", "does", "loses");
        if (!known.containsAll(head.keySet())) {
            throw new IllegalArgumentException("a head of " + head.keySet() + ", not of " + known);
        }
        Set<Need> needs = new java.util.HashSet<>();
        for (String need : words(head.getOrDefault("needs", ""))) {
            needs.add(Need.valueOf(need.toUpperCase(java.util.Locale.ROOT)));
        }
        List<Argument> arguments = new ArrayList<>();
        for (String argument : words(head.getOrDefault("arguments", ""))) {
            arguments.add(
                    argument.startsWith("param:")
                            ? new Argument(Argument.Kind.PARAMETER, argument.substring("param:".length()))
                            : new Argument(Argument.Kind.valueOf(argument.toUpperCase(java.util.Locale.ROOT)), ""));
        }
        return new Recipe(
                Phase.of(head.getOrDefault("phase", "")),
                needs,
                arguments,
                Optional.ofNullable(head.get("names")).map(Pattern::compile),
                Optional.ofNullable(head.get("mends")).map(Pattern::compile),
                Optional.ofNullable(head.get("paths")).map(Pattern::compile),
                head.getOrDefault("does", ""),
                head.getOrDefault("loses", ""),
                body);
    }

    private static List<String> words(String text) {
        return text.isBlank() ? List.of() : List.of(text.strip().split(" +", -1));
    }
}
