package org.imginspect.facts.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/**
 * Reads the files in NetworkManager's order (nm-config.c): the vendor's drop-ins, the main file, the administrator's drop-ins; a drop-in of
 * the administrator masks the vendor's of the same name.
 */
public final class NetworkManagerConfGatherer implements FactGatherer<NetworkManagerConf> {
    private static final List<GuestPath> PROGRAMS = List.of(
            GuestPath.of("/usr/sbin/NetworkManager"),
            GuestPath.of("/sbin/NetworkManager"),
            GuestPath.of("/usr/bin/NetworkManager"));
    private static final GuestPath VENDOR = GuestPath.of("/usr/lib/NetworkManager/conf.d");
    private static final GuestPath MAIN = GuestPath.of("/etc/NetworkManager/NetworkManager.conf");
    private static final GuestPath LOCAL = GuestPath.of("/etc/NetworkManager/conf.d");

    /** Keys whose {@code +=} and {@code -=} change a list. */
    private static final Set<String> LISTS = Set.of(
            "main.plugins",
            "main.debug",
            "main.no-auto-default",
            "main.ignore-carrier",
            "main.assume-ipv6ll-only",
            "logging.domains",
            "keyfile.unmanaged-devices");

    /** Groups that a drop-in with a condition must not touch, or the answers would hang on it. */
    private static final Set<String> ASKED_FOR = Set.of("main", "keyfile", "ifupdown", "ifcfg-rh");

    /** Stateless. */
    public NetworkManagerConfGatherer() {}

    @Override
    public Class<NetworkManagerConf> type() {
        return NetworkManagerConf.class;
    }

    @Override
    public Optional<NetworkManagerConf> gather(GuestTree tree, Facts others) throws ImageException {
        for (GuestPath program : PROGRAMS) {
            if (tree.exists(program)) {
                return Optional.of(read(tree, program));
            }
        }
        return Optional.empty();
    }

    /** For the test too, which compares with {@code NetworkManager --print-config}. */
    static NetworkManagerConf read(GuestTree tree, GuestPath program) throws ImageException {
        SortedMap<GuestName, GuestPath> vendor = dropIns(tree, VENDOR);
        SortedMap<GuestName, GuestPath> local = dropIns(tree, LOCAL);
        vendor.keySet().removeAll(local.keySet());
        List<GuestPath> files = new ArrayList<>(vendor.values());
        files.add(MAIN);
        files.addAll(local.values());
        List<GuestPath> read = new ArrayList<>();
        List<Setting> defects = new ArrayList<>();
        Map<String, Map<String, Setting>> settings = new LinkedHashMap<>();
        for (GuestPath file : files) {
            Optional<String> text = tree.text(file);
            if (text.isEmpty()) {
                continue;
            }
            read.add(file);
            KeyFile keys = KeyFile.parse(text.get(), file);
            if (keys.defect().isPresent()) {
                defects.add(keys.defect().get());
            } else if (file.equals(MAIN) || isEnabled(keys, file)) {
                merge(keys, settings);
            }
        }
        return new NetworkManagerConf(program, read, defects, settings);
    }

    private static SortedMap<GuestName, GuestPath> dropIns(GuestTree tree, GuestPath directory) throws ImageException {
        TreeMap<GuestName, GuestPath> files = new TreeMap<>();
        for (GuestName name : tree.list(directory)) {
            if (name.text().endsWith(".conf")) {
                files.put(name, directory.resolve(name));
            }
        }
        return files;
    }

    /** {@code [.config] enable=}: a truth value, or a condition on the version or environment of the daemon. */
    private static boolean isEnabled(KeyFile keys, GuestPath file) throws UnsupportedFeatureException {
        Optional<Setting> enable = keys.get(".config", "enable");
        if (enable.isEmpty()) {
            return true;
        }
        switch (enable.get().value().toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "1" -> {
                return true;
            }
            case "false", "no", "off", "0" -> {
                return false;
            }
            default -> {
                for (String group : keys.groups().keySet()) {
                    if (ASKED_FOR.contains(group)) {
                        throw new UnsupportedFeatureException(
                                "NetworkManager: line " + enable.get().line() + ": condition enable="
                                        + enable.get().value() + " on the group [" + group + "]",
                                file.toString());
                    }
                }
                return false;
            }
        }
    }

    private static void merge(KeyFile keys, Map<String, Map<String, Setting>> into) {
        keys.groups().forEach((group, pairs) -> {
            Map<String, Setting> known = into.computeIfAbsent(group, any -> new LinkedHashMap<>());
            pairs.forEach((key, value) -> {
                char last = key.charAt(key.length() - 1);
                String base = last == '+' || last == '-' ? key.substring(0, key.length() - 1) : key;
                if (base.length() == key.length()) {
                    known.put(key, value);
                } else if (LISTS.contains(group + "." + base)) {
                    known.put(base, change(known.get(base), value, last == '+'));
                }
            });
        });
    }

    private static Setting change(@org.jspecify.annotations.Nullable Setting before, Setting value, boolean add) {
        List<String> items = new ArrayList<>(before == null ? List.of() : NetworkManagerConf.items(before.value()));
        for (String item : NetworkManagerConf.items(value.value())) {
            if (!add) {
                items.removeIf(item::equals);
            } else if (!items.contains(item)) {
                items.add(item);
            }
        }
        return new Setting(String.join(",", items), value.file(), value.line());
    }
}
