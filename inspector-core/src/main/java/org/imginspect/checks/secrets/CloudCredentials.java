package org.imginspect.checks.secrets;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.secrets.SecretHit;
import org.imginspect.facts.secrets.Secrets;
import org.imginspect.guest.GuestPath;

/** Flags tokens, access keys and passwords of clouds and services in any file that no package brought. */
final class CloudCredentials implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "secrets.cloud-credentials",
            Area.SECRETS,
            Level.ERROR,
            "No file holds credentials of a cloud or another service",
            "remove the credential, and revoke it where it was issued: whoever saw the image has it");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Secrets secrets = context.facts().find(Secrets.class).orElseThrow();
        // An id beside its secret says nothing more.
        Set<GuestPath> withSecret = new HashSet<>();
        for (SecretHit hit : secrets.hits()) {
            if (isCredential(hit) && hit.certainty() == SecretHit.Certainty.SECRET) {
                withSecret.add(hit.file());
            }
        }
        List<SecretHit> credentials = new ArrayList<>();
        for (SecretHit hit : secrets.hits()) {
            if (isCredential(hit)
                    && (hit.certainty() == SecretHit.Certainty.SECRET || !withSecret.contains(hit.file()))) {
                credentials.add(hit);
            }
        }
        return FoundSecrets.verdict(secrets, credentials);
    }

    private static boolean isCredential(SecretHit hit) {
        return hit.category() == SecretHit.Category.CREDENTIAL;
    }
}
