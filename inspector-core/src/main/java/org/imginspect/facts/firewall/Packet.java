package org.imginspect.facts.firewall;

/**
 * A packet from a stranger, of which only the port it is for is open.
 *
 * @param source the stranger's address
 * @param sourcePort the stranger's port
 * @param first whether it begins a connection (TCP's SYN, a datagram); otherwise it is the next one, TCP's ACK
 * @param tracked whether conntrack has seen it; before that it belongs to no connection, and its state is invalid
 */
record Packet(boolean ipv6, boolean tcp, Address source, int sourcePort, boolean first, boolean tracked) {
    /** What the kernels of our time choose for a client. */
    static final int ORDINARY_PORT = 45678;

    private static final int SYN = 2;
    private static final int ACK = 16;

    /** One that begins a connection. */
    Packet(boolean ipv6, boolean tcp, Address source, int sourcePort) {
        this(ipv6, tcp, source, sourcePort, true, true);
    }

    /** The one that begins the connection. */
    Packet begin() {
        return new Packet(ipv6, tcp, source, sourcePort, true, true);
    }

    /** The next one of the connection. */
    Packet next() {
        return new Packet(ipv6, tcp, source, sourcePort, false, true);
    }

    /** As a chain before conntrack sees it. */
    Packet untracked() {
        return new Packet(ipv6, tcp, source, sourcePort, first, false);
    }

    /** TCP's flags that are set, as bits. */
    int flags() {
        return first ? SYN : ACK;
    }
}
