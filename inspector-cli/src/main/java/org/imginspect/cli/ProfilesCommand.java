package org.imginspect.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.imginspect.check.Check;
import org.imginspect.check.CheckInfo;
import org.imginspect.profile.InvalidProfileException;
import org.imginspect.profile.Profile;
import org.imginspect.profile.Profiles;
import org.imginspect.profile.Requirement;
import org.imginspect.scan.Inspector;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists the profiles. */
@Command(
        name = "profiles",
        description = "List the marketplaces that 'scan -p' judges by; 'profiles show ID' tells their requirements.",
        subcommands = ProfilesCommand.Show.class)
final class ProfilesCommand implements Callable<Integer> {
    /** Tells the requirements of one. */
    @Command(
            name = "show",
            description = "Tell a profile's requirements, how each is decided, and what it has to be told.")
    static final class Show implements Callable<Integer> {
        @Parameters(
                paramLabel = "PROFILE",
                completionCandidates = ProfileOptions.Ids.class,
                description = "A profile's id ('profiles' lists them), or the file of one of your own.")
        private String profile = "";

        @Option(
                names = {"-h", "--help"},
                usageHelp = true,
                description = "Show this help.")
        @SuppressWarnings("UnusedVariable") // picocli asks for it
        private boolean help;

        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        private CommandSpec spec;

        @Override
        public Integer call() {
            Map<String, CheckInfo> checks = checks();
            Profile loaded;
            try {
                loaded = new Profiles(List.copyOf(checks.values())).load(profile);
            } catch (InvalidProfileException e) {
                throw new ParameterException(spec.commandLine(), e.getMessage(), e);
            }
            PrintWriter out = spec.commandLine().getOut();
            RequirementText text = new RequirementText(out, checks);
            text.head(loaded);
            text.parameters(loaded);
            for (Requirement requirement : loaded.requirements()) {
                out.println();
                text.requirement(requirement);
            }
            return ExitCodes.OK;
        }
    }

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli asks for it
    private boolean help;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    ProfilesCommand(Terminal terminal) {}

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Map<String, CheckInfo> checks = checks();
        RequirementText text = new RequirementText(out, checks);
        for (Profile profile : new Profiles(List.copyOf(checks.values())).loadAll(Profiles.builtIn())) {
            text.head(profile);
            out.println();
        }
        out.println(
                "'imginspect profiles show ID' tells the requirements of one, 'imginspect scan -p ID' judges by it.");
        return ExitCodes.OK;
    }

    /** All there are, by id. */
    static Map<String, CheckInfo> checks() {
        Map<String, CheckInfo> checks = new LinkedHashMap<>();
        for (Check check : new Inspector().checks()) {
            checks.put(check.info().id(), check.info());
        }
        return checks;
    }
}
