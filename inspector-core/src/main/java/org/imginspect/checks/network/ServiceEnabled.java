package org.imginspect.checks.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.kernel.Kernel;
import org.imginspect.facts.kernel.Kernels;
import org.imginspect.facts.network.DhcpClients;
import org.imginspect.facts.network.NetworkServices;
import org.imginspect.facts.network.NetworkServices.Service;

/** Flags images in which nothing brings the network up, or which lack what that needs. */
final class ServiceEnabled implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "network.service-enabled",
            Area.NETWORK,
            Level.ERROR,
            "A network service starts at boot, and has the driver and the DHCP client it needs",
            "systemctl enable systemd-networkd (or NetworkManager, networking, wicked); install a DHCP client for ifupdown");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<NetworkServices> services = context.facts().find(NetworkServices.class);
        if (services.isEmpty()) {
            return Verdict.notApplicable("no init system is installed, so nothing brings a network up");
        }
        List<Finding> findings = new ArrayList<>();
        if (services.get().atBoot().isEmpty()) {
            for (Service service : services.get().services()) {
                String message = service.name() + " does not start at boot: " + service.why();
                findings.add(
                        service.because().isEmpty()
                                ? Finding.of(Level.ERROR, message)
                                : new Finding(Level.ERROR, message, service.because(), service.line()));
            }
            if (findings.isEmpty()) {
                findings.add(Finding.of(Level.ERROR, "no service is installed that brings a network up"));
            }
        }
        for (DhcpClients.Missing missing :
                context.facts().find(DhcpClients.class).orElseThrow().missing()) {
            String message = missing.service() + " has to ask by DHCP, but none of its clients is installed: "
                    + String.join(", ", missing.clients());
            findings.add(
                    missing.neededBy().isPresent()
                            ? Finding.of(
                                    Level.ERROR,
                                    message,
                                    missing.neededBy().get().file(),
                                    missing.neededBy().get().line())
                            : Finding.of(Level.ERROR, message));
        }
        driver(context, findings);
        return Verdict.of(findings);
    }

    /** kernel.virtio-net looks at every kernel; here the ones that start by themselves count. */
    private static void driver(CheckContext context, List<Finding> findings) throws ImageException {
        Optional<Kernels> kernels = context.facts().find(Kernels.class);
        if (kernels.isEmpty()) {
            return;
        }
        for (Kernel kernel : kernels.get().defaults()) {
            if (!kernel.hasBuiltIn("virtio_net", "CONFIG_VIRTIO_NET", context.tree())
                    && kernel.module("virtio_net").isEmpty()) {
                String message = "the default kernel " + kernel.release() + " has no driver for virtio network cards";
                findings.add(
                        kernel.directory().isPresent()
                                ? Finding.of(
                                        Level.ERROR, message, kernel.directory().get())
                                : Finding.of(Level.ERROR, message));
            }
        }
    }
}
