package org.imginspect.facts.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.network.InterfaceConfig.Kind;
import org.imginspect.facts.network.InterfaceConfig.Method;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** {@code ifcfg-*} of RHEL's initscripts, which NetworkManager up to RHEL 9 reads too (sysconfig.txt of initscripts, nm-settings-ifcfg-rh(5)). */
final class IfcfgReader {
    private static final GuestPath DIRECTORY = GuestPath.of("/etc/sysconfig/network-scripts");
    private static final GuestPath GLOBAL = GuestPath.of("/etc/sysconfig/network");
    private static final String PREFIX = "ifcfg-";
    private static final List<String> IGNORED = List.of(
            "~",
            ".bak",
            ".old",
            ".orig",
            ".rej",
            ".rpmnew",
            ".rpmsave",
            ".rpmorig",
            ".tmp",
            ".swp",
            ".cfsaved",
            ".augnew",
            ".augtmp");
    private static final int MOST_ADDRESSES = 256;

    private IfcfgReader() {}

    static void read(GuestTree tree, List<InterfaceConfig> interfaces, List<Setting> gateways) throws ImageException {
        for (GuestName entry : tree.list(DIRECTORY)) {
            String name = entry.text();
            if (!name.startsWith(PREFIX) || isIgnored(name)) {
                continue;
            }
            Optional<ShellVariables> file = ShellVariables.read(tree, DIRECTORY.resolve(entry));
            if (file.isPresent()) {
                interfaces.add(config(name.substring(PREFIX.length()), file.get()));
            }
        }
        if (tree.stat(GLOBAL).isPresent() && tree.stat(GLOBAL).get().isFile()) {
            Optional<ShellVariables> global = ShellVariables.read(tree, GLOBAL);
            if (global.isPresent()) {
                global.get().get("GATEWAY").ifPresent(gateways::add);
            }
        }
    }

    /** What editors and rpm leave. */
    private static boolean isIgnored(String name) {
        for (String end : IGNORED) {
            if (name.endsWith(end)) {
                return true;
            }
        }
        return false;
    }

    private static InterfaceConfig config(String name, ShellVariables file) throws ImageException {
        InterfaceConfig.Draft draft = new InterfaceConfig.Draft(Renderer.IFCFG, file.file(), 1);
        Optional<Setting> mac = file.get("HWADDR");
        Optional<Setting> device = file.get("DEVICE");
        if (mac.isPresent()) {
            draft.matchMac(mac.get());
        }
        if (device.isPresent()) {
            draft.names.add(device.get().value());
        }
        for (String key : List.of("MACADDR")) {
            Optional<Setting> given = file.get(key);
            if (given.isPresent() && MacAddress.of(given.get().value()).isPresent()) {
                draft.macs.add(given.get());
            }
        }
        draft.automatic = !isNo(file.lower("ONBOOT"));
        methods(draft, file);
        addresses(draft, file);
        for (String key : List.of("MASTER", "BRIDGE", "TEAM_MASTER", "MASTER_UUID", "BRIDGE_UUID")) {
            Optional<Setting> controller = file.get(key);
            if (controller.isPresent()) {
                draft.controller = Optional.of(controller.get().value());
            }
        }
        draft.kind = kind(device.isPresent() ? device.get().value() : name, file);
        return draft.done();
    }

    private static boolean isNo(String value) {
        return value.equals("no") || value.equals("n") || value.equals("false") || value.equals("0");
    }

    private static boolean isYes(String value) {
        return value.equals("yes") || value.equals("y") || value.equals("true") || value.equals("1");
    }

    private static void methods(InterfaceConfig.Draft draft, ShellVariables file) throws ImageException {
        String protocol = file.lower("BOOTPROTO");
        boolean address = file.get("IPADDR").isPresent()
                || file.get("IPADDR0").isPresent()
                || file.get("IPADDR1").isPresent();
        if (protocol.equals("dhcp") || protocol.equals("bootp")) {
            draft.ipv4 = Method.DHCP;
        } else if (address) {
            draft.ipv4 = Method.STATIC;
        }
        if (file.get("IPV6ADDR").isPresent()) {
            draft.ipv6 = Method.STATIC;
        } else if (isYes(file.lower("DHCPV6C"))
                || isYes(file.lower("IPV6_AUTOCONF"))
                || (isYes(file.lower("IPV6INIT")) && !isNo(file.lower("IPV6_AUTOCONF")))) {
            draft.ipv6 = Method.DHCP;
        }
    }

    private static void addresses(InterfaceConfig.Draft draft, ShellVariables file) throws ImageException {
        for (String key : List.of("IPADDR", "IPV6ADDR", "IPV6ADDR_SECONDARIES")) {
            file.get(key).ifPresent(draft.addresses::add);
        }
        for (String key : List.of("GATEWAY", "IPV6_DEFAULTGW")) {
            file.get(key).ifPresent(draft.gateways::add);
        }
        for (String name : file.names()) {
            if (isNumbered(name, "IPADDR") && draft.addresses.size() < MOST_ADDRESSES) {
                file.get(name).ifPresent(draft.addresses::add);
            } else if (isNumbered(name, "GATEWAY") && draft.gateways.size() < MOST_ADDRESSES) {
                file.get(name).ifPresent(draft.gateways::add);
            } else if (isNumbered(name, "DNS") && draft.nameServers.size() < MOST_ADDRESSES) {
                file.get(name).ifPresent(draft.nameServers::add);
            }
        }
    }

    private static boolean isNumbered(String name, String prefix) {
        if (!name.startsWith(prefix) || name.length() == prefix.length()) {
            return false;
        }
        for (int i = prefix.length(); i < name.length(); i++) {
            if (name.charAt(i) < '0' || name.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static Kind kind(String name, ShellVariables file) throws ImageException {
        String type = file.lower("TYPE");
        if (name.equals("lo")
                || type.equals("dummy")
                || type.equals("wireguard")
                || type.equals("ipip")
                || type.equals("gre")
                || type.equals("sit")
                || type.equals("tun")
                || type.equals("tap")) {
            return Kind.INTERNAL;
        }
        boolean stacked = type.equals("bridge")
                || type.equals("bond")
                || type.equals("team")
                || type.equals("vlan")
                || type.startsWith("ovs")
                || !file.lower("DEVICETYPE").isEmpty()
                || isYes(file.lower("VLAN"))
                || isYes(file.lower("BONDING_MASTER"))
                || file.get("BONDING_OPTS").isPresent()
                || name.startsWith("bond")
                || name.startsWith("br");
        return stacked ? Kind.STACKED : Kind.ETHERNET;
    }

    /** For {@link NetworkServices}: whether {@code NETWORKING=no} keeps the network down. */
    static Optional<Setting> networkingOff(GuestTree tree) throws ImageException {
        Optional<ShellVariables> global = ShellVariables.read(tree, GLOBAL);
        if (global.isEmpty()) {
            return Optional.empty();
        }
        Optional<Setting> networking = global.get().get("NETWORKING");
        return networking.isPresent() && networking.get().value().equals("no") ? networking : Optional.empty();
    }

    /** What one file says, for the test that asks a shell. */
    static List<Setting> settings(ShellVariables file) throws ImageException {
        List<Setting> all = new ArrayList<>();
        for (String name : file.names()) {
            file.get(name).ifPresent(one -> all.add(new Setting(name + "=" + one.value(), one.file(), one.line())));
        }
        return all;
    }
}
