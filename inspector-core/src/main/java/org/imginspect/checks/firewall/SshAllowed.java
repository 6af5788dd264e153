package org.imginspect.checks.firewall;

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
import org.imginspect.facts.firewall.Access;
import org.imginspect.facts.firewall.Firewall;
import org.imginspect.facts.firewall.Protocol;
import org.imginspect.facts.firewall.Reach;
import org.imginspect.facts.ssh.SshPort;
import org.imginspect.facts.ssh.SshServers;

/** Flags firewalls that start and keep everybody away from the SSH server. */
final class SshAllowed implements Check {
    private static final int USUAL = 22;

    private static final CheckInfo INFO = new CheckInfo(
            "firewall.ssh-allowed",
            Area.FIREWALL,
            Level.ERROR,
            "The firewall lets SSH in",
            "ufw allow 22/tcp; firewall-cmd --permanent --add-service=ssh; or a rule 'tcp dport 22 accept' before what drops");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<Firewall> firewall = context.facts().find(Firewall.class);
        if (firewall.isEmpty()) {
            return Verdict.notApplicable("no init system is installed");
        }
        if (firewall.get().active().isEmpty()) {
            return Verdict.pass();
        }
        Optional<SshServers> servers = context.facts().find(SshServers.class);
        List<SshPort> ports =
                new ArrayList<>(servers.isEmpty() ? List.of() : servers.get().ports());
        ports.removeIf(SshPort::isLocal);
        if (ports.isEmpty()) {
            return Verdict.notApplicable("no SSH server starts");
        }
        Reach reach = firewall.get().reach();
        List<Finding> findings = new ArrayList<>();
        boolean any = false;
        for (SshPort port : ports) {
            any |= reach.access(Protocol.TCP, false, port.port()).reached();
        }
        for (SshPort port : ports) {
            Access access = reach.access(Protocol.TCP, false, port.port());
            if (!access.reached()) {
                findings.add(shut(reach, port.port(), access, any));
            } else if (port.port() != USUAL) {
                findings.add(new Finding(
                        Level.NOTE,
                        "SSH is let in on port " + port.port()
                                + " instead of 22: whoever opens the cloud's own firewall must know",
                        Optional.of(port.file()),
                        port.line()));
            }
        }
        return Verdict.of(findings.stream().distinct().toList());
    }

    private static Finding shut(Reach reach, int port, Access access, boolean otherwise) throws ImageException {
        Optional<Access> limited = reach.limited(Protocol.TCP, port);
        if (limited.isPresent()) {
            return new Finding(
                    Level.WARNING,
                    "SSH on port " + port + " is let in from some addresses only: "
                            + limited.get().why(),
                    limited.get().file(),
                    limited.get().line());
        }
        boolean overIpv6 = reach.access(Protocol.TCP, true, port).reached();
        return new Finding(
                otherwise ? Level.WARNING : Level.ERROR,
                "the firewall lets nobody reach SSH on port " + port + (overIpv6 ? " over IPv4" : "") + ": "
                        + access.why(),
                access.file(),
                access.line());
    }
}
