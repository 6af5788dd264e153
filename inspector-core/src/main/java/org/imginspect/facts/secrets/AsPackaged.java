package org.imginspect.facts.secrets;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.facts.Facts;
import org.imginspect.facts.packages.ListedFile;
import org.imginspect.facts.packages.PackageDigests;
import org.imginspect.guest.GuestPath;

/**
 * Leaves out what stands in configuration exactly as a package brought it: everybody who has the package has it. Digests are computed
 * only of files in which something was found.
 */
final class AsPackaged {
    private AsPackaged() {}

    static List<SecretHit> without(List<SecretHit> hits, Facts facts) throws ImageException {
        Set<GuestPath> files = new LinkedHashSet<>();
        for (SecretHit hit : hits) {
            files.add(hit.file());
        }
        if (files.isEmpty()) {
            return hits;
        }
        Optional<PackageDigests> digests = facts.find(PackageDigests.class);
        if (digests.isEmpty()) {
            return hits;
        }
        Set<GuestPath> unchanged = new HashSet<>();
        for (ListedFile listed : digests.get().listed(files)) {
            if (listed.digest().isPresent()
                    && digests.get()
                            .matches(listed.path(), listed.digest().get())
                            .orElse(false)) {
                unchanged.add(listed.path());
            }
        }
        List<SecretHit> kept = new ArrayList<>();
        for (SecretHit hit : hits) {
            if (!unchanged.contains(hit.file())) {
                kept.add(hit);
            }
        }
        return kept;
    }
}
