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

/** Flags accounts that a password set before publication lets in. */
final class NoPasswordHash implements Check {
    private static final GuestPath PASSWD = GuestPath.of("/etc/passwd");
    private static final CheckInfo INFO = new CheckInfo(
            "accounts.no-password-hash",
            Area.ACCOUNTS,
            Level.ERROR,
            "No account has a password",
            "passwd -d ACCOUNT && passwd -l ACCOUNT (for a group: gpasswd -r GROUP)");

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
            if (account.password().kind() == PasswordField.Kind.HASH) {
                findings.add(Finding.of(
                        Level.ERROR,
                        "account '" + account.name() + "' has a password, readable by everyone ("
                                + account.password().scheme() + ")",
                        PASSWD,
                        account.line()));
            }
        }
        for (Users.Password password : users.get().passwords()) {
            if (password.field().kind() == PasswordField.Kind.HASH) {
                findings.add(finding(password));
            }
        }
        return Verdict.of(findings);
    }

    private static Finding finding(Users.Password password) {
        String scheme = " (" + password.field().scheme() + ")";
        // A group's password lets its knower join the group with newgrp(1), not log in.
        return password.group()
                ? Finding.of(
                        Level.WARNING,
                        "group '" + password.name() + "' has a password" + scheme,
                        password.file(),
                        password.line())
                : Finding.of(
                        Level.ERROR,
                        "account '" + password.name() + "' has a password" + scheme,
                        password.file(),
                        password.line());
    }
}
