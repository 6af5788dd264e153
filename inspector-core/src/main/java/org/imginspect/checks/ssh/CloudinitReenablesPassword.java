package org.imginspect.checks.ssh;

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
import org.imginspect.facts.cloudinit.CloudInit;
import org.imginspect.facts.ssh.SshdAfterCloudInit;
import org.imginspect.facts.ssh.SshdConfig;

/** Flags a setting that changes sshd's configuration after everybody has looked at it. */
final class CloudinitReenablesPassword implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "ssh.cloudinit-reenables-password",
            Area.SSH,
            Level.ERROR,
            "cloud-init does not let passwords in at the first boot",
            "set ssh_pwauth: false in /etc/cloud/cloud.cfg, or in a later file of /etc/cloud/cloud.cfg.d");

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
        Optional<CloudInit> cloudInit = context.facts().find(CloudInit.class);
        if (cloudInit.isEmpty()) {
            return Verdict.notApplicable("cloud-init is not installed");
        }
        if (!cloudInit.get().isActive()) {
            return Verdict.notApplicable("cloud-init does not run");
        }
        Optional<SshdAfterCloudInit> after = context.facts().find(SshdAfterCloudInit.class);
        if (after.isEmpty() || !after.get().allows()) {
            return Verdict.pass();
        }
        boolean counts = false;
        for (SshdConfig config : after.get().configs()) {
            counts |= config.global("passwordauthentication").isOn();
        }
        return Verdict.of(Finding.of(
                counts ? Level.ERROR : Level.WARNING,
                "ssh_pwauth has cloud-init write 'PasswordAuthentication yes' into "
                        + after.get().file() + " at the first boot"
                        + (counts ? "" : ", where it does not count because an earlier line says 'no'"),
                after.get().setting().file(),
                after.get().setting().line()));
    }
}
