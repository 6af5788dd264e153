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
import org.imginspect.facts.ssh.SshdStatement;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.Node;

/** Flags images to which no file can be copied. */
final class SftpEnabled implements Check {
    private static final CheckInfo INFO = new CheckInfo(
                    "ssh.sftp-enabled", Area.SSH, Level.WARNING, "SFTP works", "add: Subsystem sftp internal-sftp")
            .onRequest();

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
            Optional<SshdStatement> sftp = sftp(config);
            if (sftp.isEmpty()) {
                findings.add(Finding.of(Level.WARNING, "no Subsystem sftp is configured", config.file()));
                continue;
            }
            String command =
                    sftp.get().arguments().size() > 1 ? sftp.get().arguments().get(1) : "";
            if (!command.equals("internal-sftp") && !isProgram(context, command)) {
                findings.add(Sshd.finding(
                        Level.WARNING, "Subsystem sftp is '" + command + "', and no program is there", sftp.get()));
            }
        }
        return Verdict.of(findings);
    }

    private static Optional<SshdStatement> sftp(SshdConfig config) {
        for (SshdStatement statement : config.all("subsystem")) {
            if (!statement.arguments().isEmpty() && statement.arguments().get(0).equals("sftp")) {
                return Optional.of(statement);
            }
        }
        return Optional.empty();
    }

    private static boolean isProgram(CheckContext context, String command) throws ImageException {
        if (!command.startsWith("/") || command.indexOf('\0') >= 0) {
            return false;
        }
        Optional<Node> node = context.tree().stat(GuestPath.of(command));
        return node.isPresent() && node.get().isFile() && (node.get().permissions() & 0111) != 0;
    }
}
