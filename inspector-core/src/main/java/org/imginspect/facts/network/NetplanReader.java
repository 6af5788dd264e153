package org.imginspect.facts.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.network.InterfaceConfig.Kind;
import org.imginspect.facts.network.InterfaceConfig.Method;
import org.imginspect.facts.yaml.YamlDocument;
import org.imginspect.facts.yaml.YamlList;
import org.imginspect.facts.yaml.YamlMap;
import org.imginspect.facts.yaml.YamlScalar;
import org.imginspect.facts.yaml.YamlValue;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/**
 * netplan's files, merged as netplan-generate(8) says: all directories by name of file, a file in /etc masks one of /lib; what comes later
 * replaces scalars, adds to lists, and goes into mappings. cloud-init's network configuration of version 2 has the same form.
 */
final class NetplanReader {
    private static final List<GuestPath> DIRECTORIES =
            List.of(GuestPath.of("/etc/netplan"), GuestPath.of("/lib/netplan"));

    private static final Set<String> SCALARS = Set.of("version", "renderer");

    private static final Set<String> SECTIONS = Set.of(
            "ethernets",
            "wifis",
            "modems",
            "bridges",
            "bonds",
            "vlans",
            "tunnels",
            "vrfs",
            "dummy-devices",
            "virtual-ethernets",
            "nm-devices",
            "openvswitch");

    /** Of one definition. */
    private static final int MOST_ADDRESSES = 1024;

    /** One definition while it is merged. */
    private static final class Definition {
        final InterfaceConfig.Draft draft;
        final String id;
        Optional<String> renderer = Optional.empty();
        boolean matched;
        Optional<Setting> matchName = Optional.empty();
        Optional<Setting> matchMac = Optional.empty();
        Optional<Setting> mac = Optional.empty();
        boolean dhcp4;
        boolean dhcp6;
        Optional<Setting> gateway4 = Optional.empty();
        Optional<Setting> gateway6 = Optional.empty();
        final List<String> ports = new ArrayList<>();

        Definition(String id, InterfaceConfig.Draft draft) {
            this.id = id;
            this.draft = draft;
        }
    }

    private final Renderer fixed;
    private final Map<String, Definition> definitions = new LinkedHashMap<>();
    private Optional<String> renderer = Optional.empty();

    /** @param fixed whose configuration this is; {@link Renderer#NETPLAN_NETWORKD} lets the files choose */
    NetplanReader(Renderer fixed) {
        this.fixed = fixed;
    }

    static NetplanReader read(GuestTree tree, List<NetworkConfig.Defect> defects) throws ImageException {
        TreeMap<GuestName, GuestPath> files = new TreeMap<>();
        for (GuestPath directory : DIRECTORIES) {
            for (GuestName name : tree.list(directory)) {
                // The shell's *.yaml: hidden files are none.
                if (name.text().endsWith(".yaml") && !name.text().startsWith(".")) {
                    files.putIfAbsent(name, directory.resolve(name));
                }
            }
        }
        NetplanReader reader = new NetplanReader(Renderer.NETPLAN_NETWORKD);
        for (GuestPath file : files.values()) {
            Optional<String> text = tree.text(file);
            if (text.isEmpty()) {
                continue;
            }
            YamlDocument document = YamlDocument.parse(text.get(), file.toString(), tree.limits());
            if (document instanceof YamlDocument.Invalid invalid) {
                defects.add(new NetworkConfig.Defect(
                        Renderer.NETPLAN_NETWORKD, "it is no YAML: " + invalid.message(), file, invalid.line()));
            } else if (document instanceof YamlDocument.Parsed parsed
                    && parsed.root().isPresent()) {
                reader.document(parsed.root().get(), file, defects);
            }
        }
        return reader;
    }

    /** Takes a file in, or tells why netplan gives up at it. */
    private void document(YamlValue root, GuestPath file, List<NetworkConfig.Defect> defects) throws ImageException {
        Optional<NetworkConfig.Defect> defect = defect(root, file);
        if (defect.isPresent()) {
            defects.add(defect.get());
        } else if (root instanceof YamlMap top && top.get("network").orElse(null) instanceof YamlMap network) {
            network(network, file);
        }
    }

