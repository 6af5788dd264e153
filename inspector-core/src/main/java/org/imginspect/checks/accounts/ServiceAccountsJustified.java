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
import org.imginspect.facts.users.AccountOrigins;
import org.imginspect.facts.users.LoginDefs;
import org.imginspect.facts.users.Users;
import org.imginspect.guest.GuestPath;

/** Flags system accounts that nothing which is installed needs. */
final class ServiceAccountsJustified implements Check {
    private static final GuestPath PASSWD = GuestPath.of("/etc/passwd");
    private static final Parameter ALLOWED =
            Parameter.list("allowed", "system accounts that the product needs and that may stay");
    private static final CheckInfo INFO = new CheckInfo(
                    "accounts.service-accounts-justified",
                    Area.ACCOUNTS,
                    Level.WARNING,
                    "Every system account belongs to a package or to something that starts",
                    "userdel ACCOUNT, or let the unit that needs it say so (User=ACCOUNT)")
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
        Optional<AccountOrigins> origins = context.facts().find(AccountOrigins.class);
        if (origins.isEmpty()) {
            return Verdict.notApplicable("there is no package database to tell whose an account is");
        }
        long people = context.facts().find(LoginDefs.class).orElseThrow().uidMin();
        List<String> allowed = context.params().list(ALLOWED);
        List<Finding> findings = new ArrayList<>();
        for (Users.Account account : users.get().accounts()) {
            if (account.isValid()
                    && account.uid() != 0
                    && account.uid() < people
                    && origins.get().of(account.name()).isEmpty()
                    && !allowed.contains(account.name())) {
                findings.add(finding(account, origins.get()));
            }
        }
        return Verdict.of(findings);
    }

    private static Finding finding(Users.Account account, AccountOrigins origins) {
        String who = "system account '" + account.name() + "' (uid " + account.uid() + ")";
        List<String> makers = origins.makers().get(account.name());
        return makers == null
                ? Finding.of(
                        Level.WARNING,
                        who + " belongs to no installed package and to nothing that starts",
                        PASSWD,
                        account.line())
                : Finding.of(
                        Level.NOTE,
                        who + " is left over: no package that makes it is installed (" + String.join(", ", makers)
                                + ")",
                        PASSWD,
                        account.line());
    }
}
