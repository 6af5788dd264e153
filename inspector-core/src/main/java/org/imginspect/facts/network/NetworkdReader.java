package org.imginspect.facts.network;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.network.InterfaceConfig.Kind;
import org.imginspect.facts.network.InterfaceConfig.Method;
import org.imginspect.facts.units.UnitFile;
import org.imginspect.guest.GuestTree;

/** {@code .network} files in the order in which systemd-networkd tries them: the first that matches an interface is the only one. */
final class NetworkdReader {
    private NetworkdReader() {}

    static List<InterfaceConfig> read(GuestTree tree) throws ImageException {
        Map<String, String> devices = new HashMap<>();
        for (NetworkFile file : NetworkFile.all(tree, ".netdev")) {
            Optional<Setting> name = file.last("NetDev", "Name");
            Optional<Setting> kind = file.last("NetDev", "Kind");
            if (name.isPresent() && kind.isPresent()) {
                devices.put(name.get().value(), kind.get().value());
            }
        }
        List<InterfaceConfig> configs = new ArrayList<>();
        for (NetworkFile file : NetworkFile.all(tree, ".network")) {
            if (file.hasMatch()) {
                configs.add(config(file, devices));
            }
        }
        return configs;
    }

    private static InterfaceConfig config(NetworkFile file, Map<String, String> devices) {
        InterfaceConfig.Draft draft = new InterfaceConfig.Draft(Renderer.NETWORKD, file.file(), 1);
        file.match(draft, "Name");
        if (draft.names.size() == 1) {
            kind(draft, draft.names.get(0), devices);
        }
        draft.automatic = !isYes(file.last("Link", "Unmanaged"))
                && !file.last("Link", "ActivationPolicy")
                        .map(one -> one.value().equals("manual") || one.value().contains("down"))
                        .orElse(false);
        file.last("Link", "MACAddress").ifPresent(draft.macs::add);
        String dhcp = file.last("Network", "DHCP")
                .map(one -> one.value().toLowerCase(Locale.ROOT))
                .orElse("no");
        boolean both = dhcp.equals("both") || isYes(dhcp);
        draft.ipv4 = both || dhcp.equals("ipv4") || dhcp.equals("v4") ? Method.DHCP : Method.NONE;
        draft.ipv6 = both || dhcp.equals("ipv6") || dhcp.equals("v6") ? Method.DHCP : Method.NONE;
        draft.addresses.addAll(file.list("Network", "Address"));
        for (UnitFile.Section section : file.sections()) {
            if (section.name().equals("Address")) {
                section.last("Address")
                        .ifPresent(one -> draft.addresses.add(new Setting(one.value(), one.file(), one.line())));
            } else if (section.name().equals("Route") && isDefault(section)) {
                section.last("Gateway")
                        .ifPresent(one -> gateway(draft, new Setting(one.value(), one.file(), one.line())));
            }
        }
        file.list("Network", "Gateway").forEach(one -> gateway(draft, one));
        draft.nameServers.addAll(file.list("Network", "DNS"));
        for (String key : List.of("Bridge", "Bond", "VRF")) {
            file.last("Network", key).ifPresent(one -> draft.controller = Optional.of(one.value()));
        }
        for (Setting address : draft.addresses) {
            boolean six = address.value().indexOf(':') >= 0;
            if (six && draft.ipv6 == Method.NONE) {
                draft.ipv6 = Method.STATIC;
            } else if (!six && draft.ipv4 == Method.NONE) {
                draft.ipv4 = Method.STATIC;
            }
        }
        return draft.done();
    }

    private static void kind(InterfaceConfig.Draft draft, String name, Map<String, String> devices) {
        String kind = devices.get(name);
        if (name.equals("lo")) {
            draft.kind = Kind.INTERNAL;
        } else if (kind != null) {
            draft.kind = switch (kind) {
                case "bridge", "bond", "vlan", "macvlan", "ipvlan", "vrf" -> Kind.STACKED;
                default -> Kind.INTERNAL;
            };
        }
    }

    /** {@code _dhcp4} and the like take the gateway from the server. */
    private static void gateway(InterfaceConfig.Draft draft, Setting gateway) {
        if (!gateway.value().startsWith("_")) {
            draft.gateways.add(gateway);
        }
    }

    private static boolean isDefault(UnitFile.Section route) {
        String to = route.last("Destination")
                .map(org.imginspect.facts.units.Setting::value)
                .orElse("");
        return to.isEmpty() || to.equals("0.0.0.0/0") || to.equals("::/0");
    }

    private static boolean isYes(Optional<Setting> setting) {
        return setting.isPresent() && isYes(setting.get().value().toLowerCase(Locale.ROOT));
    }

    private static boolean isYes(String value) {
        return switch (value) {
            case "1", "yes", "y", "true", "t", "on" -> true;
            default -> false;
        };
    }
}
