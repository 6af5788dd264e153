package org.imginspect.checks.accounts;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.users.Users;
import org.imginspect.guest.GuestPath;

/** Flags second names of root, and accounts that share a number or a name. */
final class SingleUidZero implements Check {
    private static final GuestPath PASSWD = GuestPath.of("/etc/passwd");
    private static final String ROOT = "root";
    private static final CheckInfo INFO = new CheckInfo(
            "accounts.single-uid-zero",
            Area.ACCOUNTS,
            Level.ERROR,
            "Only root has uid 0, and no two accounts share a uid",
            "userdel -f ACCOUNT, or give it a uid of its own (usermod -u UID ACCOUNT)");

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
        Map<Long, Users.Account> byUid = new HashMap<>();
        Map<String, Users.Account> byName = new HashMap<>();
        List<Finding> findings = new ArrayList<>();
        for (Users.Account account : users.get().accounts()) {
            if (!account.isValid()) {
                continue; // No program sees it.
            }
            Users.Account sameName = byName.putIfAbsent(account.name(), account);
            Users.Account sameUid = byUid.putIfAbsent(account.uid(), account);
            if (account.uid() == 0 && !account.name().equals(ROOT)) {
                findings.add(finding(Level.ERROR, account, "has uid 0: it is root by another name"));
            } else if (sameName != null) {
                findings.add(finding(
                        Level.WARNING,
                        account,
                        "stands in passwd a second time; by its name the one in line " + sameName.line() + " counts"));
            } else if (sameUid != null && account.uid() != 0) {
                findings.add(finding(
                        Level.WARNING,
                        account,
                        "has uid " + account.uid() + ", which is that of '" + sameUid.name() + "' in line "
                                + sameUid.line() + " too"));
            }
        }
        return Verdict.of(findings);
    }

    private static Finding finding(Level level, Users.Account account, String what) {
        return Finding.of(level, "account '" + account.name() + "' " + what, PASSWD, account.line());
    }
}
