package org.imginspect.scan;

import java.util.ArrayList;
import java.util.List;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.boot.BootConfigGatherer;
import org.imginspect.facts.boot.GrubDefaultsGatherer;
import org.imginspect.facts.cloudinit.CloudConfigGatherer;
import org.imginspect.facts.cloudinit.CloudInitGatherer;
import org.imginspect.facts.cloudinit.CloudSeedsGatherer;
import org.imginspect.facts.cloudinit.DataSourcesGatherer;
import org.imginspect.facts.cloudinit.FirstBootScriptsGatherer;
import org.imginspect.facts.disk.DiskUseGatherer;
import org.imginspect.facts.files.UnownedFilesGatherer;
import org.imginspect.facts.kernel.InitramfsGatherer;
import org.imginspect.facts.kernel.KernelsGatherer;
import org.imginspect.facts.kernel.ModprobeConfigGatherer;
import org.imginspect.facts.listeners.ListenersGatherer;
import org.imginspect.facts.mounts.MountsGatherer;
import org.imginspect.facts.network.BakedTracesGatherer;
import org.imginspect.facts.network.BuildTracesGatherer;
import org.imginspect.facts.network.CloudInitNetworkGatherer;
import org.imginspect.facts.network.DhcpClientsGatherer;
import org.imginspect.facts.network.FirstCardGatherer;
import org.imginspect.facts.network.InterfaceNamingGatherer;
import org.imginspect.facts.network.LinkFilesGatherer;
import org.imginspect.facts.network.MacPinsGatherer;
import org.imginspect.facts.network.NetworkConfigGatherer;
import org.imginspect.facts.network.NetworkManagerConfGatherer;
import org.imginspect.facts.network.NetworkManagerProfilesGatherer;
import org.imginspect.facts.network.NetworkServicesGatherer;
import org.imginspect.facts.network.TimeSyncGatherer;
import org.imginspect.facts.os.OperatingSystemGatherer;
import org.imginspect.facts.packages.PackageDigestsGatherer;
import org.imginspect.facts.packages.PackageFilesGatherer;
import org.imginspect.facts.packages.PackageHoldsGatherer;
import org.imginspect.facts.packages.PackagesGatherer;
import org.imginspect.facts.repositories.RepositoriesGatherer;
import org.imginspect.facts.secrets.FreeSpaceSecretsGatherer;
import org.imginspect.facts.secrets.SecretsGatherer;
import org.imginspect.facts.ssh.SshServersGatherer;
import org.imginspect.facts.ssh.SshdPathsGatherer;
import org.imginspect.facts.ssh.UserPrivateKeysGatherer;
import org.imginspect.facts.sudo.SudoersGatherer;
import org.imginspect.facts.units.BootServicesGatherer;
import org.imginspect.facts.units.ContainersGatherer;
import org.imginspect.facts.users.GroupsGatherer;
import org.imginspect.facts.users.LoginDefsGatherer;
import org.imginspect.facts.users.UsersGatherer;
import org.imginspect.facts.yara.YaraMatchesGatherer;

/** Every gatherer of facts there is, one line each. */
public final class Gatherers {
    private Gatherers() {}

    /** New instances, for {@link org.imginspect.facts.Facts}. */
    public static List<FactGatherer<?>> all() {
        List<FactGatherer<?>> all = new ArrayList<>();
        all.add(new OperatingSystemGatherer());
        all.add(new PackagesGatherer());
        all.add(new PackageFilesGatherer());
        all.add(new PackageDigestsGatherer());
        all.add(new PackageHoldsGatherer());
        all.add(new RepositoriesGatherer());
        all.add(new UsersGatherer());
        all.add(new GroupsGatherer());
        all.add(new LoginDefsGatherer());
        all.add(new SshServersGatherer());
        all.add(new SudoersGatherer());
        all.add(new SshdPathsGatherer());
        all.add(new UserPrivateKeysGatherer());
        all.add(new BootServicesGatherer());
        all.add(new ContainersGatherer());
        all.add(new ListenersGatherer());
        all.add(new CloudInitGatherer());
        all.add(new CloudConfigGatherer());
        all.add(new DataSourcesGatherer());
        all.add(new CloudSeedsGatherer());
        all.add(new FirstBootScriptsGatherer());
        all.add(new UnownedFilesGatherer());
        all.add(new SecretsGatherer());
        all.add(new FreeSpaceSecretsGatherer());
        all.add(new YaraMatchesGatherer());
        all.add(new MountsGatherer());
        all.add(new DiskUseGatherer());
        all.add(new BootConfigGatherer());
        all.add(new GrubDefaultsGatherer());
        all.add(new KernelsGatherer());
        all.add(new ModprobeConfigGatherer());
        all.add(new InitramfsGatherer());
        all.add(new NetworkManagerConfGatherer());
        all.add(new NetworkManagerProfilesGatherer());
        all.add(new LinkFilesGatherer());
        all.add(new InterfaceNamingGatherer());
        all.add(new NetworkConfigGatherer());
        all.add(new CloudInitNetworkGatherer());
        all.add(new NetworkServicesGatherer());
        all.add(new FirstCardGatherer());
        all.add(new DhcpClientsGatherer());
        all.add(new MacPinsGatherer());
        all.add(new BuildTracesGatherer());
        all.add(new BakedTracesGatherer());
        all.add(new TimeSyncGatherer());
        return List.copyOf(all);
    }
}
