package org.imginspect.facts.packages;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.facts.packages.keys.OpenPgpKeys;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/**
 * Takes the ids of keys from rpm's pseudo packages {@code gpg-pubkey-ID-TIME} (a whole fingerprint from rpm 6 on) and from files of keys.
 * Empty if the guest's packages are not rpm's.
 */
public final class SigningKeysGatherer implements FactGatherer<SigningKeys> {
    private static final String IMPORTED = "gpg-pubkey";
    private static final int ID_DIGITS = 16;

    private static final GuestPath[] DIRECTORIES = {
        GuestPath.of("/etc/pki/rpm-gpg"),
        GuestPath.of("/usr/lib/rpm/gnupg/keys"),
        GuestPath.of("/var/lib/rpm/pubkeys"),
        GuestPath.of("/usr/lib/sysimage/rpm/pubkeys")
    };

    /** Nothing to be told: a gatherer has no state. */
    public SigningKeysGatherer() {}

    @Override
    public Class<SigningKeys> type() {
        return SigningKeys.class;
    }

    @Override
    public Optional<SigningKeys> gather(GuestTree tree, Facts others) throws ImageException {
        Optional<Packages> packages = others.find(Packages.class);
        if (packages.isEmpty() || packages.get().manager() != Packages.Manager.RPM) {
            return Optional.empty();
        }
        Set<String> ids = new LinkedHashSet<>();
        for (Packages.Entry each : packages.get().all()) {
            if (each.name().equals(IMPORTED)) {
                String id = each.version().version().toLowerCase(Locale.ROOT);
                ids.add(id.length() > ID_DIGITS ? id.substring(id.length() - ID_DIGITS) : id);
            }
        }
        for (GuestPath directory : DIRECTORIES) {
            for (GuestName name : tree.list(directory)) {
                GuestPath file = directory.resolve(name);
                Optional<byte[]> content = tree.bytes(file);
                if (content.isPresent()) {
                    ids.addAll(OpenPgpKeys.ids(content.get(), file.toString()));
                }
            }
        }
        return Optional.of(new SigningKeys(ids));
    }
}
