package org.imginspect.facts.ssh;

import java.util.List;
import org.imginspect.facts.Fact;
import org.imginspect.facts.cloudinit.CloudConfig;
import org.imginspect.guest.GuestPath;

/**
 * What cloud-init makes of sshd's configuration at the first boot by its key {@code ssh_pwauth}. The fact is absent if it leaves that
 * alone: it does not run, or not the module, or the key is not set.
 *
 * @param setting the key
 * @param allows whether it writes {@code PasswordAuthentication yes}; otherwise {@code no}
 * @param file where it writes it
 * @param configs the configurations that {@link SshServers#configs} has, as they then are, in the same order
 */
public record SshdAfterCloudInit(CloudConfig.Setting setting, boolean allows, GuestPath file, List<SshdConfig> configs)
        implements Fact {
    public SshdAfterCloudInit {
        configs = List.copyOf(configs);
    }
}
