package org.imginspect.checks.ssh;

import java.util.Optional;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.ssh.HostKeys;
import org.imginspect.facts.ssh.SshServers;

/** Flags images whose sshd has no host key and gets none. */
final class HostKeysRegenerated implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "ssh.host-keys-regenerated",
            Area.SSH,
            Level.ERROR,
            "Every machine makes host keys of its own",
            "have cloud-init make them (module ssh), or a unit that runs ssh-keygen -A before sshd");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<HostKeys> keys = context.facts().find(HostKeys.class);
        if (keys.isEmpty()) {
            return Verdict.notApplicable(Sshd.NONE);
        }
        if (!keys.get().useful().isEmpty()) {
            return Verdict.pass();
        }
        if (!keys.get().kept().isEmpty()) {
            return Verdict.of(Finding.of(
                    Level.WARNING,
                    "nothing makes new host keys: all machines keep this one, and once it is removed sshd does not start",
                    keys.get().kept().get(0)));
        }
        if (!keys.get().makers().isEmpty()) {
            HostKeys.Maker maker = keys.get().makers().get(0);
            return Verdict.of(new Finding(
                    Level.ERROR,
                    maker.name() + " makes host keys, and none that sshd looks for ("
                            + keys.get().wanted().get(0) + ")",
                    Optional.of(maker.file()),
                    maker.line()));
        }
        SshServers.Server server =
                context.facts().find(SshServers.class).orElseThrow().servers().get(0);
        return Verdict.of(Finding.of(
                Level.ERROR,
                "there is no host key (" + keys.get().wanted().get(0) + "), and nothing makes one: sshd does not start",
                server.program()));
    }
}
