package org.imginspect.profile;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Parameter;
import org.imginspect.facts.yaml.YamlMap;
import org.imginspect.facts.yaml.YamlValue;
import org.jspecify.annotations.Nullable;

/** Reads a settings file. Profiles beside those judged are only loaded if a name in the file is none of theirs. */
final class SettingsReader {
    private static final List<String> KEYS = List.of("profiles", "set", "waivers", "baseline");

    private final Path file;
    private final Profiles known;
    private final List<Profile> asked;
    private final Mistakes mistakes;
    private List<String> named = List.of();
    private @Nullable List<Profile> others;

    SettingsReader(Path file, Profiles known, List<Profile> asked) {
        this.file = file;
        this.known = known;
        this.asked = asked;
        this.mistakes = new Mistakes(file.toString());
    }

    /** @throws InvalidProfileException if the text cannot be used */
    ImageSettings read(String text) {
        YamlFields fields = YamlFields.parse(text, mistakes);
        fields.only(KEYS);
        named = fields.texts("profiles");
        List<Profile> judged = asked.isEmpty() ? profiles(fields) : asked;
        Map<String, String> parameters = new LinkedHashMap<>();
        for (YamlMap.Entry entry : fields.entries("set", "parameters and their values, such as ports: [22, 443]")) {
            String name = entry.key().text();
            if (name.indexOf('.') >= 0) {
                ofCheck(name, entry, fields).ifPresent(value -> parameters.put(name, value));
            } else {
                ofProfiles(name, entry, fields, judged).ifPresent(value -> parameters.put(name, value));
            }
        }
        List<Waiver> waivers = new ArrayList<>();
        for (YamlValue item : fields.list("waivers")) {
            fields.fields("a waiver", item).flatMap(one -> waiver(one, judged)).ifPresent(waivers::add);
        }
        Optional<Path> baseline = fields.optionalText("baseline").flatMap(name -> path(name, fields));
        mistakes.throwIfAny();
        return new ImageSettings(file, judged, parameters, waivers, baseline);
    }

    private List<Profile> profiles(YamlFields fields) {
        try {
            return known.loadAll(named, Optional.of(file));
        } catch (ProfileNotFoundException e) {
            fields.wrong(fields.line("profiles"), "profiles: " + e.getMessage());
            throw mistakes.exception();
        }
    }

    /** Where other names than those of the judged profiles may come from: the file serves scans by other profiles too. */
    private List<Profile> others() {
        if (others == null) {
            List<String> names = new ArrayList<>(Profiles.builtIn());
            if (!asked.isEmpty()) {
                names.addAll(named);
            }
            others = known.loadAll(names, Optional.of(file));
        }
        return others;
    }

    private Optional<String> ofCheck(String name, YamlMap.Entry entry, YamlFields fields) {
        int dot = name.lastIndexOf('.');
        String id = name.substring(0, dot);
        int line = entry.key().line();
        CheckInfo info = known.checks().get(id);
        if (info == null) {
            fields.wrong(
                    line,
                    "'" + name + "' is no parameter: no check is called '" + id + "'"
                            + Suggestion.of(id, known.checks().keySet()));
            return Optional.empty();
        }
        Optional<Parameter> parameter = info.parameter(name.substring(dot + 1));
        if (parameter.isEmpty()) {
            List<String> names = new ArrayList<>();
            info.parameters().forEach(each -> names.add(each.name()));
            fields.wrong(
                    line,
                    id + " has no parameter '" + name.substring(dot + 1) + "'"
                            + (names.isEmpty() ? ", it has none at all" : " but " + String.join(", ", names))
                            + Suggestion.of(name.substring(dot + 1), names));
            return Optional.empty();
        }
        Optional<String> value = value(parameter.get(), entry, fields);
        value.flatMap(parameter.get()::objection).ifPresent(why -> fields.wrong(line, id + ": " + why));
        return value;
    }

