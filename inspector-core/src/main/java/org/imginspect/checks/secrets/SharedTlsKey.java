package org.imginspect.checks.secrets;

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
import org.imginspect.facts.secrets.Secrets;
import org.imginspect.facts.secrets.TlsKeys;

/** Flags TLS keys that were made while the image was built, with certificates that nobody else signed. */
final class SharedTlsKey implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "secrets.shared-tls-key",
            Area.SECRETS,
            Level.ERROR,
            "No machine shares a self-made TLS key with others made from the image",
            "remove key and certificate, and let a script make them at the first boot");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Secrets secrets = context.facts().find(Secrets.class).orElseThrow();
        List<Finding> findings = new ArrayList<>();
        for (TlsKeys.Key key : context.facts().find(TlsKeys.class).orElseThrow().keys()) {
            findings.add(finding(key));
        }
        return FoundSecrets.complete(secrets, findings);
    }

    private static Finding finding(TlsKeys.Key key) {
        StringBuilder message = new StringBuilder(key.hit().kind());
        if (key.subject().isPresent()) {
            message.append(" of the self-signed certificate '")
                    .append(key.subject().get())
                    .append('\'');
        }
        Level level = Level.ERROR;
        if (key.maker().isPresent()) {
            level = Level.WARNING;
            message.append(", which the package ").append(key.maker().get()).append(" made when it was installed");
        }
        if (FoundSecrets.isSample(key.hit().file())) {
            level = Level.NOTE;
            message.append(", in the tests or documents of a library");
        }
        return new Finding(
                level,
                message.toString(),
                Optional.of(key.hit().file()),
                key.hit().line());
    }
}
