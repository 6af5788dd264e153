package org.imginspect.checks.services;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.units.BootServices;
import org.imginspect.facts.units.ExecCommand;
import org.imginspect.facts.units.Unit;
import org.imginspect.guest.GuestPath;

/** Flags services that start, but whose program is not there or cannot be run. */
final class ExecstartExists implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "services.execstart-exists",
            Area.SERVICES,
            Level.ERROR,
            "The programs of all services that start are there and can be run",
            "install the program, correct ExecStart=, or disable the unit: systemctl disable UNIT");

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
        Programs programs = new Programs(context.tree());
        List<Finding> findings = new ArrayList<>();
        Set<String> said = new HashSet<>();
        for (BootServices.Started started : services.get().started()) {
            for (ExecCommand command : ExecCommand.of(started.unit())) {
                Optional<String> defect = defect(programs, command);
                if (defect.isPresent() && said.add(command.file() + ":" + command.line())) {
                    boolean fatal = started.start().atBoot() && !command.mayFail();
                    findings.add(Finding.of(
                            fatal ? Level.ERROR : Level.WARNING,
                            started.unit().name() + " runs " + command.program() + ", " + defect.get(),
                            command.file(),
                            command.line()));
                }
            }
            script(programs, started.unit(), findings);
        }
        return Verdict.of(findings);
    }

    private static Optional<String> defect(Programs programs, ExecCommand command) throws ImageException {
        String program = command.program();
        if (!program.startsWith("/")) {
            return programs.isOnPath(program)
                    ? Optional.empty()
                    : Optional.of("which is in none of systemd's directories");
        }
        return programs.defect(GuestPath.of(program));
    }

    /** A System V or OpenRC script is itself what is run. */
    private static void script(Programs programs, Unit unit, List<Finding> findings) throws ImageException {
        if (unit.settings().isEmpty() && unit.file().toString().contains("/init.d/")) {
            Optional<String> defect = programs.defect(unit.file());
            if (defect.isPresent()) {
                findings.add(Finding.of(
                        Level.ERROR,
                        "the script of " + unit.name() + " cannot be run: it is a file " + defect.get(),
                        unit.file()));
            }
        }
    }
}
