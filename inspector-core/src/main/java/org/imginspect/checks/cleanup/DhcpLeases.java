package org.imginspect.checks.cleanup;

import java.util.Optional;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** Flags what DHCP clients remember of the build machine's network. */
final class DhcpLeases implements Check {
    private static final Piles.Kind LEASE = new Piles.Kind(Level.ERROR, "DHCP lease", "DHCP leases");
    private static final Piles.Kind LOG = new Piles.Kind(Level.ERROR, "log of a DHCP client", "logs of DHCP clients");
    private static final Piles.Kind IDENTITY = new Piles.Kind(
            Level.WARNING,
            "identity that a DHCP client gives of itself; all clones give the same one",
            "identities that DHCP clients give of themselves; all clones give the same ones");
    private static final Piles.Kind STATE =
            new Piles.Kind(Level.WARNING, "NetworkManager's memory", "files of NetworkManager's memory");
    private static final Piles.Kind GIVEN =
            new Piles.Kind(Level.WARNING, "lease that a DHCP server gave", "leases that a DHCP server gave");

    /** Whole directories: whatever is there is a client's. */
    private static final String[] CLIENTS = {
        "/var/lib/dhcp", "/var/lib/dhcp3", "/var/lib/dhclient", "/var/lib/dhcpcd*", "/var/db/dhcpcd", "/var/lib/udhcpc"
    };

    private static final String[] LEASES = {
        "/var/lib/NetworkManager/*.lease",
        "/var/lib/NetworkManager/*.leases",
        "/var/lib/wicked/lease-*",
        "/var/lib/systemd/network",
        "/var/lib/connman/*/dhcp*",
        // Where /run is no memory: Enterprise Linux 6.
        "/var/run/dhclient*.lease*"
    };

    private static final String[] LOGS = {"/var/log/dhcp*.log", "/var/log/dhclient*", "/var/log/dhcpcd*"};

    private static final String[] IDENTITIES = {
        "/var/lib/wicked/duid.xml", "/var/lib/wicked/iaid.xml", "/etc/dhcpcd.duid", "/etc/dhcpcd.secret"
    };

    private static final String[] STATES = {
        "/var/lib/NetworkManager/timestamps",
        "/var/lib/NetworkManager/secret_key",
        "/var/lib/NetworkManager/seen-bssids",
        "/var/lib/NetworkManager/rfkill.saved"
    };

    private static final String[] SERVERS = {
        "/var/lib/dhcpd", "/var/lib/kea/*.csv*", "/var/lib/misc/dnsmasq.leases", "/var/lib/dnsmasq/dnsmasq.leases"
    };

    private static final CheckInfo INFO = new CheckInfo(
            "cleanup.dhcp-leases",
            Area.CLEANUP,
            Level.ERROR,
            "No state of DHCP clients is left",
            "stop the network's services, then rm -f /var/lib/dhcp/* /var/lib/dhclient/* /var/lib/NetworkManager/*.lease "
                    + "and the other files named");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        GuestTree tree = context.tree();
        Piles piles = new Piles();
        for (String pattern : CLIENTS) {
            piles.collectAll(tree, pattern, (file, node) -> Optional.of(kind(file)));
        }
        add(tree, LEASES, LEASE, piles);
        add(tree, LOGS, LOG, piles);
        add(tree, IDENTITIES, IDENTITY, piles);
        add(tree, STATES, STATE, piles);
        add(tree, SERVERS, GIVEN, piles);
        return Verdict.of(piles.findings());
    }

    private static void add(GuestTree tree, String[] patterns, Piles.Kind kind, Piles piles) throws ImageException {
        for (String pattern : patterns) {
            piles.collectAll(tree, pattern, (file, node) -> Optional.of(kind));
        }
    }

    private static Piles.Kind kind(GuestPath file) {
        String name = file.name().text();
        if (name.startsWith("dhcpd")) {
            return GIVEN; // Debian keeps the server's leases beside the client's.
        }
        return name.equals("duid") || name.equals("secret") || name.endsWith(".duid") ? IDENTITY : LEASE;
    }
}
