package org.imginspect.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.imginspect.engine.ToolVersion;
import org.imginspect.scan.EngineChoice;
import org.imginspect.scan.GuestfsBinding;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The command itself and what hangs below it. */
@Command(
        name = "imginspect",
        description = "Tells, without booting it and without root, whether a VM image is fit to publish.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Exit codes:",
            "   0  all is well",
            "   1  findings at or above --fail-on; ls, cat, find, facts: it is not there",
            "   2  wrong usage",
            "   3  something that had to be read could not be",
            "   4  no image could be opened",
            "  70  a mistake in imginspect",
            "  74  the output could not be written"
        },
        versionProvider = Commands.Version.class)
final class Commands implements Runnable {
    /** Prints the version. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"imginspect " + ToolVersion.get()};
        }
    }

    private static final Map<String, Function<Terminal, Object>> BY_NAME = new LinkedHashMap<>();

    static {
        BY_NAME.put("scan", ScanCommand::new);
        BY_NAME.put("diff", DiffCommand::new);
        BY_NAME.put("sbom", SbomCommand::new);
        BY_NAME.put("layout", LayoutCommand::new);
        BY_NAME.put("facts", FactsCommand::new);
        BY_NAME.put("ls", LsCommand::new);
        BY_NAME.put("cat", CatCommand::new);
        BY_NAME.put("find", FindCommand::new);
        BY_NAME.put("checks", ChecksCommand::new);
        BY_NAME.put("profiles", ProfilesCommand::new);
        BY_NAME.put("explain", ExplainCommand::new);
        BY_NAME.put("fix-script", FixScriptCommand::new);
        BY_NAME.put("doctor", DoctorCommand::new);
        BY_NAME.put("completion", CompletionCommand::new);
    }

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli asks for it
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version.")
    @SuppressWarnings("UnusedVariable") // picocli asks for it
    private boolean version;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    /** A command line for {@code args}: reading a command's annotations takes time, so only the one that is named is made. */
    static CommandLine line(String[] args, Terminal terminal) {
        String first = args.length == 0 ? "" : args[0];
        CommandLine line = new CommandLine(new Commands());
        for (Map.Entry<String, Function<Terminal, Object>> entry : BY_NAME.entrySet()) {
            if (first.equals(entry.getKey()) || !isAlone(first)) {
                line.addSubcommand(entry.getKey(), entry.getValue().apply(terminal));
            }
        }
        line.registerConverter(EngineChoice.class, text -> constant(EngineChoice.values(), text));
        line.registerConverter(GuestfsBinding.class, text -> constant(GuestfsBinding.values(), text));
        line.registerConverter(ColourChoice.class, text -> constant(ColourChoice.values(), text));
        line.registerConverter(FailOn.class, text -> constant(FailOn.values(), text));
        line.setUsageHelpAutoWidth(false);
        line.setParameterExceptionHandler(ErrorMessages::usage);
        line.setExecutionExceptionHandler((e, command, parsed) -> ErrorMessages.thrown(e, command, terminal));
        return line;
    }

    private static boolean isAlone(String first) {
        return first.equals("--version")
                || first.equals("-V")
                || (BY_NAME.containsKey(first) && !first.equals("completion"));
    }

    private static <E extends Enum<E>> E constant(E[] values, String text) {
        for (E value : values) {
            if (value.toString().equals(text)) {
                return value;
            }
        }
        throw new TypeConversionException("'" + text + "' is not one of " + Arrays.toString(values));
    }
}
