package org.imginspect.facts.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.facts.network.InterfaceConfig.Method;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** Looks for the programs. */
public final class DhcpClientsGatherer implements FactGatherer<DhcpClients> {
    private static final List<String> DIRECTORIES =
            List.of("/usr/sbin", "/sbin", "/usr/bin", "/bin", "/usr/local/sbin");

    /** In the order in which ifupdown tries them. */
    private static final List<String> IFUPDOWN = List.of("dhclient", "pump", "udhcpc", "dhcpcd");

    private static final List<String> NETWORK_SCRIPTS = List.of("dhclient");

    /** Stateless. */
    public DhcpClientsGatherer() {}

    @Override
    public Class<DhcpClients> type() {
        return DhcpClients.class;
    }

    @Override
    public Optional<DhcpClients> gather(GuestTree tree, Facts others) throws ImageException {
        Optional<NetworkServices> services = others.find(NetworkServices.class);
        if (services.isEmpty()) {
            return Optional.empty();
        }
        List<DhcpClients.Missing> missing = new ArrayList<>();
        for (NetworkServices.Service service : services.get().atBoot()) {
            if (service.name().equals("networking")) {
                look(tree, others, service, services.get(), Renderer.IFUPDOWN, IFUPDOWN, missing);
            } else if (service.name().equals("network") && service.reads().contains(Renderer.IFCFG)) {
                look(tree, others, service, services.get(), Renderer.IFCFG, NETWORK_SCRIPTS, missing);
            }
        }
        return Optional.of(new DhcpClients(missing));
    }

    private static void look(
            GuestTree tree,
            Facts others,
            NetworkServices.Service service,
            NetworkServices services,
            Renderer renderer,
            List<String> clients,
            List<DhcpClients.Missing> missing)
            throws ImageException {
        Optional<Setting> needed = Optional.empty();
        for (InterfaceConfig config :
                others.find(NetworkConfig.class).orElseThrow().of(renderer)) {
            if (needed.isEmpty() && config.automatic() && config.ipv4() == Method.DHCP) {
                needed = Optional.of(new Setting("", config.file(), config.line()));
            }
        }
        Optional<CloudInitNetwork> cloudInit = others.find(CloudInitNetwork.class);
        // cloud-init may write for another service that starts as well.
        boolean rendered = cloudInit.isPresent()
                && cloudInit.get().renders()
                && services.atBoot().size() == 1;
        if (needed.isEmpty() && !rendered) {
            return;
        }
        for (String directory : DIRECTORIES) {
            for (String client : clients) {
                if (tree.exists(GuestPath.of(directory).resolve(client))) {
                    return;
                }
            }
        }
        missing.add(new DhcpClients.Missing(service.name(), clients, needed));
    }
}
