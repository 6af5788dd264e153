package org.imginspect.checks.ssh;

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
import org.imginspect.facts.ssh.SshdConfig;
import org.imginspect.facts.ssh.SshdLogin;
import org.imginspect.facts.ssh.SshdSetting;
import org.imginspect.facts.ssh.SshdStatement;

/** Flags settings for which the key that the cloud puts in is of no use. */
final class PubkeyEnabled implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "ssh.pubkey-enabled",
            Area.SSH,
            Level.ERROR,
            "The customer's key opens the machine",
            "remove PubkeyAuthentication no, and AuthorizedKeysFile and AuthenticationMethods with it");

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
            addSwitch(config, findings);
            addFiles(config, findings);
            SshdSetting methods = config.global("authenticationmethods");
            if (!SshdLogin.sufficesAlone("publickey", methods)) {
                findings.add(Sshd.finding(
                        methods.text().contains("publickey") ? Level.WARNING : Level.ERROR,
                        "AuthenticationMethods is '" + methods.text() + "', for which a key alone is not enough",
                        methods,
                        config));
            }
        }
        return Verdict.of(findings);
    }

    private static void addSwitch(SshdConfig config, List<Finding> into) throws ImageException {
        SshdSetting global = config.global("pubkeyauthentication");
        if (!global.isOn()) {
            into.add(Sshd.finding(Level.ERROR, Sshd.is("PubkeyAuthentication", global), global, config));
        }
        for (SshdStatement statement : config.everywhere("pubkeyauthentication")) {
            if (!statement.isGlobal() && statement.text().equalsIgnoreCase("no") && global.isOn()) {
                into.add(
                        Sshd.finding(Level.WARNING, "PubkeyAuthentication is 'no'" + Sshd.scope(statement), statement));
            }
        }
    }

    private static void addFiles(SshdConfig config, List<Finding> into) throws ImageException {
        SshdSetting files = config.global("authorizedkeysfile");
        if (files.isNone() && config.global("authorizedkeyscommand").isNone()) {
            into.add(Sshd.finding(
                    Level.ERROR, "AuthorizedKeysFile is 'none': no key that cloud-init writes is read", files, config));
        }
        for (String pattern : files.values()) {
            if (pattern.startsWith("/")
                    && !pattern.contains("%h")
                    && !pattern.contains("%u")
                    && !pattern.contains("%U")
                    && !pattern.equals("/dev/null")) {
                into.add(Sshd.finding(
                        Level.WARNING,
                        "AuthorizedKeysFile names " + pattern + " for all accounts: a key in it opens each of them",
                        files,
                        config));
            }
        }
    }
}
