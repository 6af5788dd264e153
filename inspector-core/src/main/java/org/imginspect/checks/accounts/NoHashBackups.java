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
import org.imginspect.facts.users.AccountCopies;

/** Flags copies of account files in which hashes of passwords outlive their removal. */
final class NoHashBackups implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "accounts.no-hash-backups",
            Area.ACCOUNTS,
            Level.ERROR,
            "No copy of an account file holds the hash of a password",
            "remove the copy: nothing needs shadow-, passwd- and their like");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<AccountCopies> copies = context.facts().find(AccountCopies.class);
        if (copies.isEmpty()) {
            return Verdict.notApplicable("there is no /etc/passwd, nor a copy of it");
        }
        List<Finding> findings = new ArrayList<>();
        for (AccountCopies.Copy copy : copies.get().copies()) {
            for (AccountCopies.Hashed hashed : copy.hashes()) {
                findings.add(Finding.of(
                        copy.readableByAll() ? Level.ERROR : Level.WARNING,
                        message(copy, hashed),
                        copy.file(),
                        hashed.line()));
            }
        }
        return Verdict.of(findings);
    }

    private static String message(AccountCopies.Copy copy, AccountCopies.Hashed hashed) {
        return (copy.remembered() ? "the hash of a former password of '" : "a copy holds the password hash of '")
                + hashed.name()
                + "' ("
                + hashed.field().scheme()
                + ")"
                + (copy.readableByAll() ? ", readable by everyone" : "");
    }
}
