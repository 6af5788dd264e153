package org.imginspect.profile;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.imginspect.check.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages in docs/profiles, which are made of the profiles: {@code IMGINSPECT_GOLDEN=write} makes them anew. */
class ProfilePagesTest {
    private static final Path DIRECTORY = Path.of("../docs/profiles");

    static List<String> builtIn() {
        return Profiles.builtIn();
    }

    @ParameterizedTest
    @MethodSource("builtIn")
    void thePageSaysWhatTheProfileDoes(String id) throws Exception {
        Golden.assertSame(DIRECTORY.resolve(id + ".md"), page(BuiltIn.profile(id)));
    }

    private static String page(Profile profile) {
        StringBuilder page = new StringBuilder("# ")
                .append(profile.title())
                .append("\n\n`-p ")
                .append(profile.id())
                .append("` · follows: ")
                .append(profile.source())
                .append(" · compared with it on ")
                .append(profile.verified().orElseThrow())
                .append("\n\n")
                .append("This page is made of the profile by a test. *Decided by* names the checks, ")
                .append(
                        "what they are told in brackets, and with ≤ the gravest level of their findings here. `imginspect explain CHECK` says more.\n");
        parameters(profile, page);
        table(profile, page, false);
        if (profile.requirements().stream().anyMatch(Requirement::duty)) {
            table(profile, page, true);
        }
        scripts(profile, page);
        return page.toString();
    }

    private static void parameters(Profile profile, StringBuilder page) {
        if (profile.parameters().isEmpty()) {
            return;
        }
        page.append("\n## What no image can tell\n\n| `--set` | kind | default | meaning |\n|---|---|---|---|\n");
        for (Parameter parameter : profile.parameters()) {
            page.append("| `")
                    .append(parameter.name())
                    .append("=…` | ")
                    .append(parameter.kind().name().toLowerCase(Locale.ROOT))
                    .append(" | ")
                    .append(parameter.preset().map(value -> "`" + value + "`").orElse("–"))
                    .append(" | ")
                    .append(cell(parameter.meaning()))
                    .append(" |\n");
        }
    }

    private static void table(Profile profile, StringBuilder page, boolean duties) {
        page.append(duties ? "\n## Duties of the publisher\n\n" : "\n## Requirements\n\n")
                .append(
                        duties
                                ? "| id | duty | where it stands | how to confirm it |\n|---|---|---|---|\n"
                                : "| id | what must hold | where it stands | applies to | decided by | left to a person |\n|---|---|---|---|---|---|\n");
        for (Requirement requirement : profile.requirements()) {
            if (requirement.duty() != duties) {
                continue;
            }
            page.append("| ")
                    .append(requirement.id())
                    .append(" | ")
                    .append(cell(requirement.title()))
                    .append(requirement.must() ? "" : " *(recommended)*")
                    .append(" | ")
                    .append(cell(requirement.reference()))
                    .append(" | ");
            if (duties) {
                page.append(cell(requirement.manual().orElse("")));
            } else {
                page.append(cell(ProfileText.applies(requirement.applies())))
                        .append(" | ")
                        .append(deciders(requirement))
                        .append(" | ")
                        .append(cell(leftOpen(requirement)));
            }
            page.append(" |\n");
        }
    }

    private static String deciders(Requirement requirement) {
        List<String> deciders = new ArrayList<>();
        for (CheckUse use : requirement.checks()) {
            List<String> params = new ArrayList<>();
            use.params().forEach((name, value) -> params.add(name + "=" + value));
            deciders.add("`" + use.check() + "`" + (params.isEmpty() ? "" : " (`" + String.join("; ", params) + "`)")
                    + use.cap()
                            .map(level -> " ≤ " + level.name().toLowerCase(Locale.ROOT))
                            .orElse(""));
        }
        deciders.addAll(requirement.allOf());
        return deciders.isEmpty() ? "nothing offline" : String.join(", ", deciders);
    }

    private static String leftOpen(Requirement requirement) {
        String open = requirement
                .undecided()
                .map(why -> "**Undecided offline:** " + why + ". ")
                .orElse("");
        return open + requirement.confirm().orElse("");
    }

    private static void scripts(Profile profile, StringBuilder page) {
        if (profile.requirements().stream().allMatch(each -> each.ownScript().isEmpty())) {
            return;
        }
        page.append("\n## Where the marketplace's own script means something else\n\n| id | difference |\n|---|---|\n");
        for (Requirement requirement : profile.requirements()) {
            requirement
                    .ownScript()
                    .ifPresent(difference -> page.append("| ")
                            .append(requirement.id())
                            .append(" | ")
                            .append(cell(difference))
                            .append(" |\n"));
        }
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;");
    }
}
