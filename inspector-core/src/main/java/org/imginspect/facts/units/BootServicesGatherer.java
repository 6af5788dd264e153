package org.imginspect.facts.units;

import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** Tells which init system process 1 is: by what {@code /sbin/init} leads to, and without it by what is installed. */
public final class BootServicesGatherer implements FactGatherer<BootServices> {
    private static final GuestPath INIT = GuestPath.of("/sbin/init");
    private static final GuestPath LEVELS = GuestPath.of("/etc/runlevels");
    private static final String[] SYSTEMD = {
        "/usr/lib/systemd/systemd",
        "/lib/systemd/systemd",
        "/usr/lib/systemd/system",
        "/lib/systemd/system",
        "/etc/systemd/system"
    };

    /** Stateless. */
    public BootServicesGatherer() {}

    @Override
    public Class<BootServices> type() {
        return BootServices.class;
    }

    @Override
    public Optional<BootServices> gather(GuestTree tree, Facts others) throws ImageException {
        Optional<InitSystem> system = system(tree);
        if (system.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new BootServices(
                switch (system.get()) {
                    case SYSTEMD -> new Systemd(tree, others);
                    case UPSTART -> new Upstart(tree, others);
                    case SYSV -> new Sysv(tree, others);
                    case OPENRC -> new OpenRc(tree, others);
                }));
    }

    private static Optional<InitSystem> system(GuestTree tree) throws ImageException {
        Optional<GuestPath> init = tree.resolve(INIT);
        if (init.isPresent()) {
            String name = init.get().name().text();
            if (name.equals("systemd")) {
                return Optional.of(InitSystem.SYSTEMD);
            }
            if (tree.exists(LEVELS)) {
                return Optional.of(InitSystem.OPENRC); // Started by busybox' init, by sysvinit or by openrc-init.
            }
            if (!tree.glob("/etc/init/*.conf").isEmpty()) {
                return Optional.of(InitSystem.UPSTART);
            }
            if (hasSysv(tree)) {
                return Optional.of(InitSystem.SYSV);
            }
        }
        for (String path : SYSTEMD) {
            if (tree.exists(GuestPath.of(path))) {
                return Optional.of(InitSystem.SYSTEMD);
            }
        }
        if (tree.exists(LEVELS)) {
            return Optional.of(InitSystem.OPENRC);
        }
        if (!tree.glob("/etc/init/*.conf").isEmpty()) {
            return Optional.of(InitSystem.UPSTART);
        }
        return hasSysv(tree) ? Optional.of(InitSystem.SYSV) : Optional.empty();
    }

    private static boolean hasSysv(GuestTree tree) throws ImageException {
        return tree.exists(Inittab.FILE)
                || tree.exists(GuestPath.of("/etc/init.d"))
                || !tree.glob("/etc/rc[0-9S].d").isEmpty()
                || tree.exists(GuestPath.of("/etc/rc.d"));
    }
}
