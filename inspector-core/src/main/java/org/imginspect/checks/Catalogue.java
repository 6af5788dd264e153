package org.imginspect.checks;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.check.Check;
import org.imginspect.check.CheckPage;
import org.imginspect.checks.accounts.AccountsChecks;
import org.imginspect.checks.boot.BootChecks;
import org.imginspect.checks.cleanup.CleanupChecks;
import org.imginspect.checks.cloudinit.CloudinitChecks;
import org.imginspect.checks.disk.DiskChecks;
import org.imginspect.checks.firewall.FirewallChecks;
import org.imginspect.checks.fs.FsChecks;
import org.imginspect.checks.kernel.KernelChecks;
import org.imginspect.checks.malware.MalwareChecks;
import org.imginspect.checks.network.NetworkChecks;
import org.imginspect.checks.packages.PackagesChecks;
import org.imginspect.checks.secrets.SecretsChecks;
import org.imginspect.checks.services.ServicesChecks;
import org.imginspect.checks.ssh.SshChecks;

/** Every check there is. */
public final class Catalogue {
    private Catalogue() {}

    /** All checks, by area in the order of {@link org.imginspect.check.Area}, within an area as its list has them. */
    public static List<Check> all() {
        List<Check> all = new ArrayList<>();
        all.addAll(DiskChecks.all());
        all.addAll(FsChecks.all());
        all.addAll(BootChecks.all());
        all.addAll(KernelChecks.all());
        all.addAll(CloudinitChecks.all());
        all.addAll(NetworkChecks.all());
        all.addAll(SshChecks.all());
        all.addAll(AccountsChecks.all());
        all.addAll(SecretsChecks.all());
        all.addAll(CleanupChecks.all());
        all.addAll(FirewallChecks.all());
        all.addAll(PackagesChecks.all());
        all.addAll(ServicesChecks.all());
        all.addAll(MalwareChecks.all());
        return List.copyOf(all);
    }

    /** The check with this id; empty if there is none. */
    public static Optional<Check> find(String id) {
        for (Check check : all()) {
            if (check.info().id().equals(id)) {
                return Optional.of(check);
            }
        }
        return Optional.empty();
    }

    /**
     * The page of a check as Markdown, which {@code imginspect explain} shows.
     *
     * @throws IllegalArgumentException if no check has this id
     */
    public static String page(String id) {
        return CheckPage.of(
                find(id).orElseThrow(() -> new IllegalArgumentException("no check is called '" + id + "'")));
    }
}
