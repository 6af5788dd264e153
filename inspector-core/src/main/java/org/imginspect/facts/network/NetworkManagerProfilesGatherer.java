package org.imginspect.facts.network;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.facts.network.InterfaceConfig.Kind;
import org.imginspect.facts.network.InterfaceConfig.Method;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;

/** Reads {@code system-connections} of /etc and /usr/lib; of two with one UUID the one in /etc counts. */
public final class NetworkManagerProfilesGatherer implements FactGatherer<NetworkManagerProfiles> {
    private static final GuestPath LOCAL = GuestPath.of("/etc/NetworkManager/system-connections");
    private static final GuestPath VENDOR = GuestPath.of("/usr/lib/NetworkManager/system-connections");
    private static final GuestName NULL = GuestName.of("/dev/null");
    private static final String SUFFIX = ".nmconnection";
    private static final int OTHERS = 077;

    private static final List<String> ETHERNET = List.of("ethernet", "802-3-ethernet");

    /** Stateless. */
    public NetworkManagerProfilesGatherer() {}

    @Override
    public Class<NetworkManagerProfiles> type() {
        return NetworkManagerProfiles.class;
    }

    @Override
    public Optional<NetworkManagerProfiles> gather(GuestTree tree, Facts others) throws ImageException {
        Optional<NetworkManagerConf> conf = others.find(NetworkManagerConf.class);
        Optional<Setting> path = conf.isEmpty() ? Optional.empty() : conf.get().get("keyfile", "path");
        GuestPath local = path.isPresent()
                        && path.get().value().startsWith("/")
                        && path.get().value().indexOf('\0') < 0
                ? GuestPath.of(path.get().value())
                : LOCAL;
        return Optional.of(read(tree, local));
    }

    private static NetworkManagerProfiles read(GuestTree tree, GuestPath local) throws ImageException {
        List<InterfaceConfig> interfaces = new ArrayList<>();
        List<NetworkManagerProfiles.Ignored> ignored = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (GuestPath directory : List.of(local, VENDOR)) {
            for (GuestName name : tree.list(directory)) {
                GuestPath file = directory.resolve(name);
                Optional<Node> node = tree.stat(file);
                if (node.isEmpty() || !node.get().isFile() || isIgnored(name.text(), directory.equals(VENDOR))) {
                    continue;
                }
                if ((node.get().permissions() & OTHERS) != 0 || node.get().uid() != 0) {
                    ignored.add(new NetworkManagerProfiles.Ignored(
                            node.get().uid() != 0
                                    ? "it belongs to user " + node.get().uid() + ", not to root"
                                    : "its permissions are "
                                            + Integer.toOctalString(node.get().permissions())
                                            + ", so others than root may read it; NetworkManager wants 600",
                            file,
                            0));
                    continue;
                }
                KeyFile keys = KeyFile.parse(tree.text(file).orElse(""), file);
                if (keys.defect().isPresent()) {
                    Setting defect = keys.defect().get();
                    ignored.add(new NetworkManagerProfiles.Ignored(defect.value(), file, defect.line()));
                    continue;
                }
                Optional<String> invalid = invalid(keys);
                if (invalid.isPresent()) {
                    ignored.add(new NetworkManagerProfiles.Ignored(invalid.get(), file, 0));
                    continue;
                }
                String uuid = keys.get("connection", "uuid").map(Setting::value).orElse(name.text());
                boolean hidden = uuid.indexOf('\0') < 0
                        && tree.readLink(local.resolve(uuid + ".nmmeta")).equals(Optional.of(NULL));
                if (seen.add(uuid) && !hidden) {
                    interfaces.add(config(keys, file));
                }
            }
        }
        return new NetworkManagerProfiles(interfaces, ignored);
    }

    /** What a valid key file must have besides to be a connection; NetworkManager leaves it out otherwise. */
    private static Optional<String> invalid(KeyFile keys) {
        for (String group : List.of("ipv4", "ipv6")) {
            if (keys.groups().containsKey(group) && keys.get(group, "method").isEmpty()) {
                return Optional.of("the group [" + group + "] has no method");
            }
        }
        return keys.get("connection", "type").isEmpty()
                ? Optional.of("the group [connection] has no type")
                : Optional.empty();
    }

    /** nms-keyfile-utils.c: hidden files, what editors leave, and in /usr/lib whatever has not the suffix. */
    private static boolean isIgnored(String name, boolean needsSuffix) {
        return name.startsWith(".")
                || name.endsWith("~")
                || name.endsWith(".bak")
                || name.endsWith(".tmp")
                || name.endsWith(".rpmsave")
                || name.endsWith(".rpmnew")
                || name.endsWith(".orig")
                || name.endsWith(".rej")
                || name.endsWith(".nmmeta")
                || name.endsWith(".pem")
                || name.endsWith(".der")
                || (needsSuffix && !name.endsWith(SUFFIX));
    }