    /** The mistakes of form that netplan's parser ends with; what it finds wrong in a value is not looked for. */
    private static Optional<NetworkConfig.Defect> defect(YamlValue root, GuestPath file) {
        if (!(root instanceof YamlMap top)) {
            return Optional.of(expected("a mapping", root, file));
        }
        for (YamlMap.Entry entry : top.entries()) {
            if (!entry.key().text().equals("network")) {
                return Optional.of(unknown(entry.key(), file));
            }
            if (!(entry.value() instanceof YamlMap network)) {
                return Optional.of(expected("a mapping", entry.value(), file));
            }
            for (YamlMap.Entry section : network.entries()) {
                String key = section.key().text();
                if (SCALARS.contains(key)) {
                    continue;
                }
                if (!SECTIONS.contains(key)) {
                    return Optional.of(unknown(section.key(), file));
                }
                if (!(section.value() instanceof YamlMap devices)) {
                    return Optional.of(expected("a mapping", section.value(), file));
                }
                for (YamlMap.Entry device : devices.entries()) {
                    if (!key.equals("openvswitch")
                            && !device.key().text().equals("renderer")
                            && !(device.value() instanceof YamlMap)) {
                        return Optional.of(expected("a mapping", device.value(), file));
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static NetworkConfig.Defect expected(String what, YamlValue found, GuestPath file) {
        return new NetworkConfig.Defect(
                Renderer.NETPLAN_NETWORKD,
                "there is " + found.described() + " where " + what + " is expected",
                file,
                found.line());
    }

    private static NetworkConfig.Defect unknown(YamlScalar key, GuestPath file) {
        return new NetworkConfig.Defect(
                Renderer.NETPLAN_NETWORKD, "the key '" + key.text() + "' is unknown", file, key.line());
    }

    /** Merges one {@code network:} mapping in. */
    void network(YamlMap network, GuestPath file) throws ImageException {
        text(network, "renderer").ifPresent(one -> renderer = Optional.of(one));
        for (YamlMap.Entry section : network.entries()) {
            String type = section.key().text();
            if (!(section.value() instanceof YamlMap devices) || type.equals("openvswitch")) {
                continue;
            }
            Optional<String> typeRenderer = text(devices, "renderer");
            for (YamlMap.Entry device : devices.entries()) {
                if (device.value() instanceof YamlMap body) {
                    Definition definition = definitions.computeIfAbsent(
                            device.key().text(),
                            id -> new Definition(
                                    id,
                                    new InterfaceConfig.Draft(
                                            fixed, file, device.key().line())));
                    typeRenderer.ifPresent(one -> definition.renderer = Optional.of(one));
                    definition.draft.kind = kind(type);
                    definition(definition, body, file);
                }
            }
        }
    }

    private static Kind kind(String type) {
        return switch (type) {
            case "ethernets" -> Kind.ETHERNET;
            case "bridges", "bonds", "vlans", "vrfs" -> Kind.STACKED;
            default -> Kind.INTERNAL;
        };
    }

    private static void definition(Definition into, YamlMap body, GuestPath file) throws ImageException {
        text(body, "renderer").ifPresent(one -> into.renderer = Optional.of(one));
        if (body.get("match").orElse(null) instanceof YamlMap match) {
            into.matched = true;
            setting(match, "name", file).ifPresent(one -> into.matchName = Optional.of(one));
            setting(match, "macaddress", file).ifPresent(one -> into.matchMac = Optional.of(one));
            for (YamlScalar driver : scalars(match.get("driver"))) {
                if (!into.draft.drivers.contains(driver.text())) {
                    into.draft.drivers.add(driver.text());
                }
            }
        }
        setting(body, "macaddress", file).ifPresent(one -> into.mac = Optional.of(one));
        truth(body, "dhcp4").ifPresent(one -> into.dhcp4 = one);
        truth(body, "dhcp6").ifPresent(one -> into.dhcp6 = one);
        setting(body, "gateway4", file).ifPresent(one -> into.gateway4 = Optional.of(one));
        setting(body, "gateway6", file).ifPresent(one -> into.gateway6 = Optional.of(one));
        text(body, "activation-mode").ifPresent(one -> into.draft.automatic = false);
        addresses(into, body, file);
        if (body.get("nameservers").orElse(null) instanceof YamlMap servers) {
            for (YamlScalar server : scalars(servers.get("addresses"))) {
                add(into.draft.nameServers, server, file);
            }
        }
        if (body.get("routes").orElse(null) instanceof YamlList routes) {
            for (YamlValue route : routes.items()) {
                if (route instanceof YamlMap one
                        && isDefault(text(one, "to").orElse(""))
                        && one.get("via").orElse(null) instanceof YamlScalar via) {
                    add(into.draft.gateways, via, file);
                }
            }
        }
        for (YamlScalar port : scalars(body.get("interfaces"))) {
            into.ports.add(port.text());
        }
    }

    private static void addresses(Definition into, YamlMap body, GuestPath file) throws ImageException {
        if (body.get("addresses").orElse(null) instanceof YamlList list) {
            for (YamlValue item : list.items()) {
                if (item instanceof YamlScalar scalar) {
                    add(into.draft.addresses, scalar, file);
                } else if (item instanceof YamlMap options) {
                    // "- 10.0.0.2/24: {label: …}"
                    for (YamlMap.Entry entry : options.entries()) {
                        add(into.draft.addresses, entry.key(), file);
                    }
                }
            }
        }
    }

    private static void add(List<Setting> into, YamlScalar value, GuestPath file) throws ImageException {
        for (Setting known : into) {
            if (known.value().equals(value.text())) {
                return; // netplan adds an address once.
            }
        }
        if (into.size() >= MOST_ADDRESSES) {
            throw new UnsupportedFeatureException(
                    "netplan: definition with more than " + MOST_ADDRESSES + " addresses", file.toString());
        }
        into.add(new Setting(value.text(), file, value.line()));
    }

    private static boolean isDefault(String to) {
        return to.equals("default") || to.equals("0.0.0.0/0") || to.equals("::/0") || to.equals("0/0");
    }

    private static List<YamlScalar> scalars(Optional<YamlValue> value) {
        List<YamlScalar> scalars = new ArrayList<>();
        if (value.isPresent() && value.get() instanceof YamlScalar one && !one.isNull()) {
            scalars.add(one);
        } else if (value.isPresent() && value.get() instanceof YamlList list) {
            for (YamlValue item : list.items()) {
                if (item instanceof YamlScalar one) {
                    scalars.add(one);
                }
            }
        }
        return scalars;
    }

    private static Optional<String> text(YamlMap map, String key) {
        return map.get(key).orElse(null) instanceof YamlScalar scalar && !scalar.isNull()
                ? Optional.of(scalar.text())
                : Optional.empty();
    }

    private static Optional<Setting> setting(YamlMap map, String key, GuestPath file) {
        return map.get(key).orElse(null) instanceof YamlScalar scalar && !scalar.isNull()
                ? Optional.of(new Setting(scalar.text(), file, scalar.line()))
                : Optional.empty();
    }

    /** netplan takes these words for true and false, quoted or not. */
    private static Optional<Boolean> truth(YamlMap map, String key) {
        return switch (text(map, key).orElse("").toLowerCase(Locale.ROOT)) {
            case "true", "on", "yes", "y" -> Optional.of(true);
            case "false", "off", "no", "n" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    /** The renderer that is set for everything; empty if none is. */
    Optional<Renderer> globalRenderer() {
        return renderer.map(this::renderer);
    }

    private Renderer renderer(String name) {
        return name.equals("NetworkManager") ? Renderer.NETPLAN_NETWORK_MANAGER : Renderer.NETPLAN_NETWORKD;
    }

    /** Everything after the last file. */
    List<InterfaceConfig> interfaces() {
        Map<String, String> controllers = new LinkedHashMap<>();
        for (Definition definition : definitions.values()) {
            definition.ports.forEach(port -> controllers.put(port, definition.id));
        }
        List<InterfaceConfig> interfaces = new ArrayList<>();
        for (Definition definition : definitions.values()) {
            Optional<String> own = definition.renderer.or(() -> renderer);
            Renderer whose = fixed == Renderer.NETPLAN_NETWORKD && own.isPresent() ? renderer(own.get()) : fixed;
            interfaces.add(finished(definition, whose, Optional.ofNullable(controllers.get(definition.id))));
        }
        return interfaces;
    }

    private static InterfaceConfig finished(Definition from, Renderer whose, Optional<String> controller) {
        InterfaceConfig.Draft merged = from.draft;
        InterfaceConfig.Draft draft = new InterfaceConfig.Draft(whose, merged.file, merged.line);
        draft.kind = from.id.equals("lo") ? Kind.INTERNAL : merged.kind;
        draft.automatic = merged.automatic;
        draft.drivers.addAll(merged.drivers);
        if (from.matched) {
            from.matchName.ifPresent(one -> draft.names.add(one.value()));
            from.matchMac.ifPresent(draft::matchMac);
        } else {
            draft.names.add(from.id);
        }
        from.mac.filter(one -> MacAddress.of(one.value()).isPresent()).ifPresent(draft.macs::add);
        draft.addresses.addAll(merged.addresses);
        from.gateway4.ifPresent(draft.gateways::add);
        from.gateway6.ifPresent(draft.gateways::add);
        draft.gateways.addAll(merged.gateways);
        draft.nameServers.addAll(merged.nameServers);
        draft.ipv4 = from.dhcp4 ? Method.DHCP : Method.NONE;
        draft.ipv6 = from.dhcp6 ? Method.DHCP : Method.NONE;
        for (Setting address : draft.addresses) {
            boolean six = address.value().indexOf(':') >= 0;
            if (six && draft.ipv6 == Method.NONE) {
                draft.ipv6 = Method.STATIC;
            } else if (!six && draft.ipv4 == Method.NONE) {
                draft.ipv4 = Method.STATIC;
            }
        }
        draft.controller = controller;
        return draft.done();
    }
}
