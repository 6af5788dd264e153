package org.imginspect.checks.firewall;

import java.util.List;
import org.imginspect.facts.firewall.PortSet;

/** How much of the ports is open. */
final class Openness {
    private static final int HALF = 32768;
    private static final int SHOWN = 8;

    private Openness() {}

    /** Whether what no rule names is let in: then a list of ports says what is closed, not what is open. */
    static boolean isEverything(PortSet open) {
        return open.size() > HALF;
    }

    /** An open port that stands for those that nothing names: the middle of the widest range. */
    static int unnamed(PortSet open) {
        PortSet widest = open;
        int most = 0;
        for (PortSet range : open.ranges()) {
            if (range.size() > most) {
                most = range.size();
                widest = range;
            }
        }
        return widest.first() + most / 2;
    }

    /** The ranges as text; of many the first. */
    static String shown(PortSet ports) {
        List<PortSet> ranges = ports.ranges();
        if (ranges.size() <= SHOWN) {
            return ports.toString();
        }
        StringBuilder text = new StringBuilder();
        for (PortSet range : ranges.subList(0, SHOWN)) {
            text.append(range).append(", ");
        }
        return text + "… (" + ports.size() + " ports)";
    }
}
