package org.imginspect.checks.ssh;

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
import org.imginspect.facts.ssh.SshServers;
import org.imginspect.facts.units.BootServices;
import org.imginspect.facts.units.InitSystem;
import org.imginspect.facts.units.Start;
import org.imginspect.guest.GuestPath;

/** Flags images whose SSH server waits for somebody to start it. */
final class Enabled implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "ssh.enabled",
            Area.SSH,
            Level.ERROR,
            "An SSH server starts at boot",
            "systemctl enable ssh.service (sshd.service on Enterprise Linux, Fedora and SUSE), and remove /etc/ssh/sshd_not_to_be_run");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    /** Debian's units have a condition for it; its scripts and Ubuntu's job look for it themselves. */
    private static final GuestPath BLOCKER = GuestPath.of("/etc/ssh/sshd_not_to_be_run");

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<SshServers> servers = context.facts().find(SshServers.class);
        if (servers.isEmpty()) {
            return Verdict.notApplicable("no SSH server is installed");
        }
        Optional<BootServices> services = context.facts().find(BootServices.class);
        if (services.isEmpty()) {
            return Verdict.notApplicable("no init system is installed");
        }
        List<Finding> findings = new ArrayList<>();
        for (SshServers.Server server : servers.get().servers()) {
            if (!server.starts()) {
                findings.add(idle(server));
            } else if (!context.tree().exists(server.program())) {
                findings.add(Finding.of(
                        Level.ERROR,
                        server.unit().orElse("a unit") + " starts a program that is not there",
                        server.program()));
            } else if (isBlocked(context, services.get(), server)) {
                findings.add(blocked(server));
            } else {
                return Verdict.pass();
            }
        }
        return Verdict.of(findings);
    }

    private static boolean isBlocked(CheckContext context, BootServices services, SshServers.Server server)
            throws ImageException {
        return services.init() != InitSystem.SYSTEMD
                && services.init() != InitSystem.OPENRC
                && server.unit().orElse("").equals("ssh.service")
                && context.tree().exists(BLOCKER);
    }

    private static Finding blocked(SshServers.Server server) {
        return Finding.of(Level.ERROR, "this file keeps " + server.unit().orElse("sshd") + " from starting", BLOCKER);
    }

    private static Finding idle(SshServers.Server server) {
        if (server.unit().isEmpty() || server.start().isEmpty()) {
            return Finding.of(Level.ERROR, "no unit starts this SSH server", server.program());
        }
        Start start = server.start().get();
        if (start.reason() == Start.Reason.CONDITION && start.why().contains(BLOCKER.toString())) {
            return blocked(server);
        }
        return new Finding(
                Level.ERROR,
                server.unit().get() + " does not start at boot: " + start.why(),
                start.because(),
                start.because().isPresent() ? start.line() : java.util.OptionalInt.empty());
    }
}
