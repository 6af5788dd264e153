package org.imginspect.checks.secrets;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.answers.Answer;
import org.imginspect.facts.answers.UserData;
import org.imginspect.facts.secrets.SecretHit;
import org.imginspect.facts.secrets.Secrets;
import org.imginspect.guest.GuestPath;

/** Flags secrets in the user data that is left of the machine that the image was made on. */
final class Userdata implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "secrets.userdata",
            Area.SECRETS,
            Level.ERROR,
            "No user data with secrets is left from the build",
            "cloud-init clean --logs --seed, and change what was in it");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        UserData data = context.facts().find(UserData.class).orElseThrow();
        if (data.files().isEmpty()) {
            return Verdict.pass();
        }
        List<Finding> findings = FoundAnswers.findings(data.answers());
        Set<GuestPath> files = new HashSet<>(data.files());
        Set<String> told = new HashSet<>();
        for (Answer answer : data.answers()) {
            told.add(answer.file() + ":" + answer.line());
        }
        Secrets secrets = context.facts().find(Secrets.class).orElseThrow();
        for (SecretHit hit : secrets.hits()) {
            if (files.contains(hit.file())
                    && !told.contains(hit.file() + ":" + hit.line().orElse(0))) {
                findings.add(new Finding(
                        hit.certainty() == SecretHit.Certainty.WEAK ? Level.WARNING : Level.ERROR,
                        FoundSecrets.text(hit) + " in user data",
                        Optional.of(hit.file()),
                        hit.line()));
            }
        }
        return FoundSecrets.complete(secrets, findings);
    }
}
