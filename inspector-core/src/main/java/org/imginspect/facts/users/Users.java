package org.imginspect.facts.users;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imginspect.facts.Fact;
import org.imginspect.guest.GuestPath;

/**
 * The accounts of the guest's own files.
 *
 * @param accounts the lines of {@code /etc/passwd}, in its order
 * @param passwords the password fields of shadow, tcb and gshadow files, in the order of the files
 * @param strayHomes directories in {@code /home}, and {@code /root}, that no account has as its home: left by accounts that are gone
 */
public record Users(List<Account> accounts, List<Password> passwords, List<GuestPath> strayHomes) implements Fact {
    public Users {
        accounts = List.copyOf(accounts);
        passwords = List.copyOf(passwords);
        strayHomes = List.copyOf(strayHomes);
    }

    /**
     * One line of passwd.
     *
     * @param home empty if the field is no absolute path
     * @param line in {@code /etc/passwd}, from 1
     */
    public record Account(
            String name, PasswordField password, long uid, Optional<GuestPath> home, String shell, int line) {}

    /**
     * One password field outside passwd.
     *
     * @param group whether it is a group's
     * @param line in {@code file}, from 1
     */
    public record Password(String name, boolean group, PasswordField field, GuestPath file, int line) {}

    /** Every home once: the accounts' in their order, then the stray ones. */
    public Set<GuestPath> homes() {
        Set<GuestPath> homes = new LinkedHashSet<>();
        for (Account account : accounts) {
            account.home().ifPresent(homes::add);
        }
        homes.addAll(strayHomes);
        return homes;
    }

    /** Whether passwd has an account of this name. */
    public boolean hasAccount(String name) {
        for (Account account : accounts) {
            if (account.name().equals(name)) {
                return true;
            }
        }
        return false;
    }
}
