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
import org.imginspect.facts.boot.BootConfig;
import org.imginspect.facts.boot.BootEntry;
import org.imginspect.facts.boot.BootEntry.Argument;
import org.imginspect.facts.kernel.Kernels;
import org.imginspect.facts.kernel.ModprobeConfig;
import org.imginspect.facts.kernel.ModprobeConfig.Directive;
import org.imginspect.facts.kernel.ModprobeConfig.Install;
import org.imginspect.facts.kernel.ModprobeConfig.Kind;
import org.imginspect.facts.kernel.ModuleBans;
import org.imginspect.guest.GuestPath;

/** Flags images in which nouveau may take the graphics card before NVIDIA's driver does. */
final class NouveauBlacklisted implements Check {
    private static final Parameter PARTS = Parameter.parts(
            "parts",
            "what is asked for: nouveau on a blacklist, its option modeset=0, or that UCloud's file, if it is there, says just that",
            "blacklist",
            "options",
            "file");

    private static final CheckInfo INFO = new CheckInfo(
                    "kernel.nouveau-blacklisted",
                    Area.KERNEL,
                    Level.ERROR,
                    "The nouveau driver is not loaded and sets no mode",
                    "printf 'blacklist nouveau\\noptions nouveau modeset=0\\n' > /etc/modprobe.d/blacklist-nouv.conf, then rebuild the initramfs")
            .onRequest()
            .with(PARTS);

    private static final String DRIVER = "nouveau";
    private static final GuestPath FILE = GuestPath.of("/etc/modprobe.d/blacklist-nouv.conf");

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
        List<BootEntry> entries = context.facts()
                .find(BootConfig.class)
                .map(BootConfig::defaultEntries)
                .orElse(List.of());
        List<Finding> findings = new ArrayList<>();
        List<String> parts = context.params().list(PARTS);
        if (parts.equals(List.of("file")) && !context.tree().exists(FILE)) {
            return Verdict.notApplicable(FILE + " is not there");
        }
        if (parts.contains("blacklist") && !isKeptOut(config) && !isKeptOut(entries)) {
            findings.add(Finding.of(Level.ERROR, "nothing keeps nouveau from loading"));
        }
        if (parts.contains("options")) {
            modeset(config, entries).ifPresent(findings::add);
        }
        if (parts.contains("file")) {
            file(config, parts.size() == 1, findings);
        }
        return Verdict.of(findings);
    }

    /** @param whole whether the file has to say all of it, and not only nothing else */
    private static void file(ModprobeConfig config, boolean whole, List<Finding> findings) {
        boolean blacklists = false;
        boolean options = false;
        for (Directive line : config.directives()) {
            if (line.file().equals(FILE) && isVendors(line)) {
                blacklists |= line.kind() == Kind.BLACKLIST;
                options |= line.kind() == Kind.OPTIONS;
            } else if (line.file().equals(FILE)) {
                findings.add(Finding.of(
                        Level.WARNING,
                        "says more than the two lines that UCloud puts there: " + line.text(),
                        FILE,
                        line.line()));
            }
        }
        if (whole && !blacklists) {
            findings.add(Finding.of(Level.WARNING, "does not say 'blacklist nouveau', as UCloud's file does", FILE));
        }
        if (whole && !options) {
            findings.add(
                    Finding.of(Level.WARNING, "does not say 'options nouveau modeset=0', as UCloud's file does", FILE));
        }
    }

    private static boolean isKeptOut(ModprobeConfig config) {
        return !config.about(Kind.BLACKLIST, DRIVER).isEmpty()
                || config.installCommand(DRIVER)
                        .map(line -> ModprobeConfig.installs(line) == Install.NOTHING)
                        .orElse(false);
    }

    /** Whether every entry that starts by itself has an argument that does it. */
    private static boolean isKeptOut(List<BootEntry> entries) {
        for (BootEntry entry : entries) {
            boolean out = false;
            for (ModuleBans.Ban ban : ModuleBans.in(entry.arguments())) {
                out |= ban.isAbout(DRIVER)
                        && (ban.kind() == ModuleBans.Kind.MODPROBE || ban.kind() == ModuleBans.Kind.KERNEL);
            }
            if (!out) {
                return false;
            }
        }
        return !entries.isEmpty();
    }

    /** The last setting counts, and the command line comes last. */
    private static Optional<Finding> modeset(ModprobeConfig config, List<BootEntry> entries) {
        for (BootEntry entry : entries) {
            List<Argument> arguments = entry.arguments("nouveau.modeset");
            if (!arguments.isEmpty()) {
                Argument last = arguments.get(arguments.size() - 1);
                return last.value().equals("0")
                        ? Optional.empty()
                        : Optional.of(Finding.of(
                                Level.WARNING,
                                "nouveau's modeset is " + last.value() + ", not 0",
                                last.file(),
                                last.line()));
            }
        }
        String value = "";
        Optional<Directive> where = Optional.empty();
        for (Directive line : config.about(Kind.OPTIONS, DRIVER)) {
            for (String option : line.rest().split("[ \t]+", -1)) {
                if (option.startsWith("modeset=")) {
                    value = option.substring("modeset=".length());
                    where = Optional.of(line);
                }
            }
        }
        if (where.isEmpty()) {
            return Optional.of(Finding.of(Level.WARNING, "nothing sets nouveau's modeset to 0"));
        }
        return value.equals("0")
                ? Optional.empty()
                : Optional.of(Finding.of(
                        Level.WARNING,
                        "nouveau's modeset is " + value + ", not 0",
                        where.get().file(),
                        where.get().line()));
    }

    private static boolean isVendors(Directive line) {
        return line.name().equals(DRIVER)
                && (line.kind() == Kind.BLACKLIST
                        || (line.kind() == Kind.OPTIONS && line.rest().equals("modeset=0")));
    }
}
