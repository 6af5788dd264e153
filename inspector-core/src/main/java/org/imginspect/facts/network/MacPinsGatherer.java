package org.imginspect.facts.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.guest.GuestTree;

/** Collects them. */
public final class MacPinsGatherer implements FactGatherer<MacPins> {
    /** Stateless. */
    public MacPinsGatherer() {}

    @Override
    public Class<MacPins> type() {
        return MacPins.class;
    }

    @Override
    public Optional<MacPins> gather(GuestTree tree, Facts others) throws ImageException {
        List<MacPins.Pin> pins = new ArrayList<>();
        for (InterfaceConfig one :
                others.find(NetworkConfig.class).orElseThrow().interfaces()) {
            for (Setting mac : one.macs()) {
                add(tree, mac, one.renderer().title(), pins);
            }
        }
        for (InterfaceConfig one : others.find(CloudInitNetwork.class)
                .map(CloudInitNetwork::configured)
                .orElse(List.of())) {
            for (Setting mac : one.macs()) {
                add(tree, mac, one.renderer().title(), pins);
            }
        }
        for (LinkFiles.Link link : others.find(LinkFiles.class).orElseThrow().links()) {
            for (Setting mac : link.match().macs()) {
                add(tree, mac, "udev", pins);
            }
            if (link.macAddress().isPresent()) {
                add(tree, link.macAddress().get(), "udev", pins);
            }
        }
        for (NetworkFile file : NetworkFile.all(tree, ".netdev")) {
            Optional<Setting> mac = file.last("NetDev", "MACAddress");
            if (mac.isPresent()) {
                add(tree, mac.get(), "systemd-networkd", pins);
            }
        }
        for (Setting mac : UdevRules.macs(tree)) {
            add(tree, mac, "udev", pins);
        }
        return Optional.of(new MacPins(pins));
    }

    private static void add(GuestTree tree, Setting mac, String where, List<MacPins.Pin> into) throws ImageException {
        Optional<String> address = MacAddress.of(mac.value().strip());
        if (address.isPresent()) {
            into.add(new MacPins.Pin(
                    new Setting(address.get(), mac.file(), mac.line()),
                    where,
                    RenderedByCloudInit.is(tree, mac.file())));
        }
    }
}
