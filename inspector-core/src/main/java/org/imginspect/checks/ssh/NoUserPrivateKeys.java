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
import org.imginspect.facts.secrets.SecretHit;
import org.imginspect.facts.ssh.UserPrivateKeys;
import org.imginspect.facts.users.Users;

/** Flags private keys that the builder left in a home. */
final class NoUserPrivateKeys implements Check {
    private static final CheckInfo INFO = new CheckInfo(
                    "ssh.no-user-private-keys",
                    Area.SSH,
                    Level.ERROR,
                    "No account has a private SSH key",
                    "remove the key, and replace it everywhere its public half is trusted: whoever saw the image has it")
            .with(Whose.ACCOUNTS);

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<UserPrivateKeys> keys = context.facts().find(UserPrivateKeys.class);
        if (keys.isEmpty()) {
            return Verdict.notApplicable("there is no /etc/passwd");
        }
        Whose whose = Whose.of(context, context.facts().find(Users.class).orElseThrow());
        List<Finding> findings = new ArrayList<>();
        for (SecretHit key : keys.get().keys()) {
            if (!whose.includes(key.file())) {
                continue;
            }
            findings.add(new Finding(Level.ERROR, key.kind(), Optional.of(key.file()), key.line()));
        }
        if (findings.isEmpty() && keys.get().incomplete().isPresent()) {
            throw keys.get().incomplete().get();
        }
        return Verdict.of(findings);
    }
}