    /** For the test too, which compares with {@code nmcli --offline}. */
    static InterfaceConfig config(KeyFile keys, GuestPath file) {
        InterfaceConfig.Draft draft = new InterfaceConfig.Draft(Renderer.NETWORK_MANAGER, file, 1);
        String type = keys.get("connection", "type").map(Setting::value).orElse("");
        draft.kind = kind(type);
        // A key file's truth values are true, 1, false and 0; anything else is passed over.
        String automatic =
                keys.get("connection", "autoconnect").map(Setting::value).orElse("");
        draft.automatic = !automatic.equals("false") && !automatic.equals("0");
        keys.get("connection", "interface-name").ifPresent(one -> draft.names.add(one.value()));
        keys.get("match", "interface-name").ifPresent(one -> names(draft, one.value()));
        keys.get("match", "driver").ifPresent(one -> draft.drivers.addAll(Words.split(one.value(), ";")));
        for (String condition : List.of("kernel-command-line", "path")) {
            keys.get("match", condition).ifPresent(draft.others::add);
        }
        keys.first(ETHERNET, List.of("mac-address")).ifPresent(draft::matchMac);
        Optional<Setting> cloned = keys.first(ETHERNET, List.of("cloned-mac-address", "assigned-mac-address"));
        if (cloned.isPresent() && MacAddress.of(cloned.get().value()).isPresent()) {
            draft.macs.add(cloned.get());
        }
        keys.get("bridge", "mac-address").ifPresent(draft.macs::add);
        keys.first(List.of("connection"), List.of("controller", "master"))
                .ifPresent(one -> draft.controller = Optional.of(one.value()));
        draft.ipv4 = method(keys, "ipv4");
        draft.ipv6 = method(keys, "ipv6");
        addresses(keys, "ipv4", draft);
        addresses(keys, "ipv6", draft);
        return draft.done();
    }

    private static Kind kind(String type) {
        return switch (type) {
            case "ethernet", "802-3-ethernet" -> Kind.ETHERNET;
            case "bridge",
                    "bond",
                    "team",
                    "vlan",
                    "macvlan",
                    "ovs-bridge",
                    "ovs-port",
                    "ovs-interface",
                    "vrf",
                    "infiniband" -> Kind.STACKED;
            default -> Kind.INTERNAL;
        };
    }

    /** {@code !} leaves a name out; {@code &} and {@code |} say how items are joined. */
    private static void names(InterfaceConfig.Draft draft, String list) {
        List<String> wanted = new ArrayList<>();
        List<String> unwanted = new ArrayList<>();
        for (String item : Words.split(list, ";,")) {
            String name = item.startsWith("&") || item.startsWith("|") ? item.substring(1) : item;
            if (name.startsWith("!")) {
                unwanted.add(name.substring(1));
            } else {
                wanted.add(name);
            }
        }
        if (!wanted.isEmpty()) {
            draft.names.addAll(wanted);
        } else if (!unwanted.isEmpty() && draft.names.isEmpty()) {
            unwanted.set(0, "!" + unwanted.get(0));
            draft.names.addAll(unwanted);
        }
    }

    static boolean isTrue(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "1" -> true;
            default -> false;
        };
    }

    private static Method method(KeyFile keys, String group) {
        // Without the group NetworkManager takes the default, which is automatic.
        if (!keys.groups().containsKey(group)) {
            String type = keys.get("connection", "type").map(Setting::value).orElse("");
            boolean port = keys.first(List.of("connection"), List.of("controller", "master"))
                    .isPresent();
            return port || kind(type) == Kind.INTERNAL ? Method.NONE : Method.DHCP;
        }
        return switch (keys.get(group, "method").map(Setting::value).orElse("")) {
            case "auto", "dhcp" -> Method.DHCP;
            case "manual" -> Method.STATIC;
            default -> Method.NONE;
        };
    }

    private static void addresses(KeyFile keys, String group, InterfaceConfig.Draft draft) {
        Map<String, Setting> pairs = keys.groups().getOrDefault(group, Map.of());
        pairs.forEach((key, value) -> {
            if (isNumbered(key, "address") || isNumbered(key, "addresses")) {
                address(value, draft);
            } else if (key.equals("gateway")) {
                draft.gateways.add(value);
            } else if (key.equals("dns")) {
                for (String server : Words.split(value.value(), ";, ")) {
                    draft.nameServers.add(new Setting(server, value.file(), value.line()));
                }
            } else if (isNumbered(key, "route") || isNumbered(key, "routes")) {
                List<String> parts = Words.split(value.value(), ",; ");
                if (parts.size() > 1
                        && (parts.get(0).equals("0.0.0.0/0") || parts.get(0).equals("::/0"))) {
                    draft.gateways.add(new Setting(parts.get(1), value.file(), value.line()));
                }
            }
        });
    }

    /** {@code 10.0.0.2/24,10.0.0.1}, or in the old form {@code 10.0.0.2;24;10.0.0.1}; the gateway may be left out. */
    private static void address(Setting value, InterfaceConfig.Draft draft) {
        List<String> parts = Words.split(value.value(), ",; ");
        if (parts.isEmpty()) {
            return;
        }
        String address = parts.get(0);
        int next = 1;
        if (parts.size() > 1 && address.indexOf('/') < 0 && parts.get(1).length() <= 3) {
            address = address + "/" + parts.get(1);
            next = 2;
        }
        draft.addresses.add(new Setting(address, value.file(), value.line()));
        if (parts.size() > next
                && !parts.get(next).equals("0.0.0.0")
                && !parts.get(next).equals("::")) {
            draft.gateways.add(new Setting(parts.get(next), value.file(), value.line()));
        }
    }

    private static boolean isNumbered(String key, String prefix) {
        if (!key.startsWith(prefix)) {
            return false;
        }
        for (int i = prefix.length(); i < key.length(); i++) {
            if (key.charAt(i) < '0' || key.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}
