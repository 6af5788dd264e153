package org.imginspect.checks.secrets;

import java.util.List;
import org.imginspect.check.Check;

/** The checks of this area, in the order of the reports. */
public final class SecretsChecks {
    private SecretsChecks() {}

    public static List<Check> all() {
        return List.of(
                new PrivateKeys(),
                new CloudCredentials(),
                new InstallerAnswers(),
                new Userdata(),
                new AppDefaults(),
                new SharedTlsKey(),
                new MemoryImages());
    }
}
