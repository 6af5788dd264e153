package org.imginspect.facts.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.facts.boot.BootConfig;
import org.imginspect.facts.boot.BootEntry;
import org.imginspect.facts.cloudinit.CloudConfig;
import org.imginspect.facts.cloudinit.CloudInit;
import org.imginspect.facts.network.InterfaceConfig.Method;
import org.imginspect.facts.packages.Packages;
import org.imginspect.facts.yaml.YamlList;
import org.imginspect.facts.yaml.YamlMap;
import org.imginspect.facts.yaml.YamlScalar;
import org.imginspect.facts.yaml.YamlValue;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** As cloud-init's {@code Init._find_networking_config} decides, without what only the data source knows. */
public final class CloudInitNetworkGatherer implements FactGatherer<CloudInitNetwork> {
    /** Before it cloud-init only passed on what some data sources have in Debian's form. */
    private static final String FIRST_RENDERER = "0.7.7";

    private static final GuestPath UPGRADED = GuestPath.of("/var/lib/cloud/data/upgraded-network");

    /** Stateless. */
    public CloudInitNetworkGatherer() {}

    @Override
    public Class<CloudInitNetwork> type() {
        return CloudInitNetwork.class;
    }

    @Override
    public Optional<CloudInitNetwork> gather(GuestTree tree, Facts others) throws ImageException {
        Optional<CloudInit> cloudInit = others.find(CloudInit.class);
        if (cloudInit.isEmpty()) {
            return Optional.empty();
        }
        if (!cloudInit.get().isActive()) {
            CloudInit.Obstacle obstacle = cloudInit.get().obstacles().get(0);
            return off(
                    "cloud-init does not run: " + obstacle.message(),
                    obstacle.file()
                            .map(file -> new Setting("", file, obstacle.line().orElse(1))));
        }
        if (tree.exists(UPGRADED)) {
            return off("this file keeps cloud-init from the network", Optional.of(new Setting("", UPGRADED, 1)));
        }
        for (BootEntry entry :
                others.find(BootConfig.class).map(BootConfig::defaultEntries).orElse(List.of())) {
            for (BootEntry.Argument argument : entry.arguments("network-config")) {
                if (argument.value().equals("disabled")) {
                    return off(
                            "network-config=disabled is on the kernel's command line",
                            Optional.of(new Setting(argument.text(), argument.file(), argument.line())));
                }
            }
        }
        Optional<CloudInitNetwork> configured = configured(others);
        Optional<String> old = olderThanRenderers(others);
        return old.isPresent() && configured.orElseThrow().renders()
                ? off("cloud-init " + old.get() + " writes no network configuration of its own", Optional.empty())
                : configured;
    }

    /** The version of an installed package from before cloud-init wrote network configuration; empty for others. */
    private static Optional<String> olderThanRenderers(Facts others) throws ImageException {
        Optional<Packages> packages = others.find(Packages.class);
        Optional<Packages.Entry> entry =
                packages.isEmpty() ? Optional.empty() : packages.get().find("cloud-init");
        if (entry.isEmpty() || !entry.get().isInstalled()) {
            return Optional.empty();
        }
        String version = entry.get().version().version();
        return packages.get().manager().order().compare(version, FIRST_RENDERER) < 0
                ? Optional.of(version)
                : Optional.empty();
    }

    private static Optional<CloudInitNetwork> off(String reason, Optional<Setting> by) {
        return Optional.of(new CloudInitNetwork(false, reason, by, List.of()));
    }

    /** {@code network:} of the merged configuration. */
    private static Optional<CloudInitNetwork> configured(Facts others) throws ImageException {
        Optional<CloudConfig> config = others.find(CloudConfig.class);
        Optional<CloudConfig.Setting> network =
                config.isEmpty() ? Optional.empty() : config.get().find("network");
        if (network.isEmpty() || !(network.get().value() instanceof YamlMap map) || map.isEmpty()) {
            return Optional.of(new CloudInitNetwork(true, "", Optional.empty(), List.of()));
        }
        Optional<CloudConfig.Setting> what = config.get().find("network", "config");
        if (what.isPresent() && what.get().text().equals(Optional.of("disabled"))) {
            return off(
                    "network: {config: disabled} keeps cloud-init from the network",
                    Optional.of(new Setting(
                            "disabled", what.get().file(), what.get().line())));
        }
        return Optional.of(new CloudInitNetwork(
                true, "", Optional.empty(), interfaces(map, network.get().file())));
    }

