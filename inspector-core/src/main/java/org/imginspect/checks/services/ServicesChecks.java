package org.imginspect.checks.services;

import java.util.List;
import org.imginspect.check.Check;

/** The checks of this area, in the order of the reports. */
public final class ServicesChecks {
    private ServicesChecks() {}

    public static List<Check> all() {
        return List.of(
                new AppEnabled(),
                new RestartPolicy(),
                new ExecstartExists(),
                new Auditd(),
                new AgentTencent(),
                new AgentUcloud(),
                new AgentDoAbsent(),
                new NoForeignGuestTools(),
                new Listeners(),
                new Motd(),
                new FirstLoginHook(),
                new PasswordResetPath());
    }
}
