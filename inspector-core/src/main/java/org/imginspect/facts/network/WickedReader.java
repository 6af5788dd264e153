package org.imginspect.facts.network;

import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.network.InterfaceConfig.Kind;
import org.imginspect.facts.network.InterfaceConfig.Method;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/**
 * {@code /etc/sysconfig/network} of SUSE, which wicked reads: ifcfg(5), routes(5), ifcfg-bridge(5), ifcfg-bonding(5). The name of the file
 * is the name of the interface. wicked's own XML below {@code /etc/wicked/ifconfig} is refused where there is any.
 */
final class WickedReader {
    private static final GuestPath DIRECTORY = GuestPath.of("/etc/sysconfig/network");
    private static final GuestPath XML = GuestPath.of("/etc/wicked/ifconfig");
    private static final String PREFIX = "ifcfg-";

    private WickedReader() {}

    static void read(
            GuestTree tree, List<InterfaceConfig> interfaces, List<Setting> nameServers, List<Setting> gateways)
            throws ImageException {
        for (GuestName entry : tree.list(XML)) {
            if (entry.text().endsWith(".xml")) {
                throw new UnsupportedFeatureException(
                        "wicked: interfaces in XML are not read",
                        XML.resolve(entry).toString());
            }
        }
        for (GuestName entry : tree.list(DIRECTORY)) {
            String name = entry.text();
            if (name.startsWith(PREFIX) && !isIgnored(name)) {
                Optional<ShellVariables> file = ShellVariables.read(tree, DIRECTORY.resolve(entry));
                if (file.isPresent()) {
                    interfaces.add(config(tree, name.substring(PREFIX.length()), file.get()));
                }
            }
        }
        routes(tree, DIRECTORY.resolve("routes"), gateways);
        if (tree.exists(DIRECTORY.resolve("config"))) {
            ShellVariables config =
                    ShellVariables.read(tree, DIRECTORY.resolve("config")).orElseThrow();
            Optional<Setting> servers = config.get("NETCONFIG_DNS_STATIC_SERVERS");
            if (servers.isPresent()) {
                for (String server : Words.of(servers.get().value())) {
                    nameServers.add(new Setting(
                            server, servers.get().file(), servers.get().line()));
                }
            }
        }
    }

    private static boolean isIgnored(String name) {
        return name.endsWith("~")
                || name.endsWith(".bak")
                || name.endsWith(".old")
                || name.endsWith(".orig")
                || name.endsWith(".rpmnew")
                || name.endsWith(".rpmsave")
                || name.endsWith(".rpmorig")
                || name.endsWith(".template")
                || name.endsWith(".swp");
    }

    private static InterfaceConfig config(GuestTree tree, String name, ShellVariables file) throws ImageException {
        InterfaceConfig.Draft draft = new InterfaceConfig.Draft(Renderer.WICKED, file.file(), 1);
        draft.names.add(name);
        Optional<Setting> mac = file.get("LLADDR");
        if (mac.isPresent() && MacAddress.of(mac.get().value()).isPresent()) {
            draft.macs.add(mac.get());
        }
        String start = file.lower("STARTMODE");
        draft.automatic = switch (start) {
            case "auto", "boot", "onboot", "on", "hotplug", "nfsroot", "ifplugd" -> true;
            default -> false; // ifcfg(5): manual is the default.
        };
        String protocol = file.lower("BOOTPROTO");
        boolean dhcp4 = protocol.startsWith("dhcp") && !protocol.equals("dhcp6");
        boolean dhcp6 = (protocol.startsWith("dhcp") && !protocol.startsWith("dhcp4")) || protocol.contains("auto6");
        for (String key : file.names()) {
            if (key.equals("IPADDR") || key.startsWith("IPADDR_")) {
                file.get(key).ifPresent(draft.addresses::add);
            }
        }
        boolean usesStatic = protocol.isEmpty()
                || protocol.contains("static")
                || protocol.startsWith("dhcp")
                || protocol.equals("auto6");
        boolean address = usesStatic && !draft.addresses.isEmpty();
        draft.ipv4 = dhcp4 ? Method.DHCP : address ? Method.STATIC : Method.NONE;
        draft.ipv6 = dhcp6 ? Method.DHCP : Method.NONE;
        draft.kind = kind(name, file);
        routes(tree, DIRECTORY.resolve("ifroute-" + name), draft.gateways);
        return draft.done();
    }

    private static Kind kind(String name, ShellVariables file) throws ImageException {
        if (name.equals("lo")
                || name.startsWith("dummy")
                || name.startsWith("tun")
                || name.startsWith("wg")
                || file.get("TUNNEL").isPresent()) {
            return Kind.INTERNAL;
        }
        boolean stacked = file.lower("BRIDGE").equals("yes")
                || file.lower("BONDING_MASTER").equals("yes")
                || file.get("ETHERDEVICE").isPresent()
                || name.indexOf('.') > 0;
        return stacked ? Kind.STACKED : Kind.ETHERNET;
    }

    /** routes(5): {@code default gateway netmask interface}, where {@code -} leaves a column out. */
    private static void routes(GuestTree tree, GuestPath file, List<Setting> gateways) throws ImageException {
        Optional<List<String>> lines = tree.lines(file);
        if (lines.isEmpty()) {
            return;
        }
        for (int i = 0; i < lines.get().size(); i++) {
            List<String> words = Words.of(lines.get().get(i));
            boolean all = words.size() > 1
                    && (words.get(0).equals("default")
                            || words.get(0).equals("0.0.0.0/0")
                            || words.get(0).equals("::/0"));
            if (all && !words.get(1).equals("-")) {
                gateways.add(new Setting(words.get(1), file, i + 1));
            }
        }
    }
}
