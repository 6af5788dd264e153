package org.imginspect.checks.accounts;

import java.util.List;
import org.imginspect.check.Check;

/** The checks of this area, in the order of the reports. */
public final class AccountsChecks {
    private AccountsChecks() {}

    public static List<Check> all() {
        return List.of(
                new NoPasswordHash(),
                new NoEmptyPassword(),
                new NoLockedHash(),
                new NoHashBackups(),
                new NoHumanAccounts(),
                new ServiceAccountsJustified(),
                new SingleUidZero(),
                new SystemShells(),
                new RootLocked(),
                new SudoExcessive(),
                new SudoCloudinitResidue(),
                new SudoTargetpw());
    }
}
