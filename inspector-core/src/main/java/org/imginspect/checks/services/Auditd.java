package org.imginspect.checks.services;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.boot.BootConfig;
import org.imginspect.facts.boot.BootEntry;
import org.imginspect.facts.units.BootServices;
import org.imginspect.facts.units.Start;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.Node;

/** Flags images whose audit daemon does not run. */
final class Auditd implements Check {
    private static final CheckInfo INFO = new CheckInfo(
                    "services.auditd",
                    Area.SERVICES,
                    Level.ERROR,
                    "The audit daemon runs",
                    "apt-get install auditd (dnf install audit); systemctl enable auditd; mkdir -m 0750 /var/log/audit")
            .onRequest();

    private static final GuestPath[] PROGRAMS = {GuestPath.of("/usr/sbin/auditd"), GuestPath.of("/sbin/auditd")};
    private static final GuestPath CONFIGURATION = GuestPath.of("/etc/audit/auditd.conf");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<BootServices> services = context.facts().find(BootServices.class);
        if (services.isEmpty()) {
            return Verdict.notApplicable("no init system is installed");
        }
        List<Finding> findings = new ArrayList<>();
        commandLine(context, findings);
        if (!context.tree().exists(PROGRAMS[0]) && !context.tree().exists(PROGRAMS[1])) {
            findings.add(Finding.of(Level.ERROR, "auditd is not installed"));
            return Verdict.of(findings);
        }
        Start start = services.get().start("auditd.service");
        if (!start.atBoot()) {
            findings.add(new Finding(Level.ERROR, start.why(), start.because(), start.line()));
        }
        configuration(context, findings);
        return Verdict.of(findings);
    }

    /** {@code audit=0} and {@code audit=off} switch the kernel's part off; the last one counts. */
    private static void commandLine(CheckContext context, List<Finding> findings) throws ImageException {
        Optional<BootConfig> config = context.facts().find(BootConfig.class);
        if (config.isEmpty()) {
            return;
        }
        for (BootEntry entry : config.get().defaultEntries()) {
            List<BootEntry.Argument> arguments = entry.arguments("audit");
            if (!arguments.isEmpty()) {
                BootEntry.Argument last = arguments.get(arguments.size() - 1);
                if (last.value().equals("0") || last.value().equalsIgnoreCase("off")) {
                    findings.add(Finding.of(
                            Level.ERROR, "the kernel's command line says " + last.text(), last.file(), last.line()));
                }
            }
        }
    }

    /** auditd stops if it cannot write its log (auditd.conf(5), {@code log_file}). */
    private static void configuration(CheckContext context, List<Finding> findings) throws ImageException {
        Optional<List<String>> lines = context.tree().lines(CONFIGURATION);
        if (lines.isEmpty()) {
            findings.add(Finding.of(Level.ERROR, "auditd has no configuration: it is not there", CONFIGURATION));
            return;
        }
        String file = "/var/log/audit/audit.log";
        for (String line : lines.get()) {
            int equals = line.indexOf('=');
            if (equals > 0 && line.substring(0, equals).strip().equalsIgnoreCase("log_file")) {
                file = line.substring(equals + 1).strip();
            }
        }
        Optional<GuestPath> directory = file.startsWith("/") && file.indexOf('\0') < 0
                ? GuestPath.of(file).parent()
                : Optional.empty();
        if (directory.isPresent()
                && !context.tree().stat(directory.get()).map(Node::isDirectory).orElse(false)) {
            findings.add(Finding.of(
                    Level.ERROR, "the directory of auditd's log is not there, so that it stops", directory.get()));
        }
    }
}
