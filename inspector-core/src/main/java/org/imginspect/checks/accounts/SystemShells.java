package org.imginspect.checks.accounts;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Parameter;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.users.LoginDefs;
import org.imginspect.facts.users.Users;
import org.imginspect.guest.GuestPath;

/** Flags accounts of programs that a login would give a shell. */
final class SystemShells implements Check {
    private static final GuestPath PASSWD = GuestPath.of("/etc/passwd");
    private static final Parameter ALLOWED =
            Parameter.list("allowed", "system accounts that need a shell and may keep it");
    private static final CheckInfo INFO = new CheckInfo(
                    "accounts.system-shells",
                    Area.ACCOUNTS,
                    Level.WARNING,
                    "No system account has a login shell",
                    "usermod -s /usr/sbin/nologin ACCOUNT (/sbin/nologin on EL 7 and older and on Alpine)")
            .with(ALLOWED);

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<Users> users = context.facts().find(Users.class);
        if (users.isEmpty()) {
            return Verdict.notApplicable("there is no /etc/passwd");
        }
        long people = context.facts().find(LoginDefs.class).orElseThrow().uidMin();
        List<String> allowed = context.params().list(ALLOWED);
        List<Finding> findings = new ArrayList<>();
        for (Users.Account account : users.get().accounts()) {
            if (account.isValid()
                    && account.uid() != 0
                    && account.uid() < people
                    && LoginShell.takesCommands(account)
                    && !allowed.contains(account.name())) {
                findings.add(Finding.of(
                        Level.WARNING,
                        "system account '" + account.name() + "' (uid " + account.uid() + ") has the shell "
                                + account.loginShell() + (account.shell().isEmpty() ? ", for its field is empty" : ""),
                        PASSWD,
                        account.line()));
            }
        }
        return Verdict.of(findings);
    }
}
