package org.imginspect.facts.network;

/** The programs that bring network interfaces up, each with files of its own. */
public enum Renderer {
    /** {@code /etc/netplan/*.yaml}, handed to systemd-networkd. */
    NETPLAN_NETWORKD("netplan"),
    /** {@code /etc/netplan/*.yaml}, handed to NetworkManager. */
    NETPLAN_NETWORK_MANAGER("netplan"),
    /** {@code /etc/network/interfaces} of Debian's ifupdown, ifupdown-ng and busybox. */
    IFUPDOWN("ifupdown"),
    /** {@code /etc/sysconfig/network-scripts/ifcfg-*} of RHEL and its kin. */
    IFCFG("network-scripts"),
    /** {@code /etc/sysconfig/network/ifcfg-*} and {@code /etc/wicked/ifconfig/*.xml} of SUSE. */
    WICKED("wicked"),
    /** NetworkManager's own {@code *.nmconnection}. */
    NETWORK_MANAGER("NetworkManager"),
    /** {@code *.network} of systemd-networkd. */
    NETWORKD("systemd-networkd"),
    /** {@code network:} in cloud-init's own configuration, which it renders at the first boot. */
    CLOUD_INIT("cloud-init");

    private final String title;

    Renderer(String title) {
        this.title = title;
    }

    /** What people call it. */
    public String title() {
        return title;
    }
}
