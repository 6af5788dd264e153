package org.imginspect.facts.listeners;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.imginspect.error.ImageException;
import org.imginspect.facts.units.Unit;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/**
 * What one daemon listens on: the ports and addresses of all its files. Where addresses and ports stand apart (MySQL, Redis), each port goes with each
 * address; what is not said is the daemon's default.
 */
final class DaemonPorts {
    private record Said(String value, GuestPath file, int line) {}

    private final GuestTree tree;
    private final Daemon daemon;
    private final Unit unit;
    private final List<Said> ports = new ArrayList<>();
    private final List<Said> addresses = new ArrayList<>();
    private final List<Listener> whole = new ArrayList<>();
    /** Whether it is said that nothing is opened at all. */
    private boolean closed;

    DaemonPorts(GuestTree tree, Daemon daemon, Unit unit) {
        this.tree = tree;
        this.daemon = daemon;
        this.unit = unit;
    }

    List<Listener> find() throws ImageException {
        for (String pattern : daemon.files()) {
            for (GuestPath file : tree.glob(pattern)) {
                List<String> lines = tree.lines(file).orElse(List.of());
                for (int i = 0; i < lines.size(); i++) {
                    String line = lines.get(i).strip();
                    if (!line.isEmpty() && line.charAt(0) != '#') {
                        line(line, file, i + 1);
                    }
                }
            }
        }
        if (closed) {
            return List.of();
        }
        List<Listener> found = new ArrayList<>(whole);
        for (String fallback : daemon.ports()) {
            if (!whole.isEmpty() && ports.isEmpty() && addresses.isEmpty()) {
                break;
            }
            int slash = fallback.indexOf('/');
            Endpoint endpoint = Endpoint.parse(fallback.substring(0, slash)).orElseThrow();
            combine(endpoint, fallback.substring(slash + 1), found);
        }
        return found;
    }

    private void combine(Endpoint fallback, String protocol, List<Listener> into) {
        List<Said> from = ports.isEmpty() ? List.of(new Said(String.valueOf(fallback.port()), unit.file(), 0)) : ports;
        List<Said> to = addresses.isEmpty() ? List.of(new Said(fallback.address(), unit.file(), 0)) : addresses;
        for (Said port : from) {
            int number = Endpoint.number(port.value);
            for (Said address : to) {
                Said where = port.line > 0 ? port : address;
                if (number > 0) {
                    into.add(new Listener(
                            unit.name(),
                            protocol,
                            Endpoint.every(address.value),
                            number,
                            where.file,
                            where.line > 0 ? OptionalInt.of(where.line) : OptionalInt.empty()));
                }
            }
        }
    }

    private void endpoint(String text, GuestPath file, int line) {
        Optional<Endpoint> endpoint = Endpoint.parse(text);
        if (endpoint.isPresent()) {
            whole.add(new Listener(
                    unit.name(), "tcp", endpoint.get().address(), endpoint.get().port(), file, OptionalInt.of(line)));
        }
    }

    private void line(String line, GuestPath file, int number) {
        switch (daemon.syntax()) {
            case FIXED -> {
                // Not read.
            }
            case NGINX -> nginx(line, file, number);
            case APACHE -> {
                List<String> words = words(line);
                if (words.size() > 1 && words.get(0).equalsIgnoreCase("Listen")) {
                    endpoint(words.get(1), file, number);
                }
            }
            case MYSQL -> mysql(line, file, number);
            case POSTGRESQL -> {
                assign(line, "port", ports, file, number);
                if (key(line).equals("listen_addresses")) {
                    list(value(line), file, number);
                }
            }
            case REDIS -> redis(words(line), file, number);
            case MONGODB -> {
                assign(line, "port", ports, file, number);
                String key = key(line);
                if (key.equals("bindip") || key.equals("bind_ip")) {
                    list(value(line), file, number);
                }
            }
            case POSTFIX -> {
                if (key(line).equals("inet_interfaces")) {
                    addresses.clear(); // The last one counts (postconf(5)).
                    list(value(line), file, number);
                }
            }
            case EXIM -> {
                if (key(line).equals("dc_local_interfaces")) {
                    list(value(line).replace(';', ','), file, number);
                }
            }
            case CUPS -> {
                List<String> words = words(line);
                if (words.size() > 1
                        && (words.get(0).equalsIgnoreCase("Listen")
                                || words.get(0).equalsIgnoreCase("Port"))) {
                    endpoint(words.get(1), file, number);
                }
            }
        }
    }

    private void nginx(String line, GuestPath file, int number) {
        // Several directives may stand in one line: server { listen 80; }
        for (String part : line.replace('{', ';').split(";", -1)) {
            List<String> words = words(part);
            if (words.size() > 1
                    && words.get(0).equals("listen")
                    && !words.get(1).startsWith("unix:")) {
                String text = words.get(1);
                boolean portless = text.endsWith("]") || (Endpoint.parse(text).isEmpty() && !text.startsWith("#"));
                endpoint(portless ? text + ":80" : text, file, number);
            }
        }
    }

    private void mysql(String line, GuestPath file, int number) {
        String key = key(line).replace('-', '_');
        switch (key) {
            case "bind_address" -> list(value(line), file, number);
            case "port" -> assign(line, "port", ports, file, number);
            case "skip_networking" ->
                closed = !value(line).equals("0") && !value(line).equalsIgnoreCase("off");
            default -> {
                // Says nothing about what is opened.
            }
        }
    }

    private void redis(List<String> words, GuestPath file, int number) {
        if (words.size() > 1 && words.get(0).equals("port")) {
            if (words.get(1).equals("0")) {
                closed = true;
            }
            ports.add(new Said(words.get(1), file, number));
        } else if (words.size() > 1 && words.get(0).equals("bind")) {
            for (String address : words.subList(1, words.size())) {
                // A hyphen: it does not matter if the address is not there.
                addresses.add(new Said(address.startsWith("-") ? address.substring(1) : address, file, number));
            }
        }
    }

    private static void assign(String line, String key, List<Said> into, GuestPath file, int number) {
        if (key(line).equals(key)) {
            into.add(new Said(value(line), file, number));
        }
    }

    private void list(String value, GuestPath file, int number) {
        for (String each : value.split(",", -1)) {
            if (!each.isBlank()) {
                addresses.add(new Said(each.strip(), file, number));
            }
        }
        if (value.isBlank() && daemon.syntax() == Daemon.Syntax.POSTGRESQL) {
            closed = true; // listen_addresses = '': no TCP at all.
        }
    }

    /** What stands before {@code =} or {@code :}, lower case. */
    private static String key(String line) {
        int end = separator(line);
        return (end < 0 ? line : line.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    /** What stands behind, without quotes and comment. */
    private static String value(String line) {
        int end = separator(line);
        String value = end < 0 ? "" : line.substring(end + 1);
        int comment = value.indexOf(" #");
        value = (comment < 0 ? value : value.substring(0, comment)).strip();
        if (value.indexOf('\t') >= 0 && value.startsWith("'")) {
            value = value.substring(0, Math.max(1, value.indexOf('\'', 1) + 1));
        }
        boolean quoted = value.length() > 1
                && (value.charAt(0) == '\'' || value.charAt(0) == '"')
                && value.charAt(value.length() - 1) == value.charAt(0);
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    private static int separator(String line) {
        for (int i = 0; i < line.length(); i++) {
            if (line.charAt(i) == '=' || line.charAt(i) == ':') {
                return i;
            }
        }
        return -1;
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        for (String word : line.strip().split("[ \t]+", -1)) {
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return words;
    }
}
