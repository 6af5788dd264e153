package org.imginspect.checks.ssh;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.ssh.SshdConfig;
import org.imginspect.facts.ssh.SshdPaths;
import org.imginspect.facts.ssh.SshdStatement;
import org.imginspect.facts.users.Users;
import org.imginspect.guest.GuestPath;

/** Flags the doors beside authorized_keys. */
final class AuthorizedKeysElsewhere implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "ssh.authorized-keys-elsewhere",
            Area.SSH,
            Level.ERROR,
            "Only the keys in the homes open the machine",
            "remove AuthorizedKeysCommand, TrustedUserCAKeys and HostbasedAuthentication from sshd's configuration, and what they name");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    private static final GuestPath[] EQUIVALENTS = {
        GuestPath.of("/etc/hosts.equiv"), GuestPath.of("/etc/ssh/shosts.equiv")
    };
    private static final GuestPath KEYTAB = GuestPath.of("/etc/krb5.keytab");

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        List<SshdConfig> configs = Sshd.configs(context);
        if (configs.isEmpty()) {
            return Verdict.notApplicable(Sshd.NONE);
        }
        List<Finding> findings = new ArrayList<>();
        boolean hostbased = false;
        for (SshdConfig config : configs) {
            addFiles(context, config, findings);
            addCommands(config, findings);
            addAuthorities(context, config, findings);
            for (SshdStatement statement : on(config, "hostbasedauthentication")) {
                hostbased = true;
                findings.add(Sshd.finding(
                        Level.ERROR,
                        "HostbasedAuthentication is 'yes'" + Sshd.scope(statement)
                                + ": other machines vouch for their users",
                        statement));
            }
            if (context.tree().exists(KEYTAB)) {
                for (SshdStatement statement : on(config, "gssapiauthentication")) {
                    findings.add(Sshd.finding(
                            Level.WARNING,
                            "GSSAPIAuthentication is 'yes'" + Sshd.scope(statement) + ", and " + KEYTAB
                                    + " makes the machine a member of a Kerberos realm",
                            statement));
                }
            }
        }
        addTrust(context, hostbased ? Level.ERROR : Level.WARNING, findings);
        return Verdict.of(findings);
    }

    private static List<SshdStatement> on(SshdConfig config, String keyword) {
        List<SshdStatement> found = new ArrayList<>();
        for (SshdStatement statement : config.everywhere(keyword)) {
            if (statement.text().equalsIgnoreCase("yes")
                    && config.outdoneBy(statement).isEmpty()) {
                found.add(statement);
            }
        }
        return found;
    }

    /** AuthorizedKeysFile beyond the homes' {@code .ssh/authorized_keys} and {@code .ssh/authorized_keys2}. */
    private static void addFiles(CheckContext context, SshdConfig config, List<Finding> into) throws ImageException {
        for (SshdStatement statement : config.everywhere("authorizedkeysfile")) {
            if (config.outdoneBy(statement).isPresent()) {
                continue;
            }
            for (String pattern : statement.arguments()) {
                String relative = pattern.startsWith("%h/") ? pattern.substring(3) : pattern;
                if (pattern.equals("none")
                        || relative.equals(".ssh/authorized_keys")
                        || relative.equals(".ssh/authorized_keys2")) {
                    continue;
                }
                int keys = keys(context, pattern);
                into.add(Sshd.finding(
                        keys > 0 ? Level.ERROR : Level.WARNING,
                        "AuthorizedKeysFile names " + pattern + Sshd.scope(statement)
                                + (keys > 0 ? ", where " + keys + " keys are" : ", where nobody looks for keys"),
                        statement));
            }
        }
    }

    private static int keys(CheckContext context, String pattern) throws ImageException {
        Set<GuestPath> files = new TreeSet<>();
        Optional<Users> users = context.facts().find(Users.class);
        for (Users.Account account : users.isPresent() ? users.get().accounts() : List.<Users.Account>of()) {
            Optional<GuestPath> file = SshdPaths.expand(pattern, account);
            if (file.isPresent()) {
                files.addAll(context.tree().glob(file.get().text()));
            }
        }
        int keys = 0;
        for (GuestPath file : files) {
            for (String line : context.tree().lines(file).orElse(List.of())) {
                keys += AuthorizedKey.type(line).isPresent() && !line.strip().startsWith("#") ? 1 : 0;
            }
        }
        return keys;
    }

    private static void addCommands(SshdConfig config, List<Finding> into) {
        for (SshdStatement statement : config.everywhere("authorizedkeyscommand")) {
            if (!statement.text().equalsIgnoreCase("none")
                    && config.outdoneBy(statement).isEmpty()) {
                into.add(Sshd.finding(
                        Level.WARNING,
                        "AuthorizedKeysCommand runs " + statement.arguments().get(0) + Sshd.scope(statement)
                                + ", whose answer opens accounts",
                        statement));
            }
        }
    }

    private static void addAuthorities(CheckContext context, SshdConfig config, List<Finding> into)
            throws ImageException {
        for (SshdStatement statement : config.everywhere("trustedusercakeys")) {
            String path = statement.text();
            if (path.equalsIgnoreCase("none") || config.outdoneBy(statement).isPresent()) {
                continue;
            }
            int keys = 0;
            if (path.startsWith("/") && path.indexOf('\0') < 0) {
                for (String line : context.tree().lines(GuestPath.of(path)).orElse(List.of())) {
                    keys += AuthorizedKey.type(line).isPresent() ? 1 : 0;
                }
            }
            into.add(Sshd.finding(
                    keys > 0 ? Level.ERROR : Level.WARNING,
                    "TrustedUserCAKeys is " + path + Sshd.scope(statement)
                            + (keys > 0
                                    ? ": whoever has one of its " + keys + " authorities signs keys for any account"
                                    : ", in which there is no key"),
                    statement));
        }
    }

    /** Files that say which machines and users are trusted. */
    private static void addTrust(CheckContext context, Level level, List<Finding> into) throws ImageException {
        Set<GuestPath> files = new TreeSet<>(List.of(EQUIVALENTS));
        Optional<Users> users = context.facts().find(Users.class);
        if (users.isPresent()) {
            for (GuestPath home : users.get().homes()) {
                files.add(home.resolve(".shosts"));
                files.add(home.resolve(".rhosts"));
            }
        }
        for (GuestPath file : files) {
            for (String line : context.tree().lines(file).orElse(List.of())) {
                if (!line.isBlank() && !line.strip().startsWith("#")) {
                    into.add(Finding.of(
                            level,
                            "says which machines to trust"
                                    + (level == Level.ERROR ? "" : "; HostbasedAuthentication is off"),
                            file));
                    break;
                }
            }
        }
    }
}
