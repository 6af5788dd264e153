package org.imginspect.facts.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.facts.network.FirstCard.Way;
import org.imginspect.facts.network.InterfaceConfig.Kind;
import org.imginspect.facts.network.InterfaceConfig.Method;
import org.imginspect.facts.network.InterfaceMatch.Fit;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** Goes through the configuration that the started services read. */
public final class FirstCardGatherer implements FactGatherer<FirstCard> {
    /** Stateless. */
    public FirstCardGatherer() {}

    @Override
    public Class<FirstCard> type() {
        return FirstCard.class;
    }

    @Override
    public Optional<FirstCard> gather(GuestTree tree, Facts others) throws ImageException {
        Optional<NetworkServices> services = others.find(NetworkServices.class);
        if (services.isEmpty()) {
            return Optional.empty();
        }
        Search search = new Search(tree, others, services.get());
        search.run();
        return Optional.of(new FirstCard(search.certain, search.possible, search.inVain, search.hindrances));
    }

    /** One search. */
    private static final class Search {
        private final GuestTree tree;
        private final Facts others;
        private final NetworkServices services;
        private final List<Way> certain = new ArrayList<>();
        private final List<Way> possible = new ArrayList<>();
        private final List<Way> inVain = new ArrayList<>();
        private final List<Way> hindrances = new ArrayList<>();
        private boolean rendered;
        private boolean profile;

        Search(GuestTree tree, Facts others, NetworkServices services) {
            this.tree = tree;
            this.others = others;
            this.services = services;
        }

        void run() throws ImageException {
            Optional<CloudInitNetwork> cloudInit = others.find(CloudInitNetwork.class);
            rendered = cloudInit.isPresent()
                    && cloudInit.get().renders()
                    && !services.atBoot().isEmpty();
            if (rendered && cloudInit.get().configured().isEmpty()) {
                certain.add(new Way(
                        "cloud-init configures DHCP for the first card", GuestPath.of("/etc/cloud/cloud.cfg"), 1));
            } else if (rendered) {
                configs(cloudInit.get().configured());
            }
            NetworkConfig config = others.find(NetworkConfig.class).orElseThrow();
            defects(config);
            for (Renderer renderer : Renderer.values()) {
                if (services.isRead(renderer)) {
                    configs(config.of(renderer));
                }
            }
            Optional<Setting> off = IfcfgReader.networkingOff(tree);
            if (off.isPresent() && services.isRead(Renderer.IFCFG)) {
                hindrances.add(new Way(
                        "NETWORKING=no keeps the network down",
                        off.get().file(),
                        off.get().line()));
            }
            for (NetworkServices.Service service : services.atBoot()) {
                if (service.ownDhcp()) {
                    certain.add(new Way(
                            service.name() + " asks by DHCP on every card",
                            service.because().orElse(GuestPath.ROOT),
                            1));
                }
            }
            if (services.managesUnconfigured() && !profile) {
                certain.add(new Way(
                        "NetworkManager asks by DHCP on cards without a profile",
                        GuestPath.of("/etc/NetworkManager/NetworkManager.conf"),
                        1));
            }
        }

        /** A connection that NetworkManager leaves out is another check's; netplan gives up altogether. */
        private void defects(NetworkConfig config) {
            if (!services.isRead(Renderer.NETPLAN_NETWORKD) && !services.isRead(Renderer.NETPLAN_NETWORK_MANAGER)) {
                return;
            }
            for (NetworkConfig.Defect defect : config.defects()) {
                if (defect.renderer() == Renderer.NETPLAN_NETWORKD) {
                    hindrances.add(new Way(
                            "netplan refuses this file: " + defect.reason(),
                            defect.file(),
                            Math.max(1, defect.line())));
                }
            }
        }

        private void configs(List<InterfaceConfig> configs) throws ImageException {
            for (InterfaceConfig config : configs) {
                boolean stale = rendered
                        && config.renderer() != Renderer.CLOUD_INIT
                        && RenderedByCloudInit.is(tree, config.file());
                if (config.kind() == Kind.INTERNAL || !config.automatic() || stale) {
                    continue;
                }
                InterfaceNaming naming = others.find(InterfaceNaming.class).orElseThrow();
                Fit fit = config.kind() == Kind.STACKED
                        ? portsFit(config, configs, naming)
                        : config.match().fit(naming);
                boolean may = fit == Fit.ANY || fit == Fit.ONLY_NAME || fit == Fit.ONE_SLOT || fit == Fit.CONDITION;
                profile |= may && config.renderer() != Renderer.IFUPDOWN && config.renderer() != Renderer.NETWORKD;
                if (config.ipv4() == Method.DHCP) {
                    dhcp(config, fit, naming);
                } else if (config.ipv4() == Method.STATIC && may) {
                    hindrances.add(way(config, "gives the card a static address instead of DHCP"));
                }
                boolean sure = fit == Fit.ANY || fit == Fit.ONLY_NAME;
                if (config.renderer() == Renderer.NETWORKD && config.kind() == Kind.ETHERNET && sure) {
                    return; // systemd-networkd takes the first file that matches, and no other.
                }
            }
        }

        /** A bridge or bond is as good as the card that is its port. */
        private static Fit portsFit(InterfaceConfig stacked, List<InterfaceConfig> all, InterfaceNaming naming) {
            Fit best = Fit.WRONG_NAME;
            for (InterfaceConfig port : all) {
                if (port.controller().isPresent()
                        && stacked.match().names().contains(port.controller().get())) {
                    Fit fit = port.match().fit(naming);
                    best = fit.compareTo(best) < 0 ? fit : best;
                }
            }
            return best;
        }

        private void dhcp(InterfaceConfig config, Fit fit, InterfaceNaming naming) {
            String names = String.join(" ", config.match().names());
            switch (fit) {
                case ANY, ONLY_NAME -> certain.add(way(config, "asks by DHCP"));
                case ONE_SLOT ->
                    possible.add(way(
                            config,
                            "asks by DHCP only on " + names + ", which is the card's name in one slot only: "
                                    + naming.reason()));
                case CONDITION ->
                    possible.add(way(
                            config,
                            "asks by DHCP only where "
                                    + config.match().others().get(0).value()));
                case WRONG_NAME ->
                    inVain.add(way(
                            config,
                            "asks by DHCP on '" + names + "', but the first card is never called so: "
                                    + naming.reason()));
                case OTHER_MAC ->
                    inVain.add(way(
                            config,
                            "asks by DHCP only on the card with the MAC address "
                                    + config.match().macs().get(0).value()));
                case OTHER_DRIVER ->
                    inVain.add(way(
                            config,
                            "asks by DHCP only on cards of the driver "
                                    + String.join(", ", config.match().drivers())));
            }
        }

        private static Way way(InterfaceConfig config, String what) {
            return new Way(config.renderer().title() + " " + what, config.file(), config.line());
        }
    }
}
