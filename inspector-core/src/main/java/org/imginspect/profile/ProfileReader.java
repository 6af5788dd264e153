package org.imginspect.profile;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Level;
import org.imginspect.check.Parameter;
import org.imginspect.facts.yaml.YamlMap;
import org.imginspect.facts.yaml.YamlValue;

/** Reads one profile and holds it to what checks there are. */
final class ProfileReader {
    private static final int MOST_EXTENDED = 8;

    private final Profiles profiles;
    private final List<CheckInfo> checks;
    private final String where;
    private final Optional<Path> file;
    private final int depth;
    private final Map<String, Parameter> parameters = new LinkedHashMap<>();

    ProfileReader(Profiles profiles, List<CheckInfo> checks, String where, Optional<Path> file, int depth) {
        this.profiles = profiles;
        this.checks = checks;
        this.where = where;
        this.file = file;
        this.depth = depth;
    }

    Profile read(String text) {
        YamlFields fields = YamlFields.parse(text, where);
        String id = fields.text("id");
        String title = fields.text("title");
        Map<String, Requirement> requirements = new LinkedHashMap<>();
        Optional<Profile> parent = fields.optionalText("extends").map(name -> parent(name, fields));
        parent.ifPresent(extended -> {
            extended.parameters().forEach(parameter -> parameters.put(parameter.name(), parameter));
            extended.requirements().forEach(requirement -> requirements.put(requirement.id(), requirement));
        });
        String source = fields.optionalText("source")
                .or(() -> parent.map(Profile::source))
                .orElse("");
        Optional<LocalDate> verified = fields.optionalText("verified")
                .map(day -> day(fields.line("verified"), day, fields))
                .or(() -> parent.flatMap(Profile::verified));
        for (YamlMap.Entry entry : fields.entries("parameters")) {
            Parameter parameter = parameter(entry.key().text(), fields.fields(entry.value()));
            parameters.put(parameter.name(), parameter);
        }
        Map<String, Integer> lines = new LinkedHashMap<>();
        for (YamlValue item : fields.list("requirements")) {
            YamlFields one = fields.fields(item);
            Requirement requirement = requirement(one);
            Integer before = lines.put(requirement.id(), one.line());
            if (before != null) {
                throw one.wrong(one.line(), "'" + requirement.id() + "' is also in line " + before);
            }
            requirements.put(requirement.id(), requirement);
        }
        fields.requireNothingElse();
        for (Requirement requirement : requirements.values()) {
            for (String part : requirement.allOf()) {
                if (!requirements.containsKey(part)) {
                    throw fields.wrong(
                            lines.getOrDefault(requirement.id(), fields.line()),
                            "all-of of " + requirement.id() + " names '" + part + "', which the profile does not have"
                                    + Suggestion.of(part, requirements.keySet()));
                }
            }
        }
        return new Profile(
                id, title, source, verified, List.copyOf(parameters.values()), List.copyOf(requirements.values()));
    }

    private Profile parent(String name, YamlFields fields) {
        if (depth >= MOST_EXTENDED) {
            throw fields.wrong(fields.line("extends"), "more than " + MOST_EXTENDED + " profiles extend each other");
        }
        return profiles.load(name, file, depth + 1);
    }

    private static Parameter parameter(String name, YamlFields fields) {
        String kind = fields.optionalText("kind").orElse("text");
        Parameter.Kind known = constant(Parameter.Kind.values(), kind, "kind", fields);
        String meaning = fields.text("meaning");
        Optional<String> preset = fields.optionalText("default");
        List<String> choices = fields.texts("choices");
        fields.requireNothingElse();
        try {
            return new Parameter(name, known, meaning, preset, choices);
        } catch (IllegalArgumentException e) {
            throw fields.wrong(fields.line(), String.valueOf(e.getMessage()));
        }
    }

