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
import org.imginspect.facts.ssh.SshServers;
import org.imginspect.facts.ssh.SshdConfig;
import org.imginspect.facts.ssh.SshdConnection;
import org.imginspect.facts.ssh.SshdLogin;
import org.imginspect.facts.ssh.SshdSetting;
import org.imginspect.facts.users.Groups;
import org.imginspect.facts.users.Users;

/** Flags images whose sshd lets root in with a password. */
final class PermitRootLogin implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "ssh.permit-root-login",
            Area.SSH,
            Level.ERROR,
            "Root cannot log in over SSH with a password",
            "set PermitRootLogin prohibit-password, or no");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<SshServers> servers = context.facts().find(SshServers.class);
        if (servers.isEmpty()) {
            return Verdict.notApplicable("no SSH server is installed");
        }
        SshdConnection root = root(context);
        List<Finding> findings = new ArrayList<>();
        List<SshdConfig> configs = servers.get().configs();
        for (int i = 0; i < configs.size(); i++) {
            SshdConfig config = configs.get(i);
            if (!SshdLogin.admits(config, "root", root.groups().orElse(List.of()))) {
                continue;
            }
            for (SshdSetting setting : config.possible("permitrootlogin", root)) {
                if (setting.isOn()) {
                    boolean now = takesPasswords(config, setting, root);
                    Optional<SshdConfig> after = Sshd.afterCloudInit(context, i);
                    boolean then = after.isPresent() ? takesPasswords(after.get(), setting, root) : now;
                    findings.add(Sshd.finding(
                            now && then ? Level.ERROR : Level.WARNING,
                            Sshd.is("PermitRootLogin", setting)
                                    + setting.source().map(Sshd::scope).orElse("")
                                    + because(now, then),
                            setting,
                            config));
                }
            }
        }
        for (SshServers.Server server : servers.get().servers()) {
            if (server.product() == SshServers.Product.DROPBEAR
                    && server.starts()
                    && !DropbearOptions.has(server, 's')
                    && !DropbearOptions.has(server, 'g')
                    && !DropbearOptions.has(server, 'w')) {
                findings.add(Finding.of(
                        Level.ERROR,
                        "dropbear starts without -g, -s and -w, and so takes root's password",
                        server.program()));
            }
        }
        return Verdict.of(findings);
    }

    private static String because(boolean now, boolean then) {
        if (now && then) {
            return ", and passwords are taken";
        }
        return now
                ? "; cloud-init puts passwords off at the first boot, if it gets that far"
                : "; nothing but the switches for passwords keeps a password of root's out";
    }

    /** Whether a password alone is enough for root; if the setting stands in a block, there. */
    private static boolean takesPasswords(SshdConfig config, SshdSetting setting, SshdConnection root)
            throws ImageException {
        if (setting.source().isPresent() && !setting.source().get().isGlobal()) {
            return !SshdLogin.passwords(
                            config, name -> config.beside(setting.source().orElseThrow(), name))
                    .isEmpty();
        }
        for (SshdSetting password : config.possible("passwordauthentication", root)) {
            if (password.isOn() && SshdLogin.sufficesAlone("password", config.at("authenticationmethods", root))) {
                return true;
            }
        }
        return SshdLogin.keyboardInteractive(config, name -> config.at(name, root))
                .isPresent();
    }

    private static SshdConnection root(CheckContext context) throws ImageException {
        Optional<Users> users = context.facts().find(Users.class);
        Optional<Groups> groups = context.facts().find(Groups.class);
        List<String> names = new ArrayList<>();
        if (users.isPresent() && groups.isPresent()) {
            for (Users.Account account : users.get().accounts()) {
                if (account.name().equals("root")) {
                    groups.get().of(account).forEach(group -> names.add(group.name()));
                }
            }
        }
        return SshdConnection.of("root", names.isEmpty() ? List.of("root") : names);
    }
}
