package org.imginspect.cli;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.imginspect.check.CheckInfo;
import org.imginspect.profile.Profile;
import org.imginspect.profile.Profiles;
import org.imginspect.profile.Requirement;
import org.imginspect.profile.Suggestion;
import org.imginspect.scan.Inspector;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the page of a check, or what a requirement asks for. */
@Command(
        name = "explain",
        description = "Tell why a check matters, what fails, what passes and how to mend it; or what a marketplace's"
                + " requirement is and how it is decided.")
final class ExplainCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "ID",
            description = "A check, such as ssh.host-keys-absent, or a requirement, such as YC-13.")
    private String id = "";

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli asks for it
    private boolean help;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    ExplainCommand(Terminal terminal) {}

    @Override
    public Integer call() {
        Map<String, CheckInfo> checks = ProfilesCommand.checks();
        if (checks.containsKey(id)) {
            spec.commandLine().getOut().println(Inspector.page(id).stripTrailing());
            return ExitCodes.OK;
        }
        Set<String> known = new LinkedHashSet<>(checks.keySet());
        for (Profile profile : new Profiles(List.copyOf(checks.values())).loadAll(Profiles.builtIn())) {
            Optional<Requirement> requirement = profile.requirement(id);
            if (requirement.isPresent()) {
                RequirementText text = new RequirementText(spec.commandLine().getOut(), checks);
                text.requirement(requirement.get());
                text.head(profile);
                return ExitCodes.OK;
            }
            profile.requirements().forEach(each -> known.add(each.id()));
        }
        throw new ParameterException(
                spec.commandLine(),
                "no check is called '" + id + "', nor a requirement" + Suggestion.of(id, known)
                        + "; 'imginspect checks' and 'imginspect profiles show PROFILE' list them");
    }
}
