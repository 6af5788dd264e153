package org.imginspect.checks.accounts;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.check.CheckContext;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.crypt.Guess;
import org.imginspect.crypt.Guessing;
import org.imginspect.crypt.Target;
import org.imginspect.error.ImageException;
import org.imginspect.facts.users.PasswordField;
import org.imginspect.guest.GuestPath;

/**
 * A hash that makes a finding. Default passwords are tried against it, and the finding says what came of that, never the password and never the hash.
 *
 * @param level of the finding if nobody guesses the password
 * @param message of the finding up to there
 * @param account whose it is
 */
record HashedPassword(Level level, String message, String account, GuestPath file, int line) {
    private static final int FIELD = 1;

    /** The findings, in their order. */
    static List<Finding> findings(CheckContext context, List<HashedPassword> hashes, Duration budget)
            throws ImageException {
        List<Finding> findings = new ArrayList<>();
        if (hashes.isEmpty()) {
            return findings;
        }
        if (!context.facts().inputs().passwordGuessing()) {
            for (HashedPassword each : hashes) {
                findings.add(each.finding("; default passwords were not tried, as asked for"));
            }
            return findings;
        }
        Map<GuestPath, String[]> files = new HashMap<>();
        List<Target> targets = new ArrayList<>();
        for (HashedPassword each : hashes) {
            String[] lines = files.get(each.file);
            if (lines == null) {
                lines = context.tree().text(each.file).orElse("").split("\n", -1);
                files.put(each.file, lines);
            }
            targets.add(new Target(each.account, hash(lines, each.line)));
        }
        List<Guess> guesses = new Guessing(budget).tryAll(targets);
        for (int i = 0; i < hashes.size(); i++) {
            Guess guess = guesses.get(i);
            findings.add(hashes.get(i).finding(outcome(guess)));
        }
        return findings;
    }

    private Finding finding(String outcome) {
        return Finding.of(level, message + outcome, file, line);
    }

    /** The fact keeps no hashes, so that no listing of facts can show one. */
    private static String hash(String[] lines, int line) {
        String[] fields = line <= lines.length ? lines[line - 1].split(":", FIELD + 2) : new String[0];
        Optional<String> hash = fields.length > FIELD ? PasswordField.hashIn(fields[FIELD]) : Optional.empty();
        return hash.orElse("");
    }

    private static String outcome(Guess guess) {
        if (guess.match().isPresent()) {
            return ", and anybody guesses it: it is "
                    + switch (guess.match().get()) {
                        case EMPTY -> "the empty password";
                        case NAME -> "the account's own name, or made from it";
                        case VENDOR -> "a vendor's default password for this account";
                        case COMMON -> "one of the passwords that are tried first everywhere";
                    };
        }
        if (guess.obstacle().isEmpty()) {
            return "";
        }
        return guess.tried() == 0
                ? "; default passwords were not tried: " + guess.obstacle().get()
                : "; only " + guess.tried() + " of " + guess.candidates() + " default passwords were tried: "
                        + guess.obstacle().get();
    }
}
