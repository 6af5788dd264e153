package org.imginspect.facts.units;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.imginspect.error.ImageException;
import org.imginspect.facts.yaml.YamlDocument;
import org.imginspect.facts.yaml.YamlMap;
import org.imginspect.facts.yaml.YamlScalar;
import org.imginspect.facts.yaml.YamlValue;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** netplan as a generator (netplan-generate(8)): it has systemd-networkd started where a device is networkd's to configure. */
final class NetplanGenerator {
    private static final String[] DIRECTORIES = {"/etc/netplan", "/usr/lib/netplan", "/lib/netplan"};
    private static final String RENDERER = "renderer";

    private NetplanGenerator() {}

    /** The last file that leaves a device to networkd; empty if none does. */
    static Optional<GuestPath> networkd(GuestTree tree) throws ImageException {
        Map<String, GuestPath> files = new TreeMap<>();
        for (String directory : DIRECTORIES) {
            for (GuestPath file : tree.glob(directory + "/*.yaml")) {
                files.putIfAbsent(file.name().text(), file);
            }
        }
        String renderer = "networkd";
        List<Map.Entry<GuestPath, YamlMap>> networks = new ArrayList<>();
        for (GuestPath file : files.values()) {
            Optional<String> text = tree.text(file);
            if (text.isPresent()
                    && YamlDocument.parse(text.get(), file.toString(), tree.limits())
                            instanceof YamlDocument.Parsed parsed
                    && parsed.root().orElse(null) instanceof YamlMap top
                    && top.get("network").orElse(null) instanceof YamlMap network) {
                renderer = renderer(network, renderer);
                networks.add(Map.entry(file, network));
            }
        }
        Optional<GuestPath> found = Optional.empty();
        for (Map.Entry<GuestPath, YamlMap> network : networks) {
            for (YamlMap.Entry type : network.getValue().entries()) {
                if (type.value() instanceof YamlMap devices) {
                    String ofType = renderer(devices, renderer);
                    for (YamlMap.Entry device : devices.entries()) {
                        if (device.value() instanceof YamlMap settings
                                && renderer(settings, ofType).equals("networkd")) {
                            found = Optional.of(network.getKey());
                        }
                    }
                }
            }
        }
        return found;
    }

    private static String renderer(YamlMap map, String otherwise) {
        Optional<YamlValue> value = map.get(RENDERER);
        return value.isPresent() && value.get() instanceof YamlScalar scalar ? scalar.text() : otherwise;
    }
}
