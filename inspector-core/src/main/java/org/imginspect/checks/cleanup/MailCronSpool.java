package org.imginspect.checks.cleanup;

import java.util.ArrayList;
import java.util.HashSet;
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
import org.imginspect.facts.users.Users;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** Flags mail, print jobs and personal cron and at jobs. */
final class MailCronSpool implements Check {
    private static final int MOST_CRONTABS = 64;

    private static final Piles.Kind MAIL = new Piles.Kind(Level.WARNING, "mailbox", "mailboxes");
    private static final Piles.Kind QUEUED = new Piles.Kind(Level.WARNING, "queued mail", "queued mails");
    private static final Piles.Kind AT = new Piles.Kind(Level.WARNING, "job of at", "jobs of at");
    private static final Piles.Kind PRINT = new Piles.Kind(Level.WARNING, "print job", "print jobs");

    private static final String[] MAILBOXES = {"/var/mail", "/var/spool/mail"};
    private static final String[] PERSONAL = {"mbox", "dead.letter", "Mail", "Maildir/new", "Maildir/cur", "Maildir/tmp"
    };
    private static final String[] QUEUES = {
        "/var/spool/postfix/incoming",
        "/var/spool/postfix/active",
        "/var/spool/postfix/deferred",
        "/var/spool/postfix/defer",
        "/var/spool/postfix/bounce",
        "/var/spool/postfix/hold",
        "/var/spool/postfix/corrupt",
        "/var/spool/postfix/maildrop",
        "/var/spool/postfix/saved",
        "/var/spool/exim*/input",
        "/var/spool/exim*/msglog",
        "/var/spool/mqueue",
        "/var/spool/clientmqueue",
        "/var/spool/nullmailer/queue",
        "/var/spool/dma"
    };
    private static final String[] AT_JOBS = {
        "/var/spool/at", "/var/spool/atjobs", "/var/spool/atspool", "/var/spool/cron/atjobs", "/var/spool/cron/atspool"
    };
    private static final String[] PRINT_JOBS = {"/var/spool/cups/d*", "/var/spool/cups/c*", "/var/spool/lpd/*"};

    /** SUSE, Debian, Enterprise Linux, Alpine. */
    private static final String[] CRONTABS = {
        "/var/spool/cron/tabs/*",
        "/var/spool/cron/crontabs/*",
        "/var/spool/cron/*",
        "/var/spool/incron/*",
        "/etc/crontabs/*"
    };

    /** The lines of root's crontab as Alpine brings it. */
    private static final String ALPINES_OWN = "run-parts /etc/periodic/";

    private static final CheckInfo INFO = new CheckInfo(
            "cleanup.mail-cron-spool",
            Area.CLEANUP,
            Level.WARNING,
            "No mail, no queued work and no personal crontab is left",
            "empty /var/mail and the queues, atrm every job, crontab -r -u NAME; jobs of the product belong into /etc/cron.d");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        GuestTree tree = context.tree();
        Piles piles = new Piles();
        add(tree, MAILBOXES, MAIL, piles);
        Optional<Users> users = context.facts().find(Users.class);
        if (users.isPresent()) {
            for (GuestPath home : users.get().homes()) {
                if (Homes.isPersonal(home)) {
                    for (String name : PERSONAL) {
                        piles.collect(tree, home.resolve(name), (file, node) -> Optional.of(MAIL));
                    }
                }
            }
        }
        add(tree, QUEUES, QUEUED, piles);
        for (String pattern : AT_JOBS) {
            // .SEQ counts the jobs, .lockfile is empty.
            piles.collectAll(
                    tree,
                    pattern,
                    (file, node) -> file.name().text().startsWith(".") ? Optional.empty() : Optional.of(AT));
        }
        add(tree, PRINT_JOBS, PRINT, piles);
        List<Finding> findings = new ArrayList<>(piles.findings());
        crontabs(tree, findings);
        return Verdict.of(findings);
    }

    private static void add(GuestTree tree, String[] patterns, Piles.Kind kind, Piles piles) throws ImageException {
        for (String pattern : patterns) {
            piles.collectAll(tree, pattern, (file, node) -> Optional.of(kind));
        }
    }

    private static void crontabs(GuestTree tree, List<Finding> findings) throws ImageException {
        Set<GuestPath> seen = new HashSet<>();
        int found = 0;
        for (String pattern : CRONTABS) {
            for (GuestPath path : tree.glob(pattern)) {
                Optional<GuestPath> real = tree.resolve(path);
                if (real.isEmpty() || !seen.add(real.get())) {
                    continue;
                }
                Optional<String> crontab = tree.text(real.get());
                int jobs = crontab.isEmpty() ? 0 : jobs(crontab.get());
                if (jobs > 0 && ++found <= MOST_CRONTABS) {
                    findings.add(Finding.of(
                            Level.WARNING,
                            "personal crontab with " + (jobs == 1 ? "1 job" : jobs + " jobs"),
                            real.get()));
                }
            }
        }
        if (found > MOST_CRONTABS) {
            findings.add(Finding.of(Level.WARNING, (found - MOST_CRONTABS) + " more personal crontabs"));
        }
    }

    /** crontab(5): neither empty, nor a remark, nor {@code NAME = value}. */
    private static int jobs(String crontab) {
        int jobs = 0;
        for (String raw : crontab.split("\n", -1)) {
            String line = raw.strip();
            if (!line.isEmpty() && line.charAt(0) != '#' && !isVariable(line) && !line.contains(ALPINES_OWN)) {
                jobs++;
            }
        }
        return jobs;
    }

    private static boolean isVariable(String line) {
        int equals = line.indexOf('=');
        if (equals <= 0) {
            return false;
        }
        String name = line.substring(0, equals).strip();
        if (name.startsWith("\"") || name.startsWith("'")) {
            return name.length() > 1 && name.indexOf(name.charAt(0), 1) == name.length() - 1;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!(c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (i > 0 && c >= '0' && c <= '9'))) {
                return false;
            }
        }
        return true;
    }
}
