package org.imginspect.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.imginspect.check.Area;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Level;
import org.imginspect.check.Outcome;
import org.imginspect.scan.CheckResult;
import org.imginspect.scan.ScanReport;
import tools.jackson.core.JsonGenerator;

/** The rules of a SARIF run: the checks that have a result or a notification, and the one that says that something could not be seen. */
final class SarifRules {
    /** GitHub keeps no more of a description, and shows no more of a name. */
    private static final int DESCRIPTION_LENGTH = 1024;

    private static final int NAME_LENGTH = 255;

    private final Map<String, Integer> indexes = new LinkedHashMap<>();
    private final List<Optional<CheckInfo>> rules = new ArrayList<>();

    SarifRules(List<ScanReport> reports, List<SarifResults.Row> rows) {
        rows.forEach(row -> add(row.ruleId(), row.check()));
        for (ScanReport report : reports) {
            for (CheckResult result : report.results()) {
                if (result.outcome() == Outcome.UNDETERMINED) {
                    add(result.info().id(), Optional.of(result.info()));
                }
            }
        }
    }

    private void add(String id, Optional<CheckInfo> check) {
        if (indexes.putIfAbsent(id, rules.size()) == null) {
            rules.add(check);
        }
    }

    /** Of a rule that is there. */
    int index(String id) {
        Integer index = indexes.get(id);
        if (index == null) {
            throw new IllegalArgumentException("no rule " + id);
        }
        return index;
    }

    void write(SarifTaxonomies taxonomies, JsonGenerator json) {
        json.writeArrayPropertyStart("rules");
        for (Optional<CheckInfo> check : rules) {
            json.writeStartObject();
            if (check.isPresent()) {
                write(check.get(), json);
                taxonomies.writeRelationships(check.get().id(), json);
            } else {
                incomplete(json);
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void write(CheckInfo check, JsonGenerator json) {
        PageText page = PageText.of(check);
        describe(check.id(), check.title(), page.summary(), check.level(), json);
        json.writeObjectPropertyStart("help");
        json.writeStringProperty("text", page.plain());
        json.writeStringProperty("markdown", page.markdown());
        json.writeEndObject();
        json.writeObjectPropertyStart("properties");
        json.writeArrayPropertyStart("tags");
        json.writeString(check.area().id());
        if (isSecurity(check.area())) {
            json.writeString("security");
        }
        json.writeEndArray();
        if (isSecurity(check.area())) {
            json.writeStringProperty("security-severity", severity(check.level()));
        } else {
            json.writeStringProperty("problem.severity", problem(check.level()));
        }
        json.writeEndObject();
    }

    private static void incomplete(JsonGenerator json) {
        String why = "A part of the image could not be read or is not supported, so that some questions are open. "
                + "That nothing was found there does not mean that all is well.";
        describe(Incomplete.RULE, Incomplete.TITLE, why, Level.WARNING, json);
        json.writeObjectPropertyStart("help");
        json.writeStringProperty("text", why + " " + Incomplete.FIX + ".");
        json.writeStringProperty(
                "markdown", "# " + Incomplete.TITLE + "\n\n" + why + "\n\n## How to fix\n\n" + Incomplete.FIX + "\n");
        json.writeEndObject();
        json.writeObjectPropertyStart("properties");
        json.writeStringProperty("problem.severity", "warning");
        json.writeEndObject();
    }

    private static void describe(String id, String title, String why, Level level, JsonGenerator json) {
        json.writeStringProperty("id", id);
        json.writeStringProperty("name", Cut.to(NAME_LENGTH, pascalCase(id)));
        text("shortDescription", Cut.to(DESCRIPTION_LENGTH, title + "."), json);
        text("fullDescription", Cut.to(DESCRIPTION_LENGTH, why), json);
        json.writeObjectPropertyStart("defaultConfiguration");
        json.writeStringProperty("level", level.name().toLowerCase(Locale.ROOT));
        json.writeEndObject();
    }

    private static void text(String name, String text, JsonGenerator json) {
        json.writeObjectPropertyStart(name);
        json.writeStringProperty("text", text);
        json.writeEndObject();
    }

    /** {@code SshHostKeysAbsent}. */
    private static String pascalCase(String id) {
        StringBuilder name = new StringBuilder(id.length());
        boolean upper = true;
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            if (c == '.' || c == '-') {
                upper = true;
            } else {
                name.append(upper ? Character.toUpperCase(c) : c);
                upper = false;
            }
        }
        return name.toString();
    }

    /** Whose findings let somebody in, or tell somebody something. */
    private static boolean isSecurity(Area area) {
        return switch (area) {
            case SSH, ACCOUNTS, SECRETS, FIREWALL, MALWARE -> true;
            case DISK, FS, BOOT, KERNEL, CLOUDINIT, NETWORK, CLEANUP, PACKAGES, SERVICES, WINDOWS -> false;
        };
    }

    /** In GitHub's bands for high, medium and low; no score of a vulnerability. */
    private static String severity(Level level) {
        return switch (level) {
            case ERROR -> "8.0";
            case WARNING -> "5.0";
            case NOTE -> "2.0";
        };
    }

    private static String problem(Level level) {
        return switch (level) {
            case ERROR -> "error";
            case WARNING -> "warning";
            case NOTE -> "recommendation";
        };
    }
}
