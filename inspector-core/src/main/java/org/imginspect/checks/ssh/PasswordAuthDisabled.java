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
import org.imginspect.facts.ssh.SshdLogin;
import org.imginspect.facts.ssh.SshdSetting;

/** Flags images whose SSH server takes passwords. */
final class PasswordAuthDisabled implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "ssh.password-auth-disabled",
            Area.SSH,
            Level.ERROR,
            "Nobody logs in over SSH with a password",
            "echo 'PasswordAuthentication no' > /etc/ssh/sshd_config.d/00-keys-only.conf, or set it at the top of /etc/ssh/sshd_config");

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
        List<Finding> findings = new ArrayList<>();
        List<SshdConfig> configs = servers.get().configs();
        for (int i = 0; i < configs.size(); i++) {
            SshdSetting password = configs.get(i).global("passwordauthentication");
            if (!letsIn(configs.get(i))) {
                continue;
            }
            Optional<SshdConfig> after = Sshd.afterCloudInit(context, i);
            boolean mended = after.isPresent() && !letsIn(after.get());
            findings.add(Sshd.finding(
                    mended ? Level.WARNING : Level.ERROR,
                    Sshd.is("PasswordAuthentication", password)
                            + (mended ? "; only cloud-init puts it off, at the first boot, if it gets that far" : ""),
                    password,
                    configs.get(i)));
        }
        for (SshServers.Server server : servers.get().servers()) {
            if (server.product() == SshServers.Product.DROPBEAR
                    && server.starts()
                    && !DropbearOptions.has(server, 's')) {
                findings.add(Finding.of(
                        Level.ERROR, "dropbear starts without -s, and so takes passwords", server.program()));
            }
        }
        return Verdict.of(findings);
    }

    private static boolean letsIn(SshdConfig config) throws ImageException {
        return config.global("passwordauthentication").isOn()
                && SshdLogin.sufficesAlone("password", config.global("authenticationmethods"));
    }
}
