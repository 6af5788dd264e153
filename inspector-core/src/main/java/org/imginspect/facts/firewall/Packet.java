package org.imginspect.facts.firewall;

/**
 * The first packet of a new connection from a stranger, of which only the port it is for is open: TCP's SYN, or a datagram.
 *
 * @param source the stranger's address
 * @param sourcePort the stranger's port
 */
record Packet(boolean ipv6, boolean tcp, Address source, int sourcePort) {
    /** What the kernels of our time choose for a client. */
    static final int ORDINARY_PORT = 45678;
}
