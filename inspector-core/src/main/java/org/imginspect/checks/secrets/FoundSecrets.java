package org.imginspect.checks.secrets;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.secrets.SecretHit;
import org.imginspect.facts.secrets.Secrets;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;

/** What the checks of this area that search files have in common: how a hit becomes a finding. */
final class FoundSecrets {
    private static final String[] LIBRARIES = {
        "site-packages", "dist-packages", "node_modules", "gems", "vendor", "pkg", "share", "lib", "lib64"
    };
    private static final String[] SAMPLES = {
        "test",
        "tests",
        "testing",
        "testdata",
        "test-data",
        "test_data",
        "fixtures",
        "spec",
        "__tests__",
        "doc",
        "docs",
        "example",
        "examples",
        "samples",
        "demo",
        "demos"
    };

    private FoundSecrets() {}

    /** The verdict, where nothing found is only a pass if everything was searched. */
    static Verdict verdict(Secrets secrets, List<SecretHit> hits) throws ImageException {
        List<Finding> findings = new ArrayList<>();
        for (SecretHit hit : hits) {
            findings.add(finding(hit));
        }
        return complete(secrets, findings);
    }

    /** The verdict with these findings, where none is only a pass if everything was searched. */
    static Verdict complete(Secrets secrets, List<Finding> findings) throws ImageException {
        if (findings.isEmpty()) {
            secrets.requireComplete();
        } else if (secrets.incomplete().isPresent()) {
            findings.add(Finding.of(
                    Level.NOTE,
                    "there may be more: " + secrets.incomplete().get().getMessage()));
        }
        return Verdict.of(findings);
    }

    private static Finding finding(SecretHit hit) {
        StringBuilder message = new StringBuilder(text(hit));
        Level level = hit.certainty() == SecretHit.Certainty.WEAK ? Level.WARNING : Level.ERROR;
        if (isSample(hit.file())) {
            level = Level.NOTE;
            message.append(", in the tests or documents of a library");
        }
        return new Finding(level, message.toString(), Optional.of(hit.file()), hit.line());
    }

    /** What was found, and what tells it from others. */
    static String text(SecretHit hit) {
        return hit.hint().isEmpty() ? hit.kind() : hit.kind() + " (" + hit.hint() + ")";
    }

    /** A directory of samples below a directory of libraries, which nobody packaged: {@code …/site-packages/x/tests/key.pem}. */
    static boolean isSample(GuestPath file) {
        boolean library = false;
        for (GuestName name : file.names()) {
            String text = name.text();
            if (library && isOneOf(text, SAMPLES)) {
                return true;
            }
            library |= isOneOf(text, LIBRARIES);
        }
        return false;
    }

    private static boolean isOneOf(String name, String[] names) {
        for (String each : names) {
            if (each.equals(name)) {
                return true;
            }
        }
        return false;
    }
}
