package org.imginspect.checks.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.kernel.Kernels;
import org.imginspect.facts.kernel.ModprobeConfig;
import org.imginspect.facts.kernel.ModprobeConfig.BadLine;
import org.imginspect.facts.kernel.ModprobeConfig.Directive;
import org.imginspect.facts.kernel.ModprobeConfig.Kind;
import org.imginspect.guest.GuestPath;

/** Flags lines and files of modprobe.d that modprobe ignores, so that what somebody meant does not happen. */
final class ModprobeSyntax implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "kernel.modprobe-syntax",
            Area.KERNEL,
            Level.ERROR,
            "modprobe understands every line of modprobe.d",
            "correct or delete the line (modprobe -c shows what modprobe makes of it), then rebuild the initramfs");

    private static final Set<String> COMMANDS = Set.of("alias", "blacklist", "options", "install", "remove", "softdep");

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
        List<Finding> findings = new ArrayList<>();
        for (BadLine bad : config.badLines()) {
            findings.add(Finding.of(level(bad), bad.why() + ": " + bad.text().strip(), bad.file(), bad.line()));
        }
        for (Directive line : config.directives()) {
            if (line.text().endsWith("\r")) {
                findings.add(Finding.of(
                        Level.ERROR,
                        "ends in a carriage return, which modprobe takes for a part of the last word: "
                                + line.text().strip(),
                        line.file(),
                        line.line()));
            } else if (line.kind() == Kind.BLACKLIST
                    && !line.rest().isEmpty()
                    && !line.rest().startsWith("#")) {
                findings.add(Finding.of(
                        Level.WARNING,
                        "only '" + line.name() + "' is blacklisted, the rest is ignored: " + line.text(),
                        line.file(),
                        line.line()));
            }
        }
        for (GuestPath file : config.ignoredFiles()) {
            if (isMeant(context, file)) {
                findings.add(Finding.of(Level.WARNING, "is not read, for its name does not end in .conf", file));
            }
        }
        return Verdict.of(findings);
    }

    private static Level level(BadLine bad) {
        String text = bad.text().strip();
        if (text.startsWith("#")) {
            return Level.NOTE;
        }
        return text.startsWith("include") || text.startsWith("config") ? Level.WARNING : Level.ERROR;
    }

    /** Whether a file is more than a README or what a package manager or editor has put aside. */
    private static boolean isMeant(CheckContext context, GuestPath file) throws ImageException {
        String name = file.name().text();
        if (name.indexOf('.') >= 0 || name.endsWith("~")) {
            return false;
        }
        for (String line : context.tree().lines(file).orElse(List.of())) {
            if (COMMANDS.contains(line.strip().split("[ \t]", 2)[0])) {
                return true;
            }
        }
        return false;
    }
}
