package org.imginspect.remedy;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Params;
import org.imginspect.guest.GuestPath;

/**
 * One recipe with what it is to be told.
 *
 * @param mended the findings it is for, at least one
 * @param arguments the words that its function gets
 */
record Step(CheckInfo info, Recipe recipe, List<Finding> mended, ShellWords arguments) {
    /** Names of accounts, packages, units and modules as every distribution's own tools make them; anything else is left to people. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.@:+-]{0,254}\\$?");

    Step {
        mended = List.copyOf(mended);
    }

    /** The shell function that mends the findings of this check. */
    String function() {
        return "fix_" + info.id().replace('.', '_').replace('-', '_');
    }

    /** Whether the recipe can do something about this finding: it has the words that it mends, and what the function is to be told. */
    static boolean canMend(Recipe recipe, Finding finding) {
        if (recipe.mends().isPresent()
                && !recipe.mends().get().matcher(finding.message()).find()) {
            return false;
        }
        // What is told by a name has no path to be held to.
        boolean byName = finding.file().isEmpty() && recipe.names().isPresent();
        if (recipe.paths().isPresent()
                && !byName
                && finding.file()
                        .filter(file ->
                                recipe.paths().get().matcher(file.text()).find())
                        .isEmpty()) {
            return false;
        }
        boolean told = true;
        for (Recipe.Argument argument : recipe.arguments()) {
            boolean there = switch (argument.kind()) {
                case FILES -> finding.file().isPresent();
                case NAMES -> name(recipe, finding).isPresent();
                case PARAMETER -> false;
            };
            if (there) {
                return true;
            }
            told &= argument.kind() == Recipe.Argument.Kind.PARAMETER;
        }
        return told;
    }

    static Step of(CheckInfo info, Params params, Recipe recipe, List<Finding> mended) {
        ShellWords words = new ShellWords();
        for (Recipe.Argument argument : recipe.arguments()) {
            switch (argument.kind()) {
                case PARAMETER ->
                    words.add(info.parameter(argument.parameter())
                            .flatMap(params::text)
                            .orElse(""));
                case FILES -> {
                    Set<GuestPath> files = new LinkedHashSet<>();
                    mended.forEach(finding -> finding.file().ifPresent(files::add));
                    files.forEach(words::add);
                }
                case NAMES -> {
                    Set<String> names = new LinkedHashSet<>();
                    mended.forEach(finding -> name(recipe, finding).ifPresent(names::add));
                    new ArrayList<>(names).forEach(words::add);
                }
            }
        }
        return new Step(info, recipe, mended, words);
    }

    private static Optional<String> name(Recipe recipe, Finding finding) {
        Matcher matcher = recipe.names().orElseThrow().matcher(finding.message());
        return matcher.find() && PLAIN.matcher(matcher.group(1)).matches()
                ? Optional.of(matcher.group(1))
                : Optional.empty();
    }
}
