package org.imginspect.facts.firewall;

import java.util.Locale;

/** Of the packets that are asked about. */
public enum Protocol {
    TCP,
    UDP;

    /** As it stands behind a port: {@code 22/tcp}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
