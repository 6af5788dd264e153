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
import org.imginspect.check.Parameter;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.packages.Packages;
import org.imginspect.facts.ssh.SshServers;

/** Flags images that nobody can log in to over the network. */
final class Installed implements Check {
    private static final Parameter OTHERS_FAIL =
            Parameter.yesOrNo("only-openssh", "whether another SSH server is an error, not a warning");

    private static final CheckInfo INFO = new CheckInfo(
                    "ssh.installed",
                    Area.SSH,
                    Level.ERROR,
                    "An OpenSSH server is installed",
                    "apt-get install openssh-server, dnf install openssh-server, apk add openssh-server")
            .onRequest()
            .with(OTHERS_FAIL);

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<SshServers> servers = context.facts().find(SshServers.class);
        if (servers.isEmpty()) {
            return Verdict.of(Finding.of(Level.ERROR, packaged(context)));
        }
        List<Finding> findings = new ArrayList<>();
        for (SshServers.Server server : servers.get().servers()) {
            if (server.product() == SshServers.Product.OPENSSH) {
                if (context.tree().exists(server.program())) {
                    return Verdict.pass();
                }
                findings.add(Finding.of(
                        Level.ERROR,
                        server.unit().orElse("a unit") + " runs a program that is not there",
                        server.program()));
            }
        }
        return Verdict.of(
                findings.isEmpty()
                        ? List.of(Finding.of(
                                context.params().text(OTHERS_FAIL).orElse("").equals("yes")
                                        ? Level.ERROR
                                        : Level.WARNING,
                                "the SSH server is dropbear, and no OpenSSH is there",
                                servers.get().servers().get(0).program()))
                        : findings);
    }

    private static String packaged(CheckContext context) throws ImageException {
        Optional<Packages> packages = context.facts().find(Packages.class);
        return packages.isPresent() && packages.get().isInstalled("openssh-server")
                ? "the package openssh-server is installed, and its program sshd is not there"
                : "no SSH server is installed";
    }
}
