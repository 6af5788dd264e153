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
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.users.PasswordField;
import org.imginspect.facts.users.Users;
import org.imginspect.guest.GuestPath;

/** Flags accounts that anybody gets into without a password. */
final class NoEmptyPassword implements Check {
    private static final GuestPath PASSWD = GuestPath.of("/etc/passwd");
    private static final CheckInfo INFO = new CheckInfo(
            "accounts.no-empty-password",
            Area.ACCOUNTS,
            Level.ERROR,
            "No account can be entered without a password",
            "passwd -l ACCOUNT (usermod -p '*' ACCOUNT where passwd refuses)");

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
        List<Finding> findings = new ArrayList<>();
        for (Users.Account account : users.get().accounts()) {
            if (account.password().kind() == PasswordField.Kind.EMPTY) {
                findings.add(Finding.of(
                        Level.ERROR,
                        "account '" + account.name() + "' has an empty password field",
                        PASSWD,
                        account.line()));
            }
        }
        for (Users.Password password : users.get().passwords()) {
            // An empty field of gshadow means that only members may join the group: no password, and no fault.
            if (password.field().kind() == PasswordField.Kind.EMPTY && !password.group()) {
                boolean account = users.get().hasAccount(password.name());
                findings.add(Finding.of(
                        account ? Level.ERROR : Level.WARNING,
                        "account '" + password.name() + "' has an empty password field"
                                + (account ? "" : " and takes effect as soon as the account is made: passwd has none"),
                        password.file(),
                        password.line()));
            }
        }
        return Verdict.of(findings);
    }
}
