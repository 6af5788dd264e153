package org.imginspect.facts.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** The rules of udev(7) that ask a network card for its MAC address. */
final class UdevRules {
    private static final String[] DIRECTORIES = {
        "/etc/udev/rules.d", "/usr/local/lib/udev/rules.d", "/usr/lib/udev/rules.d", "/lib/udev/rules.d"
    };

    private UdevRules() {}

    /** The addresses, in lower case, where the rules compare them. */
    static List<Setting> macs(GuestTree tree) throws ImageException {
        TreeMap<GuestName, GuestPath> files = new TreeMap<>();
        for (String directory : DIRECTORIES) {
            for (GuestName name : tree.list(GuestPath.of(directory))) {
                if (name.text().endsWith(".rules")) {
                    files.putIfAbsent(name, GuestPath.of(directory).resolve(name));
                }
            }
        }
        List<Setting> macs = new ArrayList<>();
        for (GuestPath file : files.values()) {
            Optional<String> text = tree.text(file);
            // Most rules say nothing of addresses, and need no closer look.
            if (text.isPresent() && text.get().contains("address")) {
                read(text.get().lines().toList(), file, macs);
            }
        }
        return macs;
    }

    static void read(List<String> lines, GuestPath file, List<Setting> macs) {
        for (int i = 0; i < lines.size(); i++) {
            int first = i;
            StringBuilder rule = new StringBuilder(lines.get(i).strip());
            if (rule.length() == 0 || rule.charAt(0) == '#') {
                continue;
            }
            while (rule.charAt(rule.length() - 1) == '\\' && i + 1 < lines.size()) {
                rule.setLength(rule.length() - 1);
                rule.append(lines.get(++i).strip());
                if (rule.length() == 0) {
                    break;
                }
            }
            rule(rule.toString(), file, first + 1, macs);
        }
    }

    private static void rule(String rule, GuestPath file, int line, List<Setting> macs) {
        List<String> found = new ArrayList<>();
        int at = 0;
        while (at < rule.length()) {
            int open = rule.indexOf('"', at);
            int close = open < 0 ? -1 : end(rule, open + 1);
            if (close < 0) {
                break;
            }
            String key = rule.substring(at, open).strip();
            String value = rule.substring(open + 1, close);
            at = close + 1;
            while (at < rule.length() && (rule.charAt(at) == ',' || rule.charAt(at) == ' ')) {
                at++;
            }
            boolean equals = key.endsWith("==") || key.endsWith("==e");
            if (equals
                    && (key.startsWith("SUBSYSTEM") || key.startsWith("SUBSYSTEMS"))
                    && !value.contains("net")
                    && !value.equals("*")) {
                return; // Bluetooth and others have addresses too.
            }
            boolean address = key.startsWith("ATTR{address}")
                    || key.startsWith("ATTRS{address}")
                    || key.startsWith("SYSFS{address}")
                    || key.startsWith("ENV{MATCHADDR}")
                    || key.startsWith("ENV{ID_NET_NAME_MAC}");
            if (equals && address) {
                for (String one : Words.split(value, "|")) {
                    MacAddress.of(one).ifPresent(found::add);
                }
            }
        }
        for (String mac : found) {
            macs.add(new Setting(mac, file, line));
        }
    }

    private static int end(String rule, int from) {
        for (int i = from; i < rule.length(); i++) {
            if (rule.charAt(i) == '\\') {
                i++;
            } else if (rule.charAt(i) == '"') {
                return i;
            }
        }
        return -1;
    }
}
