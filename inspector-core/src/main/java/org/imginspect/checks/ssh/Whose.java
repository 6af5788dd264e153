package org.imginspect.checks.ssh;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imginspect.check.CheckContext;
import org.imginspect.check.Parameter;
import org.imginspect.facts.users.Users;
import org.imginspect.guest.GuestPath;

/**
 * Whose files are looked at.
 *
 * @param root whether root's are
 * @param others whether those of all other accounts are, and of homes whose accounts are gone
 * @param homes the homes that this comes to; one that root shares with others is root's
 * @param rootsHome empty if passwd does not say where root lives
 */
record Whose(boolean root, boolean others, Set<GuestPath> homes, Optional<GuestPath> rootsHome) {
    static final Parameter ACCOUNTS =
            Parameter.parts("accounts", "whose keys are looked at: root, others or both", "root", "others");

    static Whose of(CheckContext context, Users users) {
        List<String> accounts = context.params().list(ACCOUNTS);
        Optional<GuestPath> rootsHome = users.account("root").flatMap(Users.Account::home);
        Whose whose = new Whose(accounts.contains("root"), accounts.contains("others"), Set.of(), rootsHome);
        Set<GuestPath> homes = new LinkedHashSet<>(users.homes());
        homes.removeIf(home -> !whose.includes(home));
        return new Whose(whose.root, whose.others, homes, rootsHome);
    }

    /** An account that lives in root's home, as Enterprise Linux's operator does, counts as root. */
    boolean includes(Users.Account account) {
        boolean isRoot = account.name().equals("root")
                || (rootsHome.isPresent() && account.home().equals(rootsHome));
        return isRoot ? root : others;
    }

    /** Whether this home, or a file in a home, is one of those. */
    boolean includes(GuestPath path) {
        return rootsHome.filter(path::startsWith).isPresent() ? root : others;
    }
}
