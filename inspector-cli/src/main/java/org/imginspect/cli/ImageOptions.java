package org.imginspect.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
            description = "Read the image as raw, qcow2, vmdk, ova, vhd, vhdx or vdi whatever its bytes say.")
    private @Nullable String format;

    @Option(
            names = "--disk",
            paramLabel = "FILE",
            description =
                    "A further disk of the same machine, for what lies on several: volume groups, arrays, btrfs. May"
                            + " be repeated.")
    private List<Path> disks = new ArrayList<>();

    @Option(
            names = "--allow-backing",
            paramLabel = "DIR",
            description =
                    "Open other files that an image names (backing files, extents, parents), from inside DIR only."
                            + " Without this such images are refused.")
    private @Nullable Path allowBacking;

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
        if (format != null && !Inspector.formats().contains(format)) {
            throw wrong("--format is '" + format + "', but must be one of " + String.join(", ", Inspector.formats()));
        }
        if (!disks.isEmpty() && images.size() > 1) {
            throw wrong("--disk adds a disk to one image, but there are " + images.size());
        }
        List<Path> all = new ArrayList<>(images);
        for (Path disk : disks) {
            if (all.stream().anyMatch(other -> isSame(other, disk))) {
                throw wrong("--disk is '" + disk + "', which is given already");
            }
            all.add(disk);
        }
        OpenOptions open = OpenOptions.defaults()
                .withLimits(limits())
                .withOtherDisks(disks)
                .withProgress(terminal::progress);
        open = format == null ? open : open.withFormat(format);
        open = allowBacking == null ? open : open.withAllowBacking(allowBacking);
        return ScanRequest.of(images.toArray(new Path[0])).withEngine(engine).withOptions(open);
    }

    private static boolean isSame(Path one, Path other) {
        try {
            return Files.isSameFile(one, other);
        } catch (IOException e) {
            return false; // whoever opens it says so
        }
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
