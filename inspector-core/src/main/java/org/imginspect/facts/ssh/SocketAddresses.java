package org.imginspect.facts.ssh;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.units.Setting;
import org.imginspect.facts.units.Unit;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;

/**
 * What a socket unit listens on: its {@code ListenStream=} lines, and what Ubuntu's sshd-socket-generator puts in their place. That writes
 * {@code ssh.socket.d/addresses.conf} at each boot if sshd_config asks for anything but port 22 on all addresses.
 */
final class SocketAddresses {
    private static final String NAME = "sshd-socket-generator";
    private static final String DROP_IN = "addresses.conf";
    private static final String[] DIRECTORIES = {
        "/etc/systemd/system-generators",
        "/usr/local/lib/systemd/system-generators",
        "/usr/lib/systemd/system-generators",
        "/lib/systemd/system-generators"
    };

    private SocketAddresses() {}

    static List<Setting> of(GuestTree tree, Unit socket, Optional<SshdConfig> config) throws ImageException {
        List<Setting> generated = new ArrayList<>();
        if (socket.name().equals("ssh.socket") && config.isPresent() && generates(tree)) {
            List<SshPort> ports = SshdPorts.of(socket.name(), socket.file(), config.get(), List.of());
            boolean usual = ports.size() == 1
                    && ports.get(0).port() == 22
                    && ports.get(0).address().isEmpty();
            for (SshPort port : usual ? List.<SshPort>of() : ports) {
                String address = port.address().indexOf(':') >= 0 ? "[" + port.address() + "]" : port.address();
                generated.add(new Setting(
                        "Socket",
                        "ListenStream",
                        address.isEmpty() ? String.valueOf(port.port()) : address + ":" + port.port(),
                        port.file(),
                        port.line().orElse(1)));
            }
        }
        List<Setting> found = new ArrayList<>();
        boolean open = !generated.isEmpty();
        for (Setting setting : socket.all("Socket", "ListenStream")) {
            String name = setting.file().name().text();
            boolean dropIn = !setting.file().equals(socket.file());
            if (open && dropIn && name.compareTo(DROP_IN) >= 0) {
                open = false;
                // A file of that name in /etc stands in the place of the generated one.
                if (!name.equals(DROP_IN)) {
                    found.clear();
                    found.addAll(generated);
                }
            }
            if (setting.value().isEmpty()) {
                found.clear();
            } else {
                found.add(setting);
            }
        }
        if (open) {
            return generated;
        }
        return found;
    }

    private static boolean generates(GuestTree tree) throws ImageException {
        for (String directory : DIRECTORIES) {
            GuestPath generator = GuestPath.of(directory).resolve(NAME);
            if (tree.lstat(generator).isPresent()) {
                return tree.stat(generator).map(Node::isFile).orElse(false);
            }
        }
        return false;
    }
}
