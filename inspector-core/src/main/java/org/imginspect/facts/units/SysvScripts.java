package org.imginspect.facts.units;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;

/** System V's init scripts and the links that run levels have to them. */
final class SysvScripts {
    private static final String[] SCRIPTS = {"/etc/init.d", "/etc/rc.d/init.d"};
    private static final String[] LEVELS = {"/etc/rc", "/etc/rc.d/rc"};

    private final GuestTree tree;

    SysvScripts(GuestTree tree) {
        this.tree = tree;
    }

    /** The script of a service; empty if there is none. A script that nobody may execute counts. */
    Optional<GuestPath> script(String service) throws ImageException {
        for (String directory : SCRIPTS) {
            for (String name : new String[] {service, service + ".sh"}) {
                GuestPath path = GuestPath.of(directory).resolve(name);
                if (tree.stat(path).map(Node::isFile).orElse(false)) {
                    return Optional.of(path);
                }
            }
        }
        return Optional.empty();
    }

    /** Every script that may be executed, by its name. */
    Map<String, GuestPath> scripts() throws ImageException {
        Map<String, GuestPath> found = new LinkedHashMap<>();
        for (String directory : SCRIPTS) {
            for (GuestName name : tree.list(GuestPath.of(directory))) {
                GuestPath path = GuestPath.of(directory).resolve(name);
                Optional<Node> node = tree.stat(path);
                if (node.isPresent() && node.get().isFile() && (node.get().permissions() & 0100) != 0) {
                    found.putIfAbsent(name.text(), path);
                }
            }
        }
        return found;
    }

    /**
     * A link of a run level.
     *
     * @param service the script's name, which the link's own name ends with
     */
    record Link(String service, GuestPath path) {}

    /** The links of a run level that start something, in the order in which they run. */
    List<Link> starts(String level) throws ImageException {
        List<Link> links = new ArrayList<>();
        for (String prefix : LEVELS) {
            GuestPath directory = GuestPath.of(prefix + level + ".d");
            for (GuestName name : tree.list(directory)) {
                String text = name.text();
                if (text.length() > 3 && text.charAt(0) == 'S' && isDigit(text.charAt(1)) && isDigit(text.charAt(2))) {
                    GuestPath path = directory.resolve(name);
                    if (tree.stat(path).map(Node::isFile).orElse(false)) {
                        links.add(new Link(text.substring(3), path));
                    }
                }
            }
            if (!links.isEmpty()) {
                return links; // /etc/rc3.d is a link to /etc/rc.d/rc3.d on Enterprise Linux.
            }
        }
        return links;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
