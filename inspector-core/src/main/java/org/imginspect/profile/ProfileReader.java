package org.imginspect.profile;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Parameter;
import org.imginspect.facts.yaml.YamlMap;
import org.imginspect.facts.yaml.YamlValue;

/** Reads one profile and holds it to what checks there are. */
final class ProfileReader {
    private static final List<String> KEYS =
            List.of("id", "title", "source", "verified", "extends", "remove", "parameters", "requirements");
    /** What a parameter cannot be called: {@code applies} has these keys. */
    private static final List<String> RESERVED = List.of("guest", "os", "version");

    private final Map<String, CheckInfo> checks;
    private final Mistakes mistakes;
    private final Function<String, Profile> parents;
    private final Map<String, Parameter> parameters = new LinkedHashMap<>();
    private final Set<String> declared = new LinkedHashSet<>();
    private final Map<String, Requirement> requirements = new LinkedHashMap<>();
    /** Of all that stand in this file, also those of which nothing could be made. */
    private final Map<String, Integer> lines = new LinkedHashMap<>();

    /**
     * @param where the file, as messages name it
     * @param parents loads what a profile extends
     */
    ProfileReader(Map<String, CheckInfo> checks, String where, Function<String, Profile> parents) {
        this.checks = checks;
        this.mistakes = new Mistakes(where);
        this.parents = parents;
    }

    /** @throws InvalidProfileException if the text is no profile that can be used */
    Profile read(String text) {
        YamlFields fields = YamlFields.parse(text, mistakes);
        fields.only(KEYS);
        String id = fields.text("id");
        if (!id.isEmpty() && !isName(id)) {
            fields.wrong(
                    fields.line("id"),
                    "id '" + id + "' is not made of lower-case letters and digits joined by '-', such as our-cloud");
        }
        String title = fields.text("title");
        Optional<Profile> parent = fields.optionalText("extends").map(name -> parent(name, fields));
        parent.ifPresent(this::inherit);
        remove(fields, parent);
        String source = fields.optionalText("source")
                .or(() -> parent.map(Profile::source))
                .orElse("");
        Optional<LocalDate> verified = fields.day("verified").or(() -> parent.flatMap(Profile::verified));
        for (YamlMap.Entry entry :
                fields.entries("parameters", "parameters by their names, such as ports: { kind: list, … }")) {
            parameter(entry, fields);
        }
        requirements(fields);
        for (Requirement requirement : requirements.values()) {
            requireParts(requirement, fields);
        }
        if (requirements.isEmpty() && lines.isEmpty()) {
            fields.wrong(fields.line("requirements"), "the profile has no requirements");
        }
        mistakes.throwIfAny();
        return new Profile(
                id, title, source, verified, List.copyOf(parameters.values()), List.copyOf(requirements.values()));
    }

    private Profile parent(String name, YamlFields fields) {
        int line = fields.line("extends");
        try {
            return parents.apply(name);
        } catch (ProfileNotFoundException e) {
            throw mistakes.fatal(line, "extends: " + e.getMessage());
        } catch (InvalidProfileException e) {
            List<String> told = new ArrayList<>(e.mistakes());
            told.add(mistakes.where() + ":" + line + ": this profile extends it");
            throw new InvalidProfileException(told);
        }
    }

    private void inherit(Profile parent) {
        for (Parameter parameter : parent.parameters()) {
            parameters.put(parameter.name(), parameter);
            declared.add(parameter.name());
        }
        for (Requirement requirement : parent.requirements()) {
            requirements.put(requirement.id(), requirement);
        }
    }

    private void remove(YamlFields fields, Optional<Profile> parent) {
        List<String> removed = fields.texts("remove");
        if (!removed.isEmpty() && parent.isEmpty()) {
            fields.wrong(fields.line("remove"), "remove takes out what a profile inherits, and this one extends none");
            return;
        }
        for (String id : removed) {
            if (requirements.remove(id) == null) {
                Set<String> known = new LinkedHashSet<>();
                parent.ifPresent(from -> from.requirements().forEach(each -> known.add(each.id())));
                fields.wrong(
                        fields.line("remove"),
                        known.contains(id)
                                ? "remove names '" + id + "' twice"
                                : "remove names '" + id + "', which "
                                        + parent.map(Profile::id).orElse("") + " does not have"
                                        + Suggestion.of(id, known));
            }
        }
    }

