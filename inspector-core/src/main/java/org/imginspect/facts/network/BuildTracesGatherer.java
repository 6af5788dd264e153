package org.imginspect.facts.network;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.facts.os.OperatingSystem;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.io.ByteSource;

/**
 * Reads DHCP leases, the first part of the system's and cloud-init's logs, the static addresses of the network configuration, and the
 * files that hold a host name.
 */
public final class BuildTracesGatherer implements FactGatherer<BuildTraces> {
    private static final List<String> LEASES = List.of(
            "/var/lib/dhcp/*",
            "/var/lib/dhcp3/*",
            "/var/lib/dhclient/*",
            "/var/lib/NetworkManager/*.lease",
            "/var/lib/wicked/lease-*.xml");

    private static final List<String> LOGS = List.of(
            "/var/log/syslog",
            "/var/log/messages",
            "/var/log/daemon.log",
            "/var/log/cloud-init-output.log",
            "/var/log/cloud-init.log");

    /** What stands before a machine's own address in leases and logs. */
    private static final List<String> BEFORE = List.of(
            "fixed-address ",
            "ADDRESS=",
            "<address>",
            "bound to ",
            "DHCPACK of ",
            "new lease, address=",
            "   address ",
            "DHCPv4 address ");

    private static final List<String> CLOUD_INIT_NAMES =
            List.of("/var/lib/cloud/data/previous-hostname", "/etc/hostname", "/etc/HOSTNAME");

    private static final int LOG_BYTES = 1 << 20;
    private static final int MOST = 64;
    private static final int SHORTEST_NAME = 4;

    /** Stateless. */
    public BuildTracesGatherer() {}

    @Override
    public Class<BuildTraces> type() {
        return BuildTraces.class;
    }

    @Override
    public Optional<BuildTraces> gather(GuestTree tree, Facts others) throws ImageException {
        Map<String, Setting> addresses = new LinkedHashMap<>();
        int leases = 0;
        for (String pattern : LEASES) {
            for (GuestPath file : tree.glob(pattern)) {
                if (++leases > MOST) {
                    throw tooMany("DHCP lease files", file);
                }
                read(tree, file, addresses);
            }
        }
        for (String file : LOGS) {
            read(tree, GuestPath.of(file), addresses);
        }
        for (InterfaceConfig config :
                others.find(NetworkConfig.class).orElseThrow().interfaces()) {
            if (config.kind() != InterfaceConfig.Kind.INTERNAL) {
                for (Setting address : config.addresses()) {
                    int slash = address.value().indexOf('/');
                    address(
                            slash < 0 ? address.value() : address.value().substring(0, slash),
                            address.file(),
                            address.line(),
                            addresses);
                }
            }
        }
        Map<String, Setting> names = new LinkedHashMap<>();
        Optional<OperatingSystem> system = others.find(OperatingSystem.class);
        String own = system.isEmpty() ? "" : system.get().id();
        for (String file : CLOUD_INIT_NAMES) {
            GuestPath path = GuestPath.of(file);
            List<String> lines = tree.lines(path).orElse(List.of());
            for (int i = 0; i < lines.size(); i++) {
                String name = lines.get(i).strip();
                if (!name.isEmpty() && name.charAt(0) != '#') {
                    hostName(name, own, path, i + 1, names);
                    break;
                }
            }
        }
        GuestPath sysconfig = GuestPath.of("/etc/sysconfig/network");
        if (tree.stat(sysconfig).map(node -> node.isFile()).orElse(false)) {
            Optional<Setting> name =
                    ShellVariables.read(tree, sysconfig).orElseThrow().get("HOSTNAME");
            if (name.isPresent()) {
                hostName(name.get().value(), own, sysconfig, name.get().line(), names);
            }
        }
        return Optional.of(new BuildTraces(new ArrayList<>(addresses.values()), new ArrayList<>(names.values())));
    }

    private static void hostName(String text, String own, GuestPath file, int line, Map<String, Setting> into) {
        int dot = text.indexOf('.');
        String name = (dot < 0 ? text : text.substring(0, dot)).toLowerCase(Locale.ROOT);
        if (name.length() >= SHORTEST_NAME && !CommonHostNames.contains(name) && !name.equals(own)) {
            into.putIfAbsent(name, new Setting(name, file, line));
        }
    }

    private static void read(GuestTree tree, GuestPath file, Map<String, Setting> into) throws ImageException {
        Optional<ByteSource> opened = tree.open(file);
        if (opened.isEmpty()) {
            return;
        }
        byte[] head;
        try (ByteSource source = opened.get()) {
            head = new byte[(int) Math.min(source.size(), LOG_BYTES)];
            source.readFully(0, head, 0, head.length);
        }
        int number = 0;
        for (String line : new String(head, StandardCharsets.UTF_8).lines().toList()) {
            number++;
            for (String before : BEFORE) {
                int at = line.indexOf(before);
                if (at >= 0) {
                    address(leading(line, at + before.length()), file, number, into);
                }
            }
            if (line.contains("ci-info: |")) {
                List<String> cells = Words.split(line, "| ");
                // "ci-info: | eth0 | True | 10.0.0.5 | 255.255.255.0 | …"
                if (cells.size() > 4 && cells.indexOf("True") >= 0 && cells.indexOf("True") + 1 < cells.size()) {
                    address(cells.get(cells.indexOf("True") + 1), file, number, into);
                }
            }
        }
    }

    private static String leading(String line, int from) {
        int end = from;
        while (end < line.length()
                && (line.charAt(end) == '.' || (line.charAt(end) >= '0' && line.charAt(end) <= '9'))) {
            end++;
        }
        while (end > from && line.charAt(end - 1) == '.') {
            end--;
        }
        return line.substring(from, end);
    }

    private static void address(String text, GuestPath file, int line, Map<String, Setting> into)
            throws UnsupportedFeatureException {
        boolean nobodys = text.startsWith("127.")
                || text.startsWith("169.254.")
                || text.startsWith("0.")
                || text.startsWith("255.");
        if (isAddress(text) && !nobodys && into.putIfAbsent(text, new Setting(text, file, line)) == null) {
            if (into.size() > MOST) {
                throw tooMany("addresses of the build machine", file);
            }
        }
    }

    private static UnsupportedFeatureException tooMany(String what, GuestPath file) {
        return new UnsupportedFeatureException("network: more than " + MOST + " " + what, file.toString());
    }

    private static boolean isAddress(String text) {
        List<String> parts = Words.split(text, ".");
        if (parts.size() != 4 || text.chars().filter(c -> c == '.').count() != 3) {
            return false;
        }
        for (String part : parts) {
            boolean digits = part.length() <= 3 && part.chars().allMatch(c -> c >= '0' && c <= '9');
            if (!digits || Integer.parseInt(part) > 255) {
                return false;
            }
        }
        return true;
    }
}
