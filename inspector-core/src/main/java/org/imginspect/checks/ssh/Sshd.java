package org.imginspect.checks.ssh;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.imginspect.check.CheckContext;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.error.ImageException;
import org.imginspect.facts.ssh.SshServers;
import org.imginspect.facts.ssh.SshdAfterCloudInit;
import org.imginspect.facts.ssh.SshdConfig;
import org.imginspect.facts.ssh.SshdSetting;
import org.imginspect.facts.ssh.SshdStatement;

/** What the checks of sshd's settings have in common. */
final class Sshd {
    /** Why they do not apply. */
    static final String NONE = "no OpenSSH server is installed";

    private Sshd() {}

    /** The configurations that count; none if there is no OpenSSH server. */
    static List<SshdConfig> configs(CheckContext context) throws ImageException {
        Optional<SshServers> servers = context.facts().find(SshServers.class);
        return servers.isPresent() ? servers.get().configs() : List.of();
    }

    /** The configuration at this place of {@link #configs} once cloud-init has run; empty if it leaves it as it is. */
    static Optional<SshdConfig> afterCloudInit(CheckContext context, int index) throws ImageException {
        Optional<SshdAfterCloudInit> after = context.facts().find(SshdAfterCloudInit.class);
        return after.map(fact -> fact.configs().get(index));
    }

    /** About a setting: the line that sets it, or the main file if it is built in. */
    static Finding finding(Level level, String message, SshdSetting setting, SshdConfig config) {
        return setting.source().isPresent()
                ? finding(level, message, setting.source().get())
                : Finding.of(level, message, config.file());
    }

    /** About a line. */
    static Finding finding(Level level, String message, SshdStatement statement) {
        OptionalInt line = statement.line();
        return line.isPresent()
                ? Finding.of(level, message, statement.file(), line.getAsInt())
                : Finding.of(level, message, statement.file());
    }

    /** {@code PasswordAuthentication is 'yes'}, or that this is built in. */
    static String is(String name, SshdSetting setting) {
        return setting.source().isPresent()
                ? name + " is '" + setting.text() + "'"
                : name + " is not set, and '" + setting.text() + "' is built in";
    }

    /** {@code  for Match User app}; empty text outside of blocks. */
    static String scope(SshdStatement statement) {
        if (statement.within().isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder(" in '");
        for (int i = 0; i < statement.within().size(); i++) {
            text.append(i == 0 ? "" : "' in '").append(statement.within().get(i).text());
        }
        return text.append('\'').toString();
    }
}
