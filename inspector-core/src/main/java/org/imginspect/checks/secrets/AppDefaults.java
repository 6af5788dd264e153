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
import org.imginspect.facts.secrets.SecretHit;
import org.imginspect.facts.secrets.Secrets;
import org.imginspect.guest.GuestPath;

/** Flags passwords and tokens that the configuration of applications, databases and networks holds. */
final class AppDefaults implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "secrets.app-defaults",
            Area.SECRETS,
            Level.WARNING,
            "No application has a password that every machine made from the image shares",
            "let a script make the password at the first boot, and ship the configuration without it");

    /** Scripts that run once on each new machine; what they name in their text they may change. */
    private static final String[] FIRST_BOOT = {
        "/var/lib/cloud/scripts/per-instance/*",
        "/var/lib/cloud/scripts/per-once/*",
        "/var/lib/cloud/scripts/per-boot/*"
    };

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Secrets secrets = context.facts().find(Secrets.class).orElseThrow();
        List<SecretHit> hits = new ArrayList<>();
        for (SecretHit hit : secrets.hits()) {
            if (hit.category() == SecretHit.Category.APPLICATION) {
                hits.add(hit);
            }
        }
        List<Finding> findings = new ArrayList<>();
        List<Script> scripts = hits.isEmpty() ? List.of() : scripts(context);
        for (SecretHit hit : hits) {
            findings.add(finding(hit, scripts));
        }
        return FoundSecrets.complete(secrets, findings);
    }

    private record Script(GuestPath path, String text) {}

    private static List<Script> scripts(CheckContext context) throws ImageException {
        List<Script> scripts = new ArrayList<>();
        for (String pattern : FIRST_BOOT) {
            for (GuestPath path : context.tree().glob(pattern)) {
                Optional<String> text = context.tree().text(path);
                if (text.isPresent()) {
                    scripts.add(new Script(path, text.get()));
                }
            }
        }
        return scripts;
    }

    private static Finding finding(SecretHit hit, List<Script> scripts) {
        String message = FoundSecrets.text(hit);
        Level level = Level.WARNING;
        for (Script script : scripts) {
            if (script.text().contains(hit.file().text())) {
                level = Level.NOTE;
                message += "; " + script.path() + " names this file and may change it at the first boot";
                break;
            }
        }
        if (FoundSecrets.isSample(hit.file())) {
            level = Level.NOTE;
            message += ", in the tests or documents of a library";
        }
        return new Finding(level, message, Optional.of(hit.file()), hit.line());
    }
}
