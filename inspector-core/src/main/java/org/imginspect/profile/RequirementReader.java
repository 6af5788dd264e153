package org.imginspect.profile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Level;
import org.imginspect.check.Parameter;
import org.imginspect.facts.yaml.YamlMap;
import org.imginspect.facts.yaml.YamlValue;

/** Reads one requirement of a profile. */
final class RequirementReader {
    private static final List<String> KEYS = List.of(
            "id",
            "title",
            "reference",
            "must",
            "duty",
            "applies",
            "checks",
            "all-of",
            "manual",
            "undecided",
            "confirm",
            "own-script");
    private static final List<String> APPLIES = List.of("guest", "os", "version");
    private static final String LEVEL = "level";
    private static final int MOST_ID_CHARACTERS = 64;

    private final Map<String, CheckInfo> checks;
    private final Map<String, Parameter> parameters;
    private final Set<String> declared;

    /**
     * @param checks those there are, by id
     * @param parameters the profile's, by name
     * @param declared the names of its parameters, with those that were not declared properly
     */
    RequirementReader(Map<String, CheckInfo> checks, Map<String, Parameter> parameters, Set<String> declared) {
        this.checks = checks;
        this.parameters = parameters;
        this.declared = declared;
    }

    /** Its id, as far as there is one; empty text if not. */
    String id(YamlFields fields) {
        String id = fields.text("id");
        if (id.isEmpty()) {
            return id;
        }
        if (!isId(id)) {
            fields.wrong(
                    fields.line("id"),
                    "id '" + id + "' has something else than letters, digits, '-', '.' and '_', or more than "
                            + MOST_ID_CHARACTERS + " of them, or does not begin with a letter or digit");
        } else if (checks.containsKey(id)) {
            fields.wrong(fields.line("id"), "id '" + id + "' is a check's; a requirement needs one of its own");
        }
        return id;
    }

    /** Empty if so much is wrong with it that nothing can be made of it. */
    Optional<Requirement> read(String id, YamlFields fields) {
        fields.only(KEYS);
        String title = fields.text("title");
        if (title.endsWith(".") || title.indexOf('\n') >= 0) {
            fields.wrong(
                    fields.line("title"),
                    "the title of " + id + " ends with a full stop or has several lines; one clause is expected");
        }
        List<CheckUse> uses = new ArrayList<>();
        for (YamlMap.Entry entry : fields.entries("checks", "checks by their ids, such as ssh.host-keys-absent: {}")) {
            use(entry, fields).ifPresent(uses::add);
        }
        Applicability applies = fields.value("applies")
                .flatMap(value -> fields.fields("'applies'", value))
                .map(this::applies)
                .orElse(Applicability.ALWAYS);
        List<String> allOf = fields.texts("all-of");
        boolean duty = fields.flag("duty", false);
        boolean must = fields.flag("must", true);
        String reference = fields.optionalText("reference").orElse("");
        Optional<String> manual = fields.optionalText("manual");
        Optional<String> undecided = fields.optionalText("undecided");
        Optional<String> confirm = fields.optionalText("confirm");
        Optional<String> ownScript = fields.optionalText("own-script");
        boolean decided = isDecidedOnce(id, duty, fields);
        boolean complete = (uses.isEmpty() ? 0 : 1)
                        + (allOf.isEmpty() ? 0 : 1)
                        + (manual.isPresent() ? 1 : 0)
                        + (undecided.isPresent() && uses.isEmpty() ? 1 : 0)
                == 1;
        return decided && complete
                ? Optional.of(new Requirement(
                        id, title, reference, must, duty, applies, uses, allOf, manual, undecided, confirm, ownScript))
                : Optional.empty();
    }

    private static boolean isDecidedOnce(String id, boolean duty, YamlFields fields) {
        List<String> given = new ArrayList<>();
        for (String decider : List.of("checks", "all-of", "manual", "undecided")) {
            boolean beside = decider.equals("undecided") && given.contains("checks");
            if (fields.value(decider).isPresent() && !beside) {
                given.add(decider);
            }
        }
        if (given.isEmpty()) {
            fields.wrong(fields.line(), "nothing decides " + id + "; give one of checks, all-of, manual and undecided");
        } else if (given.size() > 1) {
            fields.wrong(
                    fields.line(given.get(1)),
                    id + " is decided by both " + given.get(0) + " and " + given.get(1) + "; only one can");
        } else if (duty && !given.contains("manual")) {
            fields.wrong(
                    fields.line("duty"),
                    id + " is a duty and decided by " + given.get(0) + "; what no image can show has manual only");
        } else if (fields.value("checks").filter(RequirementReader::isEmptyMap).isPresent()) {
            fields.wrong(fields.line("checks"), "checks of " + id + " names none");
        }
        if (fields.value("undecided").isPresent() && fields.value("confirm").isEmpty()) {
            fields.wrong(
                    fields.line("undecided"),
                    id + " is undecided and has no confirm, which says how a person can be sure");
        }
        return given.size() == 1;
    }

