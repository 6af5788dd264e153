package org.imginspect.facts.network;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.facts.network.NetworkServices.Service;
import org.imginspect.facts.units.BootServices;
import org.imginspect.facts.units.InitSystem;
import org.imginspect.facts.units.Start;
import org.imginspect.facts.units.Unit;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** Asks the init system for each service that is known to bring a network up. */
public final class NetworkServicesGatherer implements FactGatherer<NetworkServices> {
    private static final String[] NETPLAN_GENERATORS = {
        "/usr/lib/systemd/system-generators/netplan", "/lib/systemd/system-generators/netplan"
    };
    private static final GuestPath MASKED_GENERATOR = GuestPath.of("/etc/systemd/system-generators/netplan");
    private static final GuestPath SUSE = GuestPath.of("/etc/sysconfig/network/config");

    /** Stateless. */
    public NetworkServicesGatherer() {}

    @Override
    public Class<NetworkServices> type() {
        return NetworkServices.class;
    }

    @Override
    public Optional<NetworkServices> gather(GuestTree tree, Facts others) throws ImageException {
        Optional<BootServices> boot = others.find(BootServices.class);
        if (boot.isEmpty()) {
            return Optional.empty();
        }
        List<Service> services = new ArrayList<>();
        Optional<NetworkManagerConf> conf = others.find(NetworkManagerConf.class);
        boolean netplan = hasNetplan(tree);
        // The script is called networkmanager by OpenRC.
        for (String name : List.of("NetworkManager.service", "networkmanager.service")) {
            if (conf.isPresent()) {
                add(boot.get(), name, managerReads(tree, conf.get(), netplan), false, services);
            }
        }
        boolean managed = !services.isEmpty() && services.get(0).atBoot();
        Set<Renderer> networkd = EnumSet.of(Renderer.NETWORKD);
        if (netplan) {
            networkd.add(Renderer.NETPLAN_NETWORKD);
        }
        add(boot.get(), "systemd-networkd.service", networkd, false, services);
        add(boot.get(), "networking.service", EnumSet.of(Renderer.IFUPDOWN), false, services);
        boolean suse = tree.exists(SUSE);
        add(boot.get(), "wicked.service", EnumSet.of(Renderer.WICKED), false, services);
        if (!suse || boot.get().init() != InitSystem.SYSTEMD) {
            add(boot.get(), "network.service", EnumSet.of(suse ? Renderer.WICKED : Renderer.IFCFG), false, services);
        }
        for (String name : List.of("dhcpcd.service", "connman.service", "dhclient.service")) {
            add(boot.get(), name, EnumSet.noneOf(Renderer.class), true, services);
        }
        services.sort(java.util.Comparator.comparing(service -> service.atBoot() ? 0 : 1));
        return Optional.of(new NetworkServices(services, managed && managesUnconfigured(conf.orElseThrow(), others)));
    }

    private static void add(BootServices boot, String unit, Set<Renderer> reads, boolean ownDhcp, List<Service> into)
            throws ImageException {
        Optional<Unit> found = boot.find(unit);
        // systemd makes units of init scripts at each boot, which are not there to be found.
        Start start = boot.start(unit);
        if (found.isEmpty() && !start.atBoot()) {
            return;
        }
        into.add(new Service(
                unit.substring(0, unit.lastIndexOf('.')),
                reads,
                start.atBoot(),
                start.why(),
                start.because(),
                start.line(),
                ownDhcp));
    }

    private static boolean hasNetplan(GuestTree tree) throws ImageException {
        if (tree.lstat(MASKED_GENERATOR).isPresent() && NetworkFile.isMask(tree, MASKED_GENERATOR)) {
            return false;
        }
        for (String generator : NETPLAN_GENERATORS) {
            if (tree.exists(GuestPath.of(generator))) {
                return true;
            }
        }
        return false;
    }

    private static Set<Renderer> managerReads(GuestTree tree, NetworkManagerConf conf, boolean netplan)
            throws ImageException {
        Set<Renderer> reads = EnumSet.of(Renderer.NETWORK_MANAGER);
        if (netplan) {
            reads.add(Renderer.NETPLAN_NETWORK_MANAGER);
        }
        for (String library : List.of("/usr/lib64", "/usr/lib", "/usr/lib/*")) {
            for (String place : List.of("/NetworkManager", "/NetworkManager/*")) {
                if (!tree.glob(library + place + "/libnm-settings-plugin-ifcfg-rh.so")
                        .isEmpty()) {
                    reads.add(Renderer.IFCFG);
                }
            }
        }
        boolean ifupdown = conf.main("plugins").map(Setting::value).orElse("").contains("ifupdown");
        boolean managed = conf.get("ifupdown", "managed")
                .map(one -> NetworkManagerProfilesGatherer.isTrue(one.value()))
                .orElse(false);
        if (ifupdown && managed) {
            reads.add(Renderer.IFUPDOWN);
        }
        return reads;
    }

    /**
     * Whether NetworkManager makes a "Wired connection" of its own for a card without a profile: {@code no-auto-default} does not take in
     * every card, and cards are not left alone altogether, as Ubuntu does unless netplan hands everything to NetworkManager.
     */
    private static boolean managesUnconfigured(NetworkManagerConf conf, Facts others) throws ImageException {
        boolean off = NetworkManagerConf.items(
                        conf.main("no-auto-default").map(Setting::value).orElse(""))
                .contains("*");
        List<String> unmanaged = NetworkManagerConf.items(
                conf.get("keyfile", "unmanaged-devices").map(Setting::value).orElse(""));
        boolean all = unmanaged.contains("*") && !unmanaged.contains("except:type:ethernet");
        boolean netplan = others.find(NetworkConfig.class)
                .orElseThrow()
                .netplanDefault()
                .equals(Optional.of(Renderer.NETPLAN_NETWORK_MANAGER));
        return !off && (!all || netplan);
    }
}