    private void parameter(YamlMap.Entry entry, YamlFields fields) {
        String name = entry.key().text();
        int line = entry.key().line();
        Optional<Parameter> before = Optional.ofNullable(parameters.get(name));
        declared.add(name);
        if (!isName(name) || RESERVED.contains(name)) {
            fields.wrong(
                    line,
                    "a parameter cannot be called '" + name
                            + "', only with lower-case letters and digits joined by '-'," + " and not "
                            + String.join(", ", RESERVED));
        }
        Optional<YamlFields> given = fields.fields("parameter '" + name + "'", entry.value());
        if (given.isEmpty()) {
            return;
        }
        YamlFields own = given.get();
        own.only(List.of("kind", "meaning", "default", "choices"));
        Parameter.Kind kind = own.optionalText("kind")
                .flatMap(text -> own.constant(Parameter.Kind.values(), "kind", text))
                .or(() -> before.map(Parameter::kind))
                .orElse(Parameter.Kind.TEXT);
        if (before.isPresent() && before.get().kind() != kind) {
            own.wrong(
                    own.line("kind"),
                    "'" + name + "' is inherited as a " + lower(before.get().kind()) + " and cannot become a "
                            + lower(kind));
        }
        String meaning = before.isPresent() && own.value("meaning").isEmpty()
                ? before.get().meaning()
                : own.text("meaning");
        if (meaning.endsWith(".")) {
            own.wrong(
                    own.line("meaning"), "the meaning of '" + name + "' ends with a full stop; one clause is expected");
        }
        Optional<String> preset = own.value("default")
                .flatMap(value ->
                        kind == Parameter.Kind.LIST ? own.joined("default", value) : own.scalar("default", value));
        if (meaning.isEmpty() || meaning.endsWith(".") || !isName(name)) {
            return;
        }
        List<String> choices = own.value("choices").isPresent()
                ? own.texts("choices")
                : before.map(Parameter::choices).orElse(List.of());
        Parameter bare = new Parameter(name, kind, meaning, Optional.empty(), choices);
        Optional<String> objection = preset.flatMap(bare::objection);
        objection.ifPresent(why -> own.wrong(own.line("default"), "default: " + why));
        parameters.put(
                name,
                preset.isPresent() && objection.isEmpty() ? bare.withDefault(preset.get()) : inherited(bare, before));
    }

    /** A parameter that is declared again without a default keeps the one it had, if that can still be. */
    private static Parameter inherited(Parameter parameter, Optional<Parameter> before) {
        return before.flatMap(Parameter::preset)
                .filter(preset -> parameter.objection(preset).isEmpty())
                .map(parameter::withDefault)
                .orElse(parameter);
    }

    private void requirements(YamlFields fields) {
        RequirementReader reader = new RequirementReader(checks, parameters, declared);
        for (YamlValue item : fields.list("requirements")) {
            Optional<YamlFields> one = fields.fields("a requirement", item);
            if (one.isEmpty()) {
                continue;
            }
            String id = reader.id(one.get());
            if (!id.isEmpty()) {
                Integer before = lines.put(id, one.get().line());
                if (before != null) {
                    fields.wrong(
                            one.get().line("id"), "'" + id + "' is also the id of the requirement in line " + before);
                }
            }
            reader.read(id, one.get()).ifPresent(requirement -> requirements.put(id, requirement));
        }
    }

    /** That what is made of others is made of others that there are, and not of itself. */
    private void requireParts(Requirement requirement, YamlFields fields) {
        Set<String> known = new LinkedHashSet<>(requirements.keySet());
        known.addAll(lines.keySet());
        int line = lines.getOrDefault(requirement.id(), fields.line());
        Set<String> seen = new LinkedHashSet<>();
        for (String part : requirement.allOf()) {
            String names = "all-of of " + requirement.id() + " names '" + part + "'";
            Requirement other = requirements.get(part);
            if (!seen.add(part)) {
                fields.wrong(line, names + " twice");
            } else if (!known.contains(part)) {
                fields.wrong(line, names + ", which the profile does not have" + Suggestion.of(part, known));
            } else if (part.equals(requirement.id())) {
                fields.wrong(line, names + ", which is the requirement itself");
            } else if (other != null && !other.allOf().isEmpty()) {
                fields.wrong(
                        line,
                        names + ", which is made of others itself; name " + String.join(", ", other.allOf())
                                + " instead");
            }
        }
    }

    private static String lower(Parameter.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** Lower-case letters and digits, joined by single hyphens. */
    static boolean isName(String text) {
        boolean joint = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '-') {
                if (joint) {
                    return false;
                }
                joint = true;
            } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
                joint = false;
            } else {
                return false;
            }
        }
        return !joint && text.length() <= 64;
    }
}
