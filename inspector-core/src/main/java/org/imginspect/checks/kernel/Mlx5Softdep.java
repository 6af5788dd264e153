package org.imginspect.checks.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Parameter;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.kernel.Kernels;
import org.imginspect.facts.kernel.ModprobeConfig;
import org.imginspect.facts.kernel.ModprobeConfig.BadLine;
import org.imginspect.facts.kernel.ModprobeConfig.Directive;
import org.imginspect.facts.kernel.ModprobeConfig.Kind;
import org.imginspect.guest.GuestPath;

/** Flags images in which a Mellanox card could come up before the virtio card it belongs to, as UCloud asks to prevent. */
final class Mlx5Softdep implements Check {
    private static final Parameter PARTS = Parameter.parts(
            "parts",
            "what is asked for: the dependency, or that UCloud's file, if it is there, says just that",
            "softdep",
            "file");

    private static final CheckInfo INFO = new CheckInfo(
                    "kernel.mlx5-softdep",
                    Area.KERNEL,
                    Level.ERROR,
                    "virtio_net is loaded before mlx5_core",
                    "echo 'softdep mlx5_core pre: virtio_net' > /etc/modprobe.d/mlx5.conf")
            .onRequest()
            .with(PARTS);

    private static final GuestPath FILE = GuestPath.of("/etc/modprobe.d/mlx5.conf");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        if (context.facts().find(Kernels.class).isEmpty()) {
            return Verdict.notApplicable("no Linux kernel is installed");
        }
        ModprobeConfig config = context.facts().find(ModprobeConfig.class).orElseThrow();
        List<String> parts = context.params().list(PARTS);
        if (parts.equals(List.of("file")) && !context.tree().exists(FILE)) {
            return Verdict.notApplicable(FILE + " is not there");
        }
        List<Finding> findings = new ArrayList<>();
        if (parts.contains("softdep")) {
            dependency(config, findings);
        }
        if (parts.contains("file")) {
            file(config, parts.size() == 1, findings);
        }
        return Verdict.of(findings);
    }

    private static void dependency(ModprobeConfig config, List<Finding> findings) {
        List<Directive> lines = config.about(Kind.SOFTDEP, "mlx5_core");
        Optional<Directive> first = config.softDependencies("mlx5_core");
        if (first.isEmpty()) {
            findings.add(
                    lost(config).orElse(Finding.of(Level.ERROR, "nothing has virtio_net loaded before mlx5_core")));
        } else if (!first.get().before().contains("virtio_net")) {
            boolean later = lines.stream().anyMatch(line -> line.before().contains("virtio_net"));
            findings.add(Finding.of(
                    Level.ERROR,
                    "does not have virtio_net loaded before mlx5_core: "
                            + first.get().text()
                            + (later ? ", and modprobe looks at the first such line only" : ""),
                    first.get().file(),
                    first.get().line()));
        }
    }

    /** Whoever copies the line from the page gets it behind the end mark of a here-document, in a file of another name. */
    private static Optional<Finding> lost(ModprobeConfig config) {
        for (BadLine bad : config.badLines()) {
            if (bad.text().contains("softdep mlx5_core") && !bad.text().strip().startsWith("#")) {
                return Optional.of(Finding.of(
                        Level.ERROR,
                        "nothing has virtio_net loaded before mlx5_core: the command that was to write " + FILE
                                + " became a line of this file when it was copied from a page: "
                                + bad.text().strip(),
                        bad.file(),
                        bad.line()));
            }
        }
        return Optional.empty();
    }

    /** @param whole whether the file has to say it, and not only nothing else */
    private static void file(ModprobeConfig config, boolean whole, List<Finding> findings) {
        boolean says = false;
        for (Directive line : config.directives()) {
            boolean vendors = line.kind() == Kind.SOFTDEP
                    && line.name().equals("mlx5_core")
                    && line.before().equals(List.of("virtio_net"));
            says |= vendors && line.file().equals(FILE);
            if (line.file().equals(FILE) && !vendors) {
                findings.add(Finding.of(
                        Level.WARNING,
                        "says more than the line that UCloud puts there: " + line.text(),
                        FILE,
                        line.line()));
            }
        }
        if (whole && !says) {
            findings.add(Finding.of(
                    Level.WARNING, "does not say 'softdep mlx5_core pre: virtio_net', as UCloud's file does", FILE));
        }
    }
}