    private static List<InterfaceConfig> interfaces(YamlMap network, GuestPath file) throws ImageException {
        String version = network.get("version").orElse(null) instanceof YamlScalar scalar ? scalar.text() : "";
        if (version.equals("2")) {
            NetplanReader reader = new NetplanReader(Renderer.CLOUD_INIT);
            reader.network(network, file);
            return reader.interfaces();
        }
        if (version.equals("1") && network.get("config").orElse(null) instanceof YamlList devices) {
            List<InterfaceConfig> interfaces = new ArrayList<>();
            for (YamlValue item : devices.items()) {
                if (item instanceof YamlMap device) {
                    interfaces.add(versionOne(device, file));
                }
            }
            return interfaces;
        }
        throw new UnsupportedFeatureException(
                "cloud-init: network configuration of version '" + version + "' in line " + network.line(),
                file.toString());
    }

    /** Network config version 1: {@code {type: physical, name: eth0, mac_address: …, subnets: [{type: dhcp4}]}}. */
    private static InterfaceConfig versionOne(YamlMap device, GuestPath file) {
        InterfaceConfig.Draft draft = new InterfaceConfig.Draft(Renderer.CLOUD_INIT, file, device.line());
        setting(device, "name", file).ifPresent(one -> draft.names.add(one.value()));
        setting(device, "mac_address", file).ifPresent(draft::matchMac);
        String type = setting(device, "type", file).map(Setting::value).orElse("");
        draft.kind = switch (type) {
            case "physical" -> InterfaceConfig.Kind.ETHERNET;
            case "bond", "bridge", "vlan" -> InterfaceConfig.Kind.STACKED;
            default -> InterfaceConfig.Kind.INTERNAL;
        };
        if (type.equals("nameserver")) {
            servers(device, "address", file, draft);
        }
        if (device.get("subnets").orElse(null) instanceof YamlList subnets) {
            for (YamlValue item : subnets.items()) {
                if (item instanceof YamlMap subnet) {
                    subnet(subnet, file, draft);
                }
            }
        }
        return draft.done();
    }

    private static void subnet(YamlMap subnet, GuestPath file, InterfaceConfig.Draft draft) {
        switch (setting(subnet, "type", file).map(Setting::value).orElse("")) {
            case "dhcp", "dhcp4" -> draft.ipv4 = Method.DHCP;
            case "dhcp6", "ipv6_dhcpv6-stateful", "ipv6_dhcpv6-stateless", "ipv6_slaac" -> draft.ipv6 = Method.DHCP;
            case "static" -> draft.ipv4 = draft.ipv4 == Method.DHCP ? Method.DHCP : Method.STATIC;
            case "static6" -> draft.ipv6 = draft.ipv6 == Method.DHCP ? Method.DHCP : Method.STATIC;
            default -> {
                // manual
            }
        }
        setting(subnet, "address", file).ifPresent(draft.addresses::add);
        setting(subnet, "gateway", file).ifPresent(draft.gateways::add);
        servers(subnet, "dns_nameservers", file, draft);
    }

    private static void servers(YamlMap map, String key, GuestPath file, InterfaceConfig.Draft draft) {
        YamlValue value = map.get(key).orElse(null);
        if (value instanceof YamlScalar one && !one.isNull()) {
            draft.nameServers.add(new Setting(one.text(), file, one.line()));
        } else if (value instanceof YamlList list) {
            for (YamlValue item : list.items()) {
                if (item instanceof YamlScalar one) {
                    draft.nameServers.add(new Setting(one.text(), file, one.line()));
                }
            }
        }
    }

    private static Optional<Setting> setting(YamlMap map, String key, GuestPath file) {
        return map.get(key).orElse(null) instanceof YamlScalar scalar && !scalar.isNull()
                ? Optional.of(new Setting(scalar.text(), file, scalar.line()))
                : Optional.empty();
    }
}
