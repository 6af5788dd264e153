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

/** Flags hashes that a lock stands before: nobody gets in with them, until somebody takes the lock away. */
final class NoLockedHash implements Check {
    private static final GuestPath PASSWD = GuestPath.of("/etc/passwd");
    /** For all hashes together; at most three times that by the clock. */
    private static final Duration GUESSING = Duration.ofMillis(1500);

    private static final CheckInfo INFO = new CheckInfo(
            "accounts.no-locked-hash",
            Area.ACCOUNTS,
            Level.WARNING,
            "No locked account keeps the hash of its password",
            "passwd -d ACCOUNT && passwd -l ACCOUNT (usermod -p '*' ACCOUNT)");

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
            if (account.password().kind() == PasswordField.Kind.LOCKED_HASH) {
                hashes.add(hashed("account", account.name(), account.password(), PASSWD, account.line()));
            }
        }
        for (Users.Password password : users.get().passwords()) {
            if (password.field().kind() == PasswordField.Kind.LOCKED_HASH) {
                hashes.add(hashed(
                        password.group() ? "group" : "account",
                        password.name(),
                        password.field(),
                        password.file(),
                        password.line()));
            }
        }
        return Verdict.of(HashedPassword.findings(context, hashes, GUESSING));
    }

    private static HashedPassword hashed(String what, String name, PasswordField field, GuestPath file, int line) {
        return new HashedPassword(
                Level.WARNING,
                what + " '" + name + "' is locked, but the hash of its password is still there (" + field.scheme()
                        + ")",
                name,
                file,
                line);
    }
}
