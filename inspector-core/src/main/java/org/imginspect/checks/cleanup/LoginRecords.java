package org.imginspect.checks.cleanup;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.logs.LoginLogs;

/** Flags records of who logged in while the image was made. */
final class LoginRecords implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "cleanup.login-records",
            Area.CLEANUP,
            Level.WARNING,
            "wtmp, btmp, lastlog and their like record nothing",
            "truncate -s 0 /var/log/wtmp /var/log/btmp /var/log/lastlog /var/log/faillog; delete rotated ones");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        List<LoginLogs.File> files =
                context.facts().find(LoginLogs.class).orElseThrow().files();
        List<Finding> findings = new ArrayList<>();
        for (LoginLogs.File file : files) {
            findings.add(Finding.of(Level.WARNING, message(file), file.path()));
        }
        return Capped.verdict(findings, "files of login records");
    }

    private static String message(LoginLogs.File file) {
        StringBuilder message = new StringBuilder();
        message.append("records ");
        if (file.records().isPresent()) {
            message.append(file.records().getAsLong()).append(' ');
        }
        boolean one = file.records().orElse(0) == 1;
        message.append(
                switch (file.kind()) {
                    case LOGINS -> one ? "login, boot or shutdown" : "logins, boots and shutdowns";
                    case FAILED_LOGINS -> one ? "failed login" : "failed logins";
                    case SESSIONS -> one ? "session" : "sessions";
                    case LAST_LOGINS -> one ? "account's last login" : "accounts' last logins";
                    case FAILURES -> one ? "account's failed logins" : "accounts' failed logins";
                    case PROCESSES -> one ? "program that ran" : "programs that ran";
                });
        file.last()
                .ifPresent(last -> message.append(one ? ", of " : ", the latest of ")
                        .append(last.atOffset(ZoneOffset.UTC).toLocalDate()));
        return message.append("; ").append(Sizes.text(file.sizeBytes())).toString();
    }
}
