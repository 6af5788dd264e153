package org.imginspect.checks.secrets;

import java.util.ArrayList;
import java.util.List;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.secrets.SecretHit;
import org.imginspect.facts.secrets.Secrets;
import org.imginspect.facts.secrets.TlsKeys;
import org.imginspect.guest.GuestPath;

/** Flags secret halves of key pairs in any file that no package brought. */
final class PrivateKeys implements Check {
    private static final GuestPath ETC_SSH = GuestPath.of("/etc/ssh");
    private static final CheckInfo INFO = new CheckInfo(
            "secrets.private-keys",
            Area.SECRETS,
            Level.ERROR,
            "No file holds a private key",
            "remove the key, and replace it wherever it is trusted: whoever saw the image has it");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Secrets secrets = context.facts().find(Secrets.class).orElseThrow();
        List<SecretHit> keys = new ArrayList<>();
        for (SecretHit hit : secrets.hits()) {
            if (hit.category() == SecretHit.Category.PRIVATE_KEY && !isHostKey(hit.file())) {
                keys.add(hit);
            }
        }
        if (!keys.isEmpty()) {
            // Those are secrets.shared-tls-key's.
            TlsKeys tls = context.facts().find(TlsKeys.class).orElseThrow();
            keys.removeIf(tls::has);
        }
        return FoundSecrets.verdict(secrets, keys);
    }

    /** Those of sshd: ssh.host-keys-absent judges them. */
    private static boolean isHostKey(GuestPath file) {
        return file.parent().orElseThrow().equals(ETC_SSH) && file.name().text().startsWith("ssh_host_");
    }
}
