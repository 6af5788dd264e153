/**
 * How the guest gets its network: what the files of netplan, ifupdown, network-scripts, NetworkManager, systemd-networkd and wicked say
 * in one common form, what names network cards get, and what else fixes addresses, names and clocks.
 *
 * <p>One reader a format; a reader that meets what it does not understand, and what could change an answer, refuses by name.
 */
@NullMarked
package org.imginspect.facts.network;

import org.jspecify.annotations.NullMarked;
