package org.imginspect.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.engine.OpenOptions;
import org.imginspect.io.Limits;
import org.imginspect.scan.EngineChoice;
import org.imginspect.scan.Engines;
import org.imginspect.scan.GuestfsBinding;
import org.imginspect.scan.Inspector;
import org.imginspect.scan.ScanRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of every command that opens an image. */
final class ImageOptions {
    @Option(
            names = "--engine",
            paramLabel = "ENGINE",
            defaultValue = "auto",
            description = "Who reads the image: ${COMPLETION-CANDIDATES}. Default: auto, the embedded engine, and"
                    + " libguestfs where that reads more.")
    private EngineChoice engine = EngineChoice.AUTO;

    @Option(
            names = "--guestfs-binding",
            paramLabel = "BINDING",
            defaultValue = "auto",
            description = "How libguestfs is called: ${COMPLETION-CANDIDATES}. Default: auto.")
    private GuestfsBinding binding = GuestfsBinding.AUTO;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "Read the image as raw or qcow2 whatever its first bytes say.")
    private @Nullable String format;

    @Option(
            names = "--limit",
            paramLabel = "NAME=VALUE",
            description = "Change a cap (K, M and G are powers of 1024). May be repeated.")
    private List<String> limits = new ArrayList<>();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli asks for it
    private boolean help;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    Inspector inspector() {
        return new Inspector(Engines.builtIn(binding));
    }

    ScanRequest request(List<Path> images, Terminal terminal) {
        if (format != null && !format.equals("raw") && !format.equals("qcow2")) {
            throw wrong("--format is '" + format + "', but must be raw or qcow2");
        }
        return ScanRequest.of(images.toArray(new Path[0]))
                .withEngine(engine)
                .withOptions(new OpenOptions(limits(), Optional.ofNullable(format), terminal::progress));
    }

    private Limits limits() {
        Limits changed = Limits.defaults();
        for (String limit : limits) {
            int equals = limit.indexOf('=');
            if (equals < 1) {
                throw wrong("--limit is '" + limit + "', but must be NAME=VALUE");
            }
            try {
                changed = changed.with(limit.substring(0, equals), number(limit.substring(equals + 1)));
            } catch (IllegalArgumentException e) {
                throw wrong("--limit: " + e.getMessage());
            }
        }
        return changed;
    }

    private static long number(String text) {
        int unit = text.isEmpty() ? -1 : "KMG".indexOf(text.charAt(text.length() - 1));
        try {
            return unit < 0
                    ? Long.parseLong(text)
                    : Math.multiplyExact(Long.parseLong(text.substring(0, text.length() - 1)), 1L << (10 * (unit + 1)));
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is no number", e);
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
