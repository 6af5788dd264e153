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

/** Flags images whose root a password lets in, or nothing at all keeps out. */
final class RootLocked implements Check {
    private static final GuestPath PASSWD = GuestPath.of("/etc/passwd");
    private static final String ROOT = "root";
    private static final CheckInfo INFO = new CheckInfo(
            "accounts.root-locked",
            Area.ACCOUNTS,
            Level.ERROR,
            "Root has no password and cannot be entered without one",
            "passwd -d root && passwd -l root");

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
        Optional<Users.Account> root = users.get().account(ROOT);
        if (root.isEmpty()) {
            return Verdict.notApplicable("no account is called root");
        }
        List<Finding> findings = new ArrayList<>();
        for (Users.Account account : users.get().accounts()) {
            if (account.name().equals(ROOT)) {
                fault(account.password(), PASSWD, account.line()).ifPresent(findings::add);
            }
        }
        for (Users.Password password : users.get().passwords()) {
            if (!password.group() && password.name().equals(ROOT)) {
                fault(password.field(), password.file(), password.line()).ifPresent(findings::add);
            }
        }
        return Verdict.of(findings);
    }

    private static Optional<Finding> fault(PasswordField field, GuestPath file, int line) {
        return switch (field.kind()) {
            case HASH ->
                Optional.of(Finding.of(
                        Level.ERROR,
                        "root has a password (" + field.scheme() + "), the same on every machine",
                        file,
                        line));
            case EMPTY ->
                Optional.of(Finding.of(
                        Level.ERROR, "root's password field is empty: nothing keeps anybody out", file, line));
            case NONE, LOCKED_HASH, IN_SHADOW -> Optional.empty();
        };
    }
}
