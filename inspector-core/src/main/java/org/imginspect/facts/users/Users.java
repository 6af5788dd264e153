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
 * @param passwords the password fields of shadow, tcb, gshadow and group files, in the order of the files
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
     * @param uid -1 if the field is no number: the C library passes over such a line
     * @param gid the primary group's number; -1 as for {@code uid}
     * @param gecos the person or purpose; often empty
     * @param home empty if the field is no absolute path
     * @param shell as it is written; empty text stands for {@code /bin/sh}, see {@link #loginShell}
     * @param line in {@code /etc/passwd}, from 1
     */
    public record Account(
            String name,
            PasswordField password,
            long uid,
            long gid,
            String gecos,
            Optional<GuestPath> home,
            String shell,
            int line) {
        /** An account whose group and gecos do not matter. */
        public Account(
                String name, PasswordField password, long uid, Optional<GuestPath> home, String shell, int line) {
            this(name, password, uid, uid, "", home, shell, line);
        }

        /** Whether the C library sees the account at all: its numbers are numbers. */
        public boolean isValid() {
            return uid >= 0 && gid >= 0 && !name.isEmpty();
        }

        /** The program that a login starts: {@code /bin/sh} if the field is empty. */
        public String loginShell() {
            return shell.isEmpty() ? "/bin/sh" : shell;
        }
    }

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
        return account(name).isPresent();
    }

    /** The account of this name, of several lines the first, which is the one that counts; empty if there is none. */
    public Optional<Account> account(String name) {
        for (Account account : accounts) {
            if (account.name().equals(name)) {
                return Optional.of(account);
            }
        }
        return Optional.empty();
    }

    /**
     * The password field outside passwd that counts for an account if its line there points to shadow: the first with its name. Empty if there is none, with
     * which nobody gets in by a password.
     */
    public Optional<Password> shadow(String name) {
        for (Password password : passwords) {
            if (!password.group() && password.name().equals(name)) {
                return Optional.of(password);
            }
        }
        return Optional.empty();
    }
}
