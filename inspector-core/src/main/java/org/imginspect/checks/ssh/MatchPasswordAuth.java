package org.imginspect.checks.ssh;

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
import org.imginspect.facts.cloudinit.CloudConfig;
import org.imginspect.facts.ssh.SshdConfig;
import org.imginspect.facts.ssh.SshdLogin;
import org.imginspect.facts.ssh.SshdMatch;
import org.imginspect.facts.ssh.SshdSetting;
import org.imginspect.facts.ssh.SshdStatement;
import org.imginspect.facts.users.Users;

/** Flags blocks for which other rules hold than for the rest. */
final class MatchPasswordAuth implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "ssh.match-password-auth",
            Area.SSH,
            Level.ERROR,
            "No Match block of sshd's configuration lets passwords in again",
            "remove the PasswordAuthentication yes from the block, or the block");

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
            for (SshdStatement statement : config.everywhere("passwordauthentication")) {
                boolean on = statement.text().equalsIgnoreCase("yes");
                if (on && !statement.isGlobal() && config.outdoneBy(statement).isEmpty()) {
                    SshdSetting methods = config.beside(statement, "authenticationmethods");
                    if (SshdLogin.sufficesAlone("password", methods)) {
                        findings.add(Sshd.finding(
                                level(context, statement),
                                "PasswordAuthentication is 'yes'" + Sshd.scope(statement),
                                statement));
                    }
                }
            }
            addLoosened(context, config, findings);
        }
        return Verdict.of(findings);
    }

    /** PasswordAuthentication is on outside, AuthenticationMethods asks for more there, and a block takes that demand away. */
    private static void addLoosened(CheckContext context, SshdConfig config, List<Finding> into) throws ImageException {
        if (SshdLogin.sufficesAlone("password", config.global("authenticationmethods"))) {
            return;
        }
        for (SshdStatement statement : config.everywhere("authenticationmethods")) {
            if (!statement.isGlobal()
                    && config.outdoneBy(statement).isEmpty()
                    && config.beside(statement, "passwordauthentication").isOn()
                    && config.beside(statement, "passwordauthentication")
                            .block()
                            .isEmpty()
                    && SshdLogin.sufficesAlone("password", config.beside(statement, "authenticationmethods"))) {
                into.add(Sshd.finding(
                        level(context, statement),
                        "AuthenticationMethods is '" + statement.text() + "'" + Sshd.scope(statement)
                                + ", where PasswordAuthentication is 'yes'",
                        statement));
            }
        }
    }

    /** A block for users of whom the image knows none is a warning: whoever makes such an account opens it. */
    private static Level level(CheckContext context, SshdStatement statement) throws ImageException {
        Set<String> known = null;
        for (SshdMatch match : statement.within()) {
            for (String patterns : match.arguments("user")) {
                if (patterns.indexOf('*') >= 0 || patterns.indexOf('?') >= 0 || patterns.indexOf('!') >= 0) {
                    continue;
                }
                known = known == null ? users(context) : known;
                boolean any = false;
                for (String user : patterns.split(",", -1)) {
                    any |= known.contains(user);
                }
                if (!any) {
                    return Level.WARNING;
                }
            }
        }
        return Level.ERROR;
    }

    private static Set<String> users(CheckContext context) throws ImageException {
        Set<String> names = new HashSet<>();
        Optional<Users> users = context.facts().find(Users.class);
        if (users.isPresent()) {
            users.get().accounts().forEach(account -> names.add(account.name()));
        }
        Optional<CloudConfig> config = context.facts().find(CloudConfig.class);
        Optional<CloudConfig.Setting> name =
                config.isPresent() ? config.get().find("system_info", "default_user", "name") : Optional.empty();
        name.flatMap(CloudConfig.Setting::text).ifPresent(names::add);
        return names;
    }
}
