package org.imginspect.checks.boot;

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
import org.imginspect.facts.units.BootServices;
import org.imginspect.facts.units.Start;
import org.imginspect.guest.GuestPath;

/** Flags images on whose serial port nobody can log in. */
final class SerialLogin implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "boot.serial-login",
            Area.BOOT,
            Level.WARNING,
            "A login waits on the first serial port",
            "systemctl enable serial-getty@ttyS0.service; OpenRC, System V: uncomment the line for ttyS0 in /etc/inittab");

    private static final GuestPath SECURETTY = GuestPath.of("/etc/securetty");
    private static final GuestPath PAM = GuestPath.of("/etc/pam.d/login");

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
        String port = SerialPort.of(context);
        List<Finding> findings = new ArrayList<>();
        Start login = services.get().login(port);
        if (!login.atBoot()) {
            findings.add(new Finding(Level.WARNING, login.why(), login.because(), login.line()));
        }
        securetty(context, port, findings);
        return Verdict.of(findings);
    }

    /** pam_securetty(8) lets root in on the terminals that the file lists; without the file on all. */
    private static void securetty(CheckContext context, String port, List<Finding> findings) throws ImageException {
        Optional<List<String>> terminals = context.tree().lines(SECURETTY);
        if (terminals.isEmpty()) {
            return;
        }
        for (String line : terminals.get()) {
            if (line.strip().equals(port)) {
                return;
            }
        }
        List<String> pam = context.tree().lines(PAM).orElse(List.of());
        for (int i = 0; i < pam.size(); i++) {
            String line = pam.get(i).strip();
            if (!line.startsWith("#") && line.contains("pam_securetty.so")) {
                findings.add(Finding.of(
                        Level.WARNING,
                        "root may not log in on " + port + ": it is not among the terminals here, which " + PAM + ":"
                                + (i + 1) + " asks for",
                        SECURETTY));
                return;
            }
        }
    }
}
