package org.imginspect.facts.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** Asks the reader of each program. */
public final class NetworkConfigGatherer implements FactGatherer<NetworkConfig> {
    private static final List<GuestPath> DHCLIENT = List.of(
            GuestPath.of("/etc/dhcp/dhclient.conf"),
            GuestPath.of("/etc/dhclient.conf"),
            GuestPath.of("/etc/dhcp3/dhclient.conf"));

    private static final int MOST_INTERFACES = 4096;

    /** Stateless. */
    public NetworkConfigGatherer() {}

    @Override
    public Class<NetworkConfig> type() {
        return NetworkConfig.class;
    }

    @Override
    public Optional<NetworkConfig> gather(GuestTree tree, Facts others) throws ImageException {
        List<InterfaceConfig> interfaces = new ArrayList<>();
        List<NetworkConfig.Defect> defects = new ArrayList<>();
        List<Setting> nameServers = new ArrayList<>();
        List<Setting> gateways = new ArrayList<>();
        NetplanReader netplan = NetplanReader.read(tree, defects);
        interfaces.addAll(netplan.interfaces());
        interfaces.addAll(IfupdownReader.read(tree));
        IfcfgReader.read(tree, interfaces, gateways);
        WickedReader.read(tree, interfaces, nameServers, gateways);
        NetworkManagerProfiles profiles =
                others.find(NetworkManagerProfiles.class).orElseThrow();
        interfaces.addAll(profiles.interfaces());
        for (NetworkManagerProfiles.Ignored ignored : profiles.ignored()) {
            defects.add(new NetworkConfig.Defect(
                    Renderer.NETWORK_MANAGER, ignored.reason(), ignored.file(), ignored.line()));
        }
        interfaces.addAll(NetworkdReader.read(tree));
        if (interfaces.size() > MOST_INTERFACES) {
            throw new UnsupportedFeatureException(
                    "network: " + interfaces.size() + " interface configurations, where " + MOST_INTERFACES
                            + " are allowed",
                    "/etc");
        }
        for (GuestPath file : DHCLIENT) {
            dhclient(tree, file, nameServers);
        }
        for (NetworkFile file : NetworkFile.resolved(tree)) {
            nameServers.addAll(file.list("Resolve", "DNS"));
        }
        return Optional.of(new NetworkConfig(interfaces, defects, nameServers, gateways, netplan.globalRenderer()));
    }

    /** {@code supersede domain-name-servers 10.0.0.1, 10.0.0.2;}: the server's answer is thrown away. */
    private static void dhclient(GuestTree tree, GuestPath file, List<Setting> nameServers) throws ImageException {
        List<String> lines = tree.lines(file).orElse(List.of());
        for (int i = 0; i < lines.size(); i++) {
            List<String> words = Words.split(lines.get(i), " \t,;");
            if (words.size() > 2
                    && (words.get(0).equals("supersede") || words.get(0).equals("prepend"))
                    && words.get(1).equals("domain-name-servers")) {
                for (String server : words.subList(2, words.size())) {
                    nameServers.add(new Setting(server, file, i + 1));
                }
            }
        }
    }
}
