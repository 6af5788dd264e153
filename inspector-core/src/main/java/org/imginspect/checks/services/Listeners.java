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
import org.imginspect.check.Parameter;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.firewall.Firewall;
import org.imginspect.facts.firewall.Protocol;
import org.imginspect.facts.listeners.Listener;

/** Flags network services that start and that nobody declared. */
final class Listeners implements Check {
    private static final Parameter PORTS = Parameter.list(
                    "ports", "the ports that the product is meant to open, such as 22, 443/tcp or 53/udp")
            .withDefault("22");

    private static final CheckInfo INFO = new CheckInfo(
                    "services.listeners",
                    Area.SERVICES,
                    Level.WARNING,
                    "No network service starts that is not declared",
                    "systemctl disable --now UNIT, let it listen on 127.0.0.1, or declare the port: --set services.listeners.ports=22,443")
            .onRequest()
            .with(PORTS);

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<org.imginspect.facts.listeners.Listeners> listeners =
                context.facts().find(org.imginspect.facts.listeners.Listeners.class);
        if (listeners.isEmpty()) {
            return Verdict.notApplicable("no init system is installed");
        }
        List<String> declared = context.params().list(PORTS);
        List<Finding> findings = new ArrayList<>();
        for (Listener listener : listeners.get().all()) {
            String port = listener.port() + "/" + listener.protocol();
            if (!listener.isLocal()
                    && !declared.contains(port)
                    && !declared.contains(String.valueOf(listener.port()))
                    && !isShut(context, listener)) {
                findings.add(new Finding(
                        Level.WARNING,
                        listener.unit() + " starts and opens " + port
                                + (listener.address().isEmpty() ? "" : " on " + listener.address()),
                        Optional.of(listener.file()),
                        listener.line()));
            }
        }
        return Verdict.of(findings);
    }

    /** Whether the firewall keeps every stranger from it. What docker publishes does not go through the rules for the machine itself. */
    private static boolean isShut(CheckContext context, Listener listener) throws ImageException {
        Optional<Firewall> firewall = context.facts().find(Firewall.class);
        if (listener.isPublishedByDocker()
                || firewall.isEmpty()
                || firewall.get().active().isEmpty()) {
            return false;
        }
        Protocol protocol = listener.protocol().equals("udp") ? Protocol.UDP : Protocol.TCP;
        return !firewall.get().reach().access(protocol, listener.port()).reached();
    }
}
