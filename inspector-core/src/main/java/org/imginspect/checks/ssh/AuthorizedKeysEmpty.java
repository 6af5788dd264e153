package org.imginspect.checks.ssh;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.ssh.SshdPaths;
import org.imginspect.facts.users.Users;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;

/** Flags keys that let their holder into every machine made from the image. */
final class AuthorizedKeysEmpty implements Check {
    private static final String NAME = "authorized_keys";
    private static final int MOST_PER_FILE = 20;
    private static final CheckInfo INFO = new CheckInfo(
                    "ssh.authorized-keys-empty",
                    Area.SSH,
                    Level.ERROR,
                    "No public key opens an account",
                    "rm -f ~/.ssh/authorized_keys* for every account, after the build's last login")
            .with(Whose.ACCOUNTS);

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
        Whose whose = Whose.of(context, users.get());
        Set<GuestPath> effective = new LinkedHashSet<>();
        SshdPaths sshd = context.facts().find(SshdPaths.class).orElseThrow();
        for (Users.Account account : users.get().accounts()) {
            if (!whose.includes(account)) {
                continue;
            }
            for (String pattern : sshd.authorizedKeys()) {
                Optional<GuestPath> file = SshdPaths.expand(pattern, account);
                if (file.isPresent()) {
                    // OpenSSH 10.0 takes patterns of glob(7) here.
                    effective.addAll(context.tree().glob(file.get().text()));
                }
            }
        }
        List<Finding> findings = new ArrayList<>();
        for (GuestPath file : effective) {
            look(context, file, Level.ERROR, findings);
        }
        // Files that sshd does not read now, but did or will when it is configured otherwise.
        for (GuestPath home : whose.homes()) {
            GuestPath directory = home.resolve(".ssh");
            for (GuestName name : context.tree().list(directory)) {
                GuestPath file = directory.resolve(name);
                if (name.text().startsWith(NAME) && !effective.contains(file)) {
                    boolean usual = name.text().equals(NAME) || name.text().equals(NAME + "2");
                    look(context, file, usual ? Level.ERROR : Level.WARNING, findings);
                }
            }
        }
        return Verdict.of(findings);
    }

    private static void look(CheckContext context, GuestPath file, Level level, List<Finding> findings)
            throws ImageException {
        List<String> lines = context.tree().lines(file).orElse(List.of());
        int keys = 0;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            if (++keys <= MOST_PER_FILE) {
                findings.add(finding(line, level, file, i + 1));
            }
        }
        if (keys > MOST_PER_FILE) {
            findings.add(Finding.of(level, "holds " + (keys - MOST_PER_FILE) + " more lines like these", file));
        }
    }

    private static Finding finding(String line, Level level, GuestPath file, int number) {
        Optional<String> type = AuthorizedKey.type(line);
        if (type.isEmpty()) {
            return Finding.of(Level.WARNING, "a line that is neither a key nor a comment", file, number);
        }
        if (AuthorizedKey.isLoginNotice(line)) {
            return Finding.of(
                    Level.WARNING,
                    "a key (" + type.get() + ") that only gets told to log in as another user, as cloud-init leaves it",
                    file,
                    number);
        }
        return Finding.of(level, "a key (" + type.get() + ") opens this account", file, number);
    }
}
