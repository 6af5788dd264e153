package org.imginspect.facts.ssh;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.imginspect.guest.GuestPath;

/** {@code Port}, {@code ListenAddress} and {@code -p} of one sshd, put together as {@code process_queued_listen_addrs()} does. */
final class SshdPorts {
    private static final int USUAL = 22;

    private record Place(String address, int port, GuestPath file, OptionalInt line) {}

    private SshdPorts() {}

    static List<SshPort> of(String unit, GuestPath unitFile, SshdConfig config, List<Word> onCommandLine) {
        List<Place> ports = new ArrayList<>();
        for (Word word : onCommandLine) {
            ports.add(new Place("", SshdValues.port(word.text()), word.file(), word.line()));
        }
        if (ports.isEmpty()) {
            for (SshdStatement statement : config.all("port")) {
                ports.add(new Place("", SshdValues.port(statement.text()), statement.file(), statement.line()));
            }
        }
        boolean builtIn = ports.isEmpty();
        if (builtIn) {
            ports.add(new Place("", USUAL, unitFile, OptionalInt.empty()));
        }
        List<SshPort> found = new ArrayList<>();
        for (SshdStatement statement : config.all("listenaddress")) {
            Place place = address(statement);
            if (place.port() > 0) {
                add(unit, place.address(), place, found);
                continue;
            }
            for (Place port : ports) {
                add(
                        unit,
                        place.address(),
                        builtIn ? new Place("", port.port(), statement.file(), statement.line()) : port,
                        found);
            }
        }
        if (found.isEmpty()) {
            for (Place port : ports) {
                add(unit, "", port, found);
            }
        }
        return found;
    }

    private static void add(String unit, String address, Place port, List<SshPort> into) {
        if (port.port() > 0) {
            into.add(new SshPort(unit, every(address), port.port(), port.file(), port.line()));
        }
    }

    private static Place address(SshdStatement statement) {
        String text = statement.arguments().get(0);
        int colon = text.indexOf(':');
        String host = text;
        int port = 0;
        if (text.startsWith("[")) {
            int close = text.indexOf(']');
            host = close < 0 ? text : text.substring(1, close);
            port = close >= 0 && text.startsWith(":", close + 1) ? SshdValues.port(text.substring(close + 2)) : 0;
        } else if (colon >= 0 && text.indexOf(':', colon + 1) < 0) {
            host = text.substring(0, colon);
            port = SshdValues.port(text.substring(colon + 1));
        }
        return new Place(host, port, statement.file(), statement.line());
    }

    /**
     * What a socket unit's {@code ListenStream=} opens: a port, or an address and a port; empty if it is a path, or of another
     * family.
     */
    static Optional<SshPort> stream(String unit, String value, GuestPath file, OptionalInt line) {
        if (value.startsWith("/") || value.startsWith("@") || value.startsWith("vsock:")) {
            return Optional.empty();
        }
        int colon = value.lastIndexOf(':');
        int port = SshdValues.port(value.substring(colon + 1));
        if (port == 0) {
            return Optional.empty();
        }
        String address = colon < 0 ? "" : value.substring(0, colon);
        if (address.startsWith("[") && address.endsWith("]")) {
            address = address.substring(1, address.length() - 1);
        }
        return Optional.of(new SshPort(unit, every(address), port, file, line));
    }

    private static String every(String address) {
        return switch (address) {
            case "*", "0.0.0.0", "::" -> "";
            default -> address;
        };
    }
}
