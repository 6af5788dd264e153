package org.imginspect.checks.accounts;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.users.PasswordField;
import org.imginspect.facts.users.Users;
import org.imginspect.guest.GuestPath;

/** Flags accounts that a password set before publication lets in. */
final class NoPasswordHash implements Check {
    private static final GuestPath PASSWD = GuestPath.of("/etc/passwd");
    /** For all hashes together; at most three times that by the clock. */
    private static final Duration GUESSING = Duration.ofSeconds(4);

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
        List<HashedPassword> hashes = new ArrayList<>();
        for (Users.Account account : users.get().accounts()) {
            if (account.password().kind() == PasswordField.Kind.HASH) {
                hashes.add(new HashedPassword(
                        Level.ERROR,
                        "account '" + account.name() + "' has a password, readable by everyone ("
                                + account.password().scheme() + ")",
                        account.name(),
                        PASSWD,
                        account.line()));
            }
        }
        for (Users.Password password : users.get().passwords()) {
            if (password.field().kind() == PasswordField.Kind.HASH) {
                hashes.add(hashed(users.get(), password));
            }
        }
        return Verdict.of(HashedPassword.findings(context, hashes, GUESSING));
    }

    private static HashedPassword hashed(Users users, Users.Password password) {
        String scheme = " (" + password.field().scheme() + ")";
        Level level = Level.ERROR;
        String message;
        if (password.group()) {
            // A group's password lets its knower join the group with newgrp(1), not log in.
            level = Level.WARNING;
            message = "group '" + password.name() + "' has a password" + scheme;
        } else if (users.hasAccount(password.name())) {
            message = "account '" + password.name() + "' has a password" + scheme;
        } else {
            level = Level.WARNING;
            message = "account '" + password.name() + "' has a password" + scheme
                    + ", which counts as soon as the account is made: passwd has none";
        }
        return new HashedPassword(level, message, password.name(), password.file(), password.line());
    }
}
