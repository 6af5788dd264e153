package org.imginspect.checks.ssh;

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
import org.imginspect.facts.ssh.SshdConfig;
import org.imginspect.facts.ssh.SshdProblem;
import org.imginspect.facts.ssh.SshdSetting;
import org.imginspect.facts.ssh.SshdStatement;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.Node;

/** Flags what makes sshd refuse to start, and settings that look as if they counted. */
final class ConfigValid implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "ssh.config-valid",
            Area.SSH,
            Level.ERROR,
            "sshd takes its configuration, and every line of it counts",
            "mend the line; sshd -t tells whether sshd takes the rest");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    private static final GuestPath DROP_INS = GuestPath.of("/etc/ssh/sshd_config.d");

    /** Settings of which a second, different value is an error in thought. */
    private static final String[] WATCHED = {
        "passwordauthentication",
        "kbdinteractiveauthentication",
        "challengeresponseauthentication",
        "permitrootlogin",
        "pubkeyauthentication",
        "permitemptypasswords",
        "authenticationmethods",
        "authorizedkeysfile",
        "hostbasedauthentication",
        "usepam"
    };

    /** Of these, what a block alone forbids while everybody else may. */
    private static final String[] FORBIDDEN = {
        "passwordauthentication", "kbdinteractiveauthentication", "permitrootlogin"
    };

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        List<SshdConfig> configs = Sshd.configs(context);
        if (configs.isEmpty()) {
            return Verdict.notApplicable(Sshd.NONE);
        }
        List<Finding> findings = new ArrayList<>();
        for (SshdConfig config : configs) {
            for (SshdProblem problem : config.problems()) {
                findings.add(new Finding(
                        Level.ERROR,
                        "sshd refuses to start: " + problem.message(),
                        Optional.of(problem.file()),
                        problem.line()));
            }
            for (String keyword : WATCHED) {
                addOutdone(config, keyword, findings);
            }
            for (String keyword : FORBIDDEN) {
                addNarrow(config, keyword, findings);
            }
            addUnread(context, config, findings);
        }
        return Verdict.of(findings);
    }

    private static void addOutdone(SshdConfig config, String keyword, List<Finding> into) {
        for (SshdStatement statement : config.everywhere(keyword)) {
            Optional<SshdStatement> winner = config.outdoneBy(statement);
            if (winner.isPresent() && !winner.get().text().equalsIgnoreCase(statement.text())) {
                SshdStatement first = winner.get();
                into.add(Sshd.finding(
                        Level.WARNING,
                        statement.keyword() + " '" + statement.text() + "' does not count: " + first.file()
                                + (first.line().isPresent() ? ":" + first.line().getAsInt() : "") + " says '"
                                + first.text() + "' before it",
                        statement));
            }
        }
    }

    /** A line at the end of a file that has a Match block is in that block, whoever put it there. */
    private static void addNarrow(SshdConfig config, String keyword, List<Finding> into) throws ImageException {
        for (SshdStatement statement : config.everywhere(keyword)) {
            SshdSetting outside = config.global(keyword);
            if (!statement.isGlobal()
                    && statement.text().equalsIgnoreCase("no")
                    && (outside.isOn()
                            || outside.word().equals("prohibit-password")
                            || outside.word().equals("without-password"))
                    && outside.source().isEmpty()) {
                into.add(Sshd.finding(
                        Level.NOTE,
                        statement.keyword() + " 'no' holds only" + Sshd.scope(statement) + "; elsewhere '"
                                + outside.text() + "' is built in",
                        statement));
            }
        }
    }

    /** Files that look like drop-ins. */
    private static void addUnread(CheckContext context, SshdConfig config, List<Finding> into) throws ImageException {
        if (!config.file().equals(GuestPath.of("/etc/ssh/sshd_config"))) {
            return;
        }
        for (GuestName name : context.tree().list(DROP_INS)) {
            GuestPath file = DROP_INS.resolve(name);
            Optional<Node> node = context.tree().stat(file);
            if (node.isPresent()
                    && node.get().isFile()
                    && node.get().sizeBytes() > 0
                    && !config.files().contains(file)
                    && !name.text().toLowerCase(java.util.Locale.ROOT).startsWith("readme")) {
                into.add(Finding.of(Level.WARNING, "no Include of sshd's configuration takes this file in", file));
            }
        }
    }
}
