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
import org.imginspect.facts.ssh.SshdLogin;
import org.imginspect.facts.ssh.SshdSetting;
import org.imginspect.facts.ssh.SshdStatement;

/** Flags the second way in for passwords. */
final class KeyboardInteractiveDisabled implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "ssh.keyboard-interactive-disabled",
            Area.SSH,
            Level.ERROR,
            "PAM does not ask for a password over SSH",
            "set KbdInteractiveAuthentication no (before OpenSSH 8.7: ChallengeResponseAuthentication no), or AuthenticationMethods publickey");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        List<SshdConfig> configs = Sshd.configs(context);
        if (configs.isEmpty()) {
            return Verdict.notApplicable(Sshd.NONE);
        }
        List<Finding> findings = new ArrayList<>();
        for (SshdConfig config : configs) {
            Optional<SshdSetting> setting = SshdLogin.keyboardInteractive(config, config::global);
            if (setting.isPresent()) {
                findings.add(Sshd.finding(
                        Level.ERROR,
                        Sshd.is(name(setting.get()), setting.get()) + ", and PAM asks for a password",
                        setting.get(),
                        config));
            }
            addBlocks(config, setting.isPresent(), findings);
        }
        return Verdict.of(findings);
    }

    private static void addBlocks(SshdConfig config, boolean everywhere, List<Finding> into) throws ImageException {
        for (String keyword : new String[] {"kbdinteractiveauthentication", "authenticationmethods"}) {
            for (SshdStatement statement : config.everywhere(keyword)) {
                boolean on = keyword.startsWith("kbd") ? statement.text().equalsIgnoreCase("yes") : !everywhere;
                if (on
                        && !statement.isGlobal()
                        && config.outdoneBy(statement).isEmpty()
                        && SshdLogin.keyboardInteractive(config, name -> config.beside(statement, name))
                                .isPresent()) {
                    into.add(Sshd.finding(
                            Level.ERROR,
                            statement.keyword() + " is '" + statement.text() + "'" + Sshd.scope(statement)
                                    + ", and PAM asks for a password",
                            statement));
                }
            }
        }
    }

    private static String name(SshdSetting setting) {
        return setting.keyword().startsWith("kbd") ? "KbdInteractiveAuthentication" : "ChallengeResponseAuthentication";
    }
}