    /** Empty as well if none of the judged profiles has such a parameter, but another has. */
    private Optional<String> ofProfiles(String name, YamlMap.Entry entry, YamlFields fields, List<Profile> judged) {
        int line = entry.key().line();
        Optional<String> value = Optional.empty();
        for (Profile profile : judged) {
            Optional<Parameter> parameter = profile.parameter(name);
            if (parameter.isPresent()) {
                value = value(parameter.get(), entry, fields);
                value.flatMap(parameter.get()::objection)
                        .ifPresent(why -> fields.wrong(line, profile.id() + ": " + why));
            }
        }
        if (value.isPresent()
                || judged.stream().anyMatch(each -> each.parameter(name).isPresent())) {
            return value;
        }
        Set<String> names = new LinkedHashSet<>();
        for (Profile profile : judged) {
            profile.parameters().forEach(each -> names.add(each.name()));
        }
        for (Profile profile : others()) {
            profile.parameters().forEach(each -> names.add(each.name()));
        }
        if (!names.contains(name)) {
            fields.wrong(
                    line,
                    "'" + name + "' is no parameter of any profile, which have " + String.join(", ", names)
                            + Suggestion.of(name, names));
        }
        return Optional.empty();
    }

    private static Optional<String> value(Parameter parameter, YamlMap.Entry entry, YamlFields fields) {
        return parameter.kind() == Parameter.Kind.LIST
                ? fields.joined(parameter.name(), entry.value())
                : fields.scalar(parameter.name(), entry.value());
    }

    private Optional<Waiver> waiver(YamlFields fields, List<Profile> judged) {
        fields.only(List.of("check", "requirement", "path", "reason", "expires"));
        Optional<String> check = fields.optionalText("check");
        Optional<String> requirement = fields.optionalText("requirement");
        if (fields.value("check").isPresent() == fields.value("requirement").isPresent()) {
            fields.wrong(
                    fields.line(),
                    check.isPresent()
                            ? "a waiver is about a check or a requirement, not both; write two"
                            : "a waiver names the check or the requirement that it is about");
        }
        if (check.isPresent() && !known.checks().containsKey(check.get())) {
            fields.wrong(
                    fields.line("check"),
                    "no check is called '" + check.get() + "'"
                            + Suggestion.of(check.get(), known.checks().keySet()));
        }
        requirement.ifPresent(id -> requireRequirement(id, fields, judged));
        Optional<String> path = fields.optionalText("path");
        if (path.isPresent() && !path.get().startsWith("/") && !path.get().startsWith("**")) {
            fields.wrong(
                    fields.line("path"),
                    "path '" + path.get() + "' does not begin with '/', as paths in the image do, nor with '**'");
        }
        Optional<LocalDate> expires = fields.day("expires");
        String reason = fields.text("reason");
        Optional<String> id = check.or(() -> requirement);
        return id.isEmpty() || reason.isEmpty()
                ? Optional.empty()
                : Optional.of(new Waiver(id.get(), path, reason, expires, mistakes.where() + ":" + fields.line()));
    }

    private void requireRequirement(String id, YamlFields fields, List<Profile> judged) {
        Set<String> ids = new LinkedHashSet<>();
        for (Profile profile : judged) {
            profile.requirements().forEach(each -> ids.add(each.id()));
        }
        if (!ids.contains(id)) {
            for (Profile profile : others()) {
                profile.requirements().forEach(each -> ids.add(each.id()));
            }
        }
        if (!ids.contains(id)) {
            fields.wrong(
                    fields.line("requirement"), "no profile has a requirement '" + id + "'" + Suggestion.of(id, ids));
        }
    }

    private Optional<Path> path(String name, YamlFields fields) {
        try {
            return Optional.of(file.resolveSibling(name));
        } catch (InvalidPathException e) {
            fields.wrong(fields.line("baseline"), "'" + name + "' is no path of a file: " + e.getReason());
            return Optional.empty();
        }
    }
}
