package org.imginspect.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Parameter;
import org.imginspect.profile.Applicability;
import org.imginspect.profile.CheckUse;
import org.imginspect.profile.Profile;
import org.imginspect.profile.Requirement;
import org.imginspect.report.Escape;

/** What a requirement says and how it is decided, for people. */
final class RequirementText {
    private final PrintWriter out;
    private final Map<String, CheckInfo> checks;

    RequirementText(PrintWriter out, Map<String, CheckInfo> checks) {
        this.out = out;
        this.checks = checks;
    }

    /** {@code Yandex Cloud Marketplace (yandex-cloud)} and what it is made after. */
    void head(Profile profile) {
        line("", profile.title() + " (" + profile.id() + ")");
        line("  ", counted(profile));
        if (!profile.source().isEmpty()) {
            line("  ", "after: " + profile.source());
        }
        profile.verified().ifPresent(day -> line("  ", "compared with it on " + day));
    }

    /** {@code 31 requirements (3 of them recommended), 4 duties of the publisher}. */
    private static String counted(Profile profile) {
        int duties = 0;
        int recommended = 0;
        for (Requirement requirement : profile.requirements()) {
            duties += requirement.duty() ? 1 : 0;
            recommended += !requirement.duty() && !requirement.must() ? 1 : 0;
        }
        int image = profile.requirements().size() - duties;
        return image
                + (image == 1 ? " requirement" : " requirements")
                + (recommended == 0 ? "" : " (" + recommended + " of them recommended)")
                + (duties == 0
                        ? ""
                        : duties == 1 ? ", 1 duty of the publisher" : ", " + duties + " duties of the publisher");
    }

    void parameters(Profile profile) {
        if (profile.parameters().isEmpty()) {
            return;
        }
        out.println();
        line("", "What no image can tell, given with --set NAME=VALUE or in .imginspect.yaml:");
        for (Parameter parameter : profile.parameters()) {
            line(
                    "  ",
                    parameter.name() + " (" + parameter.kind().name().toLowerCase(Locale.ROOT) + "): "
                            + parameter.meaning()
                            + (parameter.choices().isEmpty()
                                    ? ""
                                    : "; one of " + String.join(", ", parameter.choices()))
                            + parameter
                                    .preset()
                                    .map(value -> "; default: " + value)
                                    .orElse(""));
        }
    }

    void requirement(Requirement requirement) {
        line("", requirement.id() + "  " + requirement.title());
        String kind = requirement.duty() ? "duty of the publisher" : requirement.must() ? "required" : "recommended";
        line("  ", kind + (requirement.reference().isEmpty() ? "" : "; stands in: " + requirement.reference()));
        applies(requirement.applies()).ifPresent(text -> line("  ", "applies to: " + text));
        for (CheckUse use : requirement.checks()) {
            line("  ", "check: " + use.check() + told(use));
            CheckInfo info = checks.get(use.check());
            if (info != null) {
                line("         ", info.title());
            }
        }
        if (!requirement.allOf().isEmpty()) {
            line("  ", "made of: " + String.join(", ", requirement.allOf()));
        }
        requirement.manual().ifPresent(text -> line("  ", "confirm by hand: " + text));
        requirement.undecided().ifPresent(text -> line("  ", "undecided offline: " + text));
        requirement.confirm().ifPresent(text -> line("  ", "confirm: " + text));
        requirement.ownScript().ifPresent(text -> line("  ", "the marketplace's own checker: " + text));
    }

    private static String told(CheckUse use) {
        StringBuilder told = new StringBuilder();
        use.params()
                .forEach((name, value) -> told.append(told.length() == 0 ? "" : ", ")
                        .append(name)
                        .append('=')
                        .append(value));
        use.cap()
                .ifPresent(level -> told.append(told.length() == 0 ? "" : ", ")
                        .append("findings count as ")
                        .append(level.name().toLowerCase(Locale.ROOT))
                        .append(" at most"));
        return told.length() == 0 ? "" : " (" + told + ")";
    }

    private static Optional<String> applies(Applicability applies) {
        StringBuilder text = new StringBuilder();
        applies.guest().ifPresent(guest -> text.append(guest == Applicability.Guest.LINUX ? "Linux" : "Windows"));
        join(text, applies.os(), "");
        join(text, applies.versions(), "version ");
        applies.settings().forEach((name, value) -> join(text, List.of(value), name + "="));
        return text.length() == 0 ? Optional.empty() : Optional.of(text.toString());
    }

    private static void join(StringBuilder text, List<String> values, String before) {
        if (!values.isEmpty()) {
            text.append(text.length() == 0 ? "" : ", ").append(before).append(String.join(" or ", values));
        }
    }

    private void line(String indent, String text) {
        out.println(indent + Escape.line(text));
    }
}