    private static boolean isEmptyMap(YamlValue value) {
        return value instanceof YamlMap map && map.isEmpty();
    }

    private Optional<CheckUse> use(YamlMap.Entry entry, YamlFields fields) {
        String id = entry.key().text();
        CheckInfo info = checks.get(id);
        if (info == null) {
            fields.wrong(entry.key().line(), "no check is called '" + id + "'" + Suggestion.of(id, checks.keySet()));
            return Optional.empty();
        }
        Optional<YamlFields> given = fields.optionalFields("'" + id + "'", entry.value());
        if (given.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> params = new LinkedHashMap<>();
        Optional<Level> cap = Optional.empty();
        for (YamlMap.Entry param : given.get().all()) {
            String name = param.key().text();
            if (name.equals(LEVEL)) {
                cap = given.get()
                        .scalar(LEVEL, param.value())
                        .flatMap(text -> given.get().constant(Level.values(), LEVEL, text));
            } else {
                value(info, name, param, given.get()).ifPresent(value -> params.put(name, value));
            }
        }
        return Optional.of(new CheckUse(id, params, cap));
    }

    /** The value of a check's parameter as the profile writes it. */
    private Optional<String> value(CheckInfo info, String name, YamlMap.Entry param, YamlFields fields) {
        int line = param.key().line();
        Optional<Parameter> parameter = info.parameter(name);
        if (parameter.isEmpty()) {
            List<String> names = new ArrayList<>();
            info.parameters().forEach(each -> names.add(each.name()));
            names.add(LEVEL);
            fields.wrong(
                    line,
                    info.id() + " has no parameter '" + name + "' but " + String.join(", ", names)
                            + Suggestion.of(name, names));
            return Optional.empty();
        }
        Optional<String> value = parameter.get().kind() == Parameter.Kind.LIST
                ? fields.joined(name, param.value())
                : fields.scalar(name, param.value());
        if (value.isEmpty()) {
            return value;
        }
        Optional<String> reference = CheckUse.reference(value.get());
        if (reference.isPresent()) {
            refer(info, parameter.get(), reference.get(), line, fields);
        } else if (value.get().contains("${")) {
            fields.wrong(
                    line,
                    "'" + name + "' is '" + value.get() + "'; ${name} can only stand alone, with nothing around it");
        } else {
            parameter.get().objection(value.get()).ifPresent(why -> fields.wrong(line, info.id() + ": " + why));
        }
        return value;
    }

    private void refer(CheckInfo info, Parameter to, String name, int line, YamlFields fields) {
        if (!declared.contains(name)) {
            fields.wrong(
                    line,
                    "the profile has no parameter '" + name + "'"
                            + (declared.isEmpty() ? "; it has none at all" : Suggestion.of(name, declared)));
            return;
        }
        Parameter from = parameters.get(name);
        if (from == null) {
            return; // Its declaration is a mistake already.
        }
        if (!fits(from.kind(), to.kind())) {
            fields.wrong(
                    line,
                    "${" + name + "} is a " + kind(from) + ", and " + info.id() + " wants a " + kind(to) + " for '"
                            + to.name() + "'");
        } else {
            from.preset()
                    .flatMap(to::objection)
                    .ifPresent(why -> fields.wrong(
                            line, "the default of '" + name + "' is nothing for " + info.id() + ": " + why));
        }
    }

    private static String kind(Parameter parameter) {
        return parameter.kind().name().toLowerCase(java.util.Locale.ROOT);
    }

    /** Whether every value of one kind is one of the other too. */
    static boolean fits(Parameter.Kind from, Parameter.Kind to) {
        return from == to
                || (from == Parameter.Kind.NUMBER && to != Parameter.Kind.BYTES)
                || (from == Parameter.Kind.VERSION && to == Parameter.Kind.TEXT);
    }

    private Applicability applies(YamlFields fields) {
        Optional<Applicability.Guest> guest = fields.optionalText("guest")
                .flatMap(text -> fields.constant(Applicability.Guest.values(), "guest", text));
        List<String> os = fields.texts("os");
        List<String> versions = fields.texts("version");
        Set<String> known = new LinkedHashSet<>(APPLIES);
        known.addAll(declared);
        fields.only(List.copyOf(known));
        Map<String, String> settings = new LinkedHashMap<>();
        for (YamlMap.Entry entry : fields.all()) {
            String name = entry.key().text();
            if (declared.contains(name) && !APPLIES.contains(name)) {
                Optional<String> value = fields.joined(name, entry.value());
                value.ifPresent(text -> settings.put(name, text));
                Parameter parameter = parameters.get(name);
                if (parameter != null) {
                    value.flatMap(parameter::objection)
                            .ifPresent(why -> fields.wrong(entry.key().line(), why));
                }
            }
        }
        return new Applicability(guest, os, versions, settings);
    }

    private static boolean isId(String id) {
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!plain && (i == 0 || "-._".indexOf(c) < 0)) {
                return false;
            }
        }
        return id.length() <= MOST_ID_CHARACTERS;
    }
}
