package org.imginspect.checks.ssh;

import java.util.ArrayList;
import java.util.List;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Parameter;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.ssh.SshdConfig;
import org.imginspect.facts.ssh.SshdSetting;
import org.imginspect.facts.ssh.SshdTime;

/** Flags a value that Azure's certification rejects. */
final class ClientAliveInterval implements Check {
    private static final Parameter MIN =
            Parameter.number("min", "the shortest interval, in seconds").withDefault("30");
    private static final Parameter MAX =
            Parameter.number("max", "the longest interval, in seconds").withDefault("235");

    private static final CheckInfo INFO = new CheckInfo(
                    "ssh.client-alive-interval",
                    Area.SSH,
                    Level.ERROR,
                    "sshd asks silent clients for a sign of life in time",
                    "set ClientAliveInterval 180 in /etc/ssh/sshd_config")
            .onRequest()
            .with(MIN, MAX);

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
        long min = context.params().number(MIN).orElse(0);
        long max = context.params().number(MAX).orElse(Long.MAX_VALUE);
        List<Finding> findings = new ArrayList<>();
        for (SshdConfig config : configs) {
            SshdSetting interval = config.global("clientaliveinterval");
            long seconds = SshdTime.seconds(interval.text());
            if (seconds < min || seconds > max) {
                findings.add(Sshd.finding(
                        Level.ERROR,
                        Sshd.is("ClientAliveInterval", interval) + ", not " + min + " to " + max + " seconds",
                        interval,
                        config));
            } else if (interval.source().isPresent()
                    && !interval.source().get().file().equals(config.file())) {
                findings.add(Sshd.finding(
                        Level.NOTE,
                        "ClientAliveInterval is set outside of " + config.file()
                                + ", where Azure's probe does not look",
                        interval,
                        config));
            }
        }
        return Verdict.of(findings);
    }
}
