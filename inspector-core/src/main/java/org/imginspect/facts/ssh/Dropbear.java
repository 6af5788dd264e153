package org.imginspect.facts.ssh;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.imginspect.facts.units.Unit;

/** dropbear(8), which is told everything on its command line. */
final class Dropbear {
    private Dropbear() {}

    /** {@code -p [address:]port}, as often as it stands there; {@code -i}: none. */
    static List<SshPort> ports(Unit unit, List<Word> words) {
        List<SshPort> ports = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String text = words.get(i).text();
            if (text.equals("-i")) {
                return List.of();
            }
            Word value = words.get(i);
            if (text.equals("-p") && i + 1 < words.size()) {
                value = words.get(++i);
                text = value.text();
            } else if (text.startsWith("-p")) {
                text = text.substring(2);
            } else {
                continue;
            }
            SshdPorts.stream(unit.name(), text, value.file(), value.line()).ifPresent(ports::add);
        }
        if (ports.isEmpty()) {
            ports.add(new SshPort(unit.name(), "", 22, unit.file(), OptionalInt.empty()));
        }
        return ports;
    }
}
