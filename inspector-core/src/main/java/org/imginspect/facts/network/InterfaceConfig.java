package org.imginspect.facts.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.guest.GuestPath;

/**
 * What one program's files say about one interface, or about those that match.
 *
 * @param renderer whose file it is
 * @param kind what sort of interface
 * @param match which interfaces it is for
 * @param automatic whether it comes up without being asked for
 * @param ipv4 where IPv4 addresses come from
 * @param ipv6 where IPv6 addresses come from
 * @param addresses static addresses as they are written, with or without prefix length
 * @param gateways static default routes
 * @param nameServers static name servers
 * @param macs MAC addresses that it is bound to or that it gives
 * @param controller the bridge or bond that this is a port of
 * @param file where it begins
 * @param line the line there, from 1
 */
public record InterfaceConfig(
        Renderer renderer,
        Kind kind,
        InterfaceMatch match,
        boolean automatic,
        Method ipv4,
        Method ipv6,
        List<Setting> addresses,
        List<Setting> gateways,
        List<Setting> nameServers,
        List<Setting> macs,
        Optional<String> controller,
        GuestPath file,
        int line) {
    public InterfaceConfig {
        addresses = List.copyOf(addresses);
        gateways = List.copyOf(gateways);
        nameServers = List.copyOf(nameServers);
        macs = List.copyOf(macs);
    }

    /** Sorts of interfaces. */
    public enum Kind {
        /** A network card. */
        ETHERNET,
        /** A bridge, bond, team or VLAN over others. */
        STACKED,
        /** Loopback, dummy, tunnel: none that the machine is reached through. */
        INTERNAL
    }

    /** Where addresses come from. */
    public enum Method {
        /** DHCP; for IPv6 router advertisements count too. */
        DHCP,
        /** Written down. */
        STATIC,
        /** There are none: switched off, or left to whoever uses the interface. */
        NONE
    }

    /** Puts one together while a file is read. */
    static final class Draft {
        final Renderer renderer;
        final GuestPath file;
        final int line;
        Kind kind = Kind.ETHERNET;
        final List<String> names = new ArrayList<>();
        final List<Setting> matchMacs = new ArrayList<>();
        final List<String> drivers = new ArrayList<>();
        final List<Setting> others = new ArrayList<>();
        boolean automatic = true;
        Method ipv4 = Method.NONE;
        Method ipv6 = Method.NONE;
        final List<Setting> addresses = new ArrayList<>();
        final List<Setting> gateways = new ArrayList<>();
        final List<Setting> nameServers = new ArrayList<>();
        final List<Setting> macs = new ArrayList<>();
        Optional<String> controller = Optional.empty();

        Draft(Renderer renderer, GuestPath file, int line) {
            this.renderer = renderer;
            this.file = file;
            this.line = line;
        }

        /** A MAC address it is bound to. */
        void matchMac(Setting mac) {
            matchMacs.add(mac);
            macs.add(mac);
        }

        InterfaceConfig done() {
            return new InterfaceConfig(
                    renderer,
                    kind,
                    new InterfaceMatch(names, matchMacs, drivers, others),
                    automatic,
                    ipv4,
                    ipv6,
                    addresses,
                    gateways,
                    nameServers,
                    macs,
                    controller,
                    file,
                    line);
        }
    }
}
