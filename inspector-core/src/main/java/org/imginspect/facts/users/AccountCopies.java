package org.imginspect.facts.users;

import java.util.List;
import org.imginspect.facts.Fact;
import org.imginspect.guest.GuestPath;

/**
 * Copies of passwd, shadow, group and gshadow: those that passwd(1), vipw(8), package managers, cron and editors leave, those that people make, and the
 * passwords of former times that PAM remembers in {@code opasswd}. Beside {@code /etc}, {@code /etc/tcb}, {@code /etc/security} and {@code /var/backups} they
 * are looked for by name among the files that no package owns.
 *
 * @param copies in the order of their paths
 */
public record AccountCopies(List<Copy> copies) implements Fact {
    public AccountCopies {
        copies = List.copyOf(copies);
    }

    /**
     * One copy, whether there is a hash in it or not.
     *
     * @param remembered whether it is PAM's memory of former passwords rather than a copy
     * @param readableByAll whether its mode lets every process read it
     * @param hashes the lines with a hash
     */
    public record Copy(GuestPath file, boolean remembered, boolean readableByAll, List<Hashed> hashes) {
        public Copy {
            hashes = List.copyOf(hashes);
        }
    }

    /**
     * One line with a hash.
     *
     * @param field {@link PasswordField.Kind#HASH} or {@link PasswordField.Kind#LOCKED_HASH}
     * @param line in the copy, decompressed if need be, from 1
     */
    public record Hashed(String name, PasswordField field, int line) {}
}