    private Requirement requirement(YamlFields fields) {
        String id = fields.text("id");
        List<CheckUse> uses = new ArrayList<>();
        for (YamlMap.Entry entry : fields.entries("checks")) {
            uses.add(use(entry, fields));
        }
        Requirement requirement;
        String title = fields.text("title");
        String reference = fields.optionalText("reference").orElse("");
        boolean must = fields.flag("must", true);
        boolean duty = fields.flag("duty", false);
        Applicability applies = fields.value("applies")
                .map(value -> applies(fields.fields(value)))
                .orElse(Applicability.ALWAYS);
        List<String> allOf = fields.texts("all-of");
        Optional<String> manual = fields.optionalText("manual");
        Optional<String> undecided = fields.optionalText("undecided");
        Optional<String> confirm = fields.optionalText("confirm");
        Optional<String> ownScript = fields.optionalText("own-script");
        try {
            requirement = new Requirement(
                    id, title, reference, must, duty, applies, uses, allOf, manual, undecided, confirm, ownScript);
        } catch (IllegalArgumentException e) {
            throw fields.wrong(fields.line(), String.valueOf(e.getMessage()));
        }
        fields.requireNothingElse();
        return requirement;
    }

    private CheckUse use(YamlMap.Entry entry, YamlFields fields) {
        String id = entry.key().text();
        int line = entry.key().line();
        CheckInfo info = checks.stream()
                .filter(check -> check.id().equals(id))
                .findFirst()
                .orElseThrow(() -> fields.wrong(
                        line, "no check is called '" + id + "'" + Suggestion.of(id, Profiles.names(checks))));
        Map<String, String> params = new LinkedHashMap<>();
        Optional<Level> cap = Optional.empty();
        YamlFields given = fields.fields(entry.value());
        for (YamlMap.Entry param : given.all()) {
            String name = param.key().text();
            String value = given.scalar(name, param.value());
            if (name.equals("level")) {
                cap = Optional.of(constant(Level.values(), value, "level", given));
                continue;
            }
            Parameter parameter = info.parameter(name)
                    .orElseThrow(() -> given.wrong(
                            param.key().line(),
                            id + " has no parameter '" + name + "'"
                                    + Suggestion.of(
                                            name,
                                            info.parameters().stream()
                                                    .map(Parameter::name)
                                                    .toList())));
            Optional<String> reference = CheckUse.reference(value);
            if (reference.isPresent()) {
                if (!parameters.containsKey(reference.get())) {
                    throw given.wrong(
                            param.key().line(),
                            "the profile has no parameter '" + reference.get() + "'"
                                    + Suggestion.of(reference.get(), parameters.keySet()));
                }
            } else {
                parameter.objection(value).ifPresent(why -> {
                    throw given.wrong(param.key().line(), id + ": " + why);
                });
            }
            params.put(name, value);
        }
        return new CheckUse(id, params, cap);
    }

    private Applicability applies(YamlFields fields) {
        Optional<Applicability.Guest> guest =
                fields.optionalText("guest").map(text -> constant(Applicability.Guest.values(), text, "guest", fields));
        List<String> os = fields.texts("os");
        List<String> versions = fields.texts("version");
        Map<String, String> settings = new LinkedHashMap<>();
        for (YamlMap.Entry entry : fields.all()) {
            String name = entry.key().text();
            if (parameters.containsKey(name)) {
                settings.put(name, fields.optionalText(name).orElseThrow());
            }
        }
        fields.requireNothingElse();
        return new Applicability(guest, os, versions, settings);
    }

    private static LocalDate day(int line, String text, YamlFields fields) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw fields.wrong(line, "'" + text + "' is no day like 2026-11-21");
        }
    }

    private static <E extends Enum<E>> E constant(E[] values, String text, String key, YamlFields fields) {
        List<String> names = new ArrayList<>();
        for (E value : values) {
            String name = value.name().toLowerCase(Locale.ROOT);
            if (name.equals(text)) {
                return value;
            }
            names.add(name);
        }
        throw fields.wrong(
                fields.line(key),
                "'" + key + "' is '" + text + "', not one of " + String.join(", ", names) + Suggestion.of(text, names));
    }
}
