/**
 * Which ports a stranger reaches through the firewall that the guest starts. Each program's configuration (ufw, firewalld, nftables, iptables-save files, csf)
 * is brought into one form, tables of chains of rules ({@link org.imginspect.facts.firewall.RuleSet}), and one simulation lets a packet go through it as
 * netfilter would, for all ports at once.
 */
@NullMarked
package org.imginspect.facts.firewall;

import org.jspecify.annotations.NullMarked;
