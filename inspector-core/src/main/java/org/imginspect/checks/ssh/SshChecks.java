package org.imginspect.checks.ssh;

import java.util.List;
import org.imginspect.check.Check;

/** The checks of this area, in the order of the reports. */
public final class SshChecks {
    private SshChecks() {}

    public static List<Check> all() {
        return List.of(
                new Installed(),
                new Enabled(),
                new ConfigValid(),
                new PasswordAuthDisabled(),
                new MatchPasswordAuth(),
                new KeyboardInteractiveDisabled(),
                new CloudinitReenablesPassword(),
                new PermitRootLogin(),
                new PubkeyEnabled(),
                new AuthorizedKeysEmpty(),
                new AuthorizedKeysElsewhere(),
                new NoUserPrivateKeys(),
                new KnownHosts(),
                new HostKeysAbsent(),
                new HostKeysRegenerated(),
                new SftpEnabled(),
                new ClientAliveInterval());
    }
}
