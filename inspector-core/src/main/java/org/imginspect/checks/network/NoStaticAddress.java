package org.imginspect.checks.network;

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
import org.imginspect.facts.network.CloudInitNetwork;
import org.imginspect.facts.network.InterfaceConfig;
import org.imginspect.facts.network.NetworkConfig;
import org.imginspect.facts.network.RenderedByCloudInit;
import org.imginspect.facts.network.Setting;

/** Flags addresses, gateways and name servers that are written into the network configuration. */
final class NoStaticAddress implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "network.no-static-address",
            Area.NETWORK,
            Level.ERROR,
            "No address, gateway or name server of the build network is written down",
            "take addresses by DHCP and delete the static lines");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        List<Finding> findings = new ArrayList<>();
        NetworkConfig config = context.facts().find(NetworkConfig.class).orElseThrow();
        for (InterfaceConfig one : config.interfaces()) {
            add(context, one, findings);
        }
        Optional<CloudInitNetwork> cloudInit = context.facts().find(CloudInitNetwork.class);
        if (cloudInit.isPresent()) {
            for (InterfaceConfig one : cloudInit.get().configured()) {
                add(context, one, findings);
            }
        }
        for (Setting gateway : config.gateways()) {
            add(context, Level.ERROR, "the default route goes to ", gateway, findings);
        }
        for (Setting server : config.nameServers()) {
            if (!isLocal(server.value())) {
                add(context, Level.WARNING, "name server ", server, findings);
            }
        }
        return Verdict.of(findings);
    }

    private static void add(CheckContext context, InterfaceConfig config, List<Finding> findings)
            throws ImageException {
        if (config.kind() == InterfaceConfig.Kind.INTERNAL) {
            return;
        }
        for (Setting address : config.addresses()) {
            if (!isLocal(address.value())) {
                add(context, Level.ERROR, config.renderer().title() + " has the static address ", address, findings);
            }
        }
        for (Setting gateway : config.gateways()) {
            add(context, Level.ERROR, config.renderer().title() + " has the static gateway ", gateway, findings);
        }
        for (Setting server : config.nameServers()) {
            if (!isLocal(server.value())) {
                add(
                        context,
                        Level.WARNING,
                        config.renderer().title() + " has the static name server ",
                        server,
                        findings);
            }
        }
    }

    /** Loopback and link-local addresses are no network's own. */
    private static boolean isLocal(String address) {
        return address.startsWith("127.")
                || address.startsWith("169.254.")
                || address.startsWith("::1")
                || address.startsWith("fe80:")
                || address.startsWith("0.0.0.0")
                || address.equals("::")
                || address.startsWith("::/"); // systemd-networkd takes a free range for it, as for 0.0.0.0
    }

    private static void add(CheckContext context, Level level, String what, Setting setting, List<Finding> into)
            throws ImageException {
        Optional<CloudInitNetwork> cloudInit = context.facts().find(CloudInitNetwork.class);
        boolean anew = cloudInit.isPresent()
                && cloudInit.get().renders()
                && RenderedByCloudInit.is(context.tree(), setting.file());
        into.add(Finding.of(
                anew ? Level.WARNING : level,
                what + setting.value() + (anew ? "; cloud-init will write this file anew on another machine" : ""),
                setting.file(),
                setting.line()));
    }
}
