package org.imginspect.checks.fs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.error.ImageException;
import org.imginspect.facts.Facts;
import org.imginspect.facts.boot.BootConfig;
import org.imginspect.facts.boot.BootEntry;
import org.imginspect.facts.boot.BootFile;

/** Kernels that GRUB takes from a disk by its number: {@code (hd0,msdos1)} is another one once a second disk comes first. */
final class GrubPlaces {
    private GrubPlaces() {}

    /** One for each default entry whose kernel is not searched for. */
    static List<Finding> findings(Facts facts) throws ImageException {
        List<Finding> findings = new ArrayList<>();
        Optional<BootConfig> menus = facts.find(BootConfig.class);
        for (BootEntry entry : menus.map(BootConfig::defaultEntries).orElse(List.of())) {
            Optional<String> bare = entry.kernel().flatMap(BootFile::bareDevice);
            if (bare.isPresent()) {
                findings.add(Finding.of(
                        Level.WARNING,
                        "GRUB takes the kernel from (" + bare.get()
                                + "), by the disk's number, and does not search for its file system",
                        entry.kernel().orElseThrow().file(),
                        entry.kernel().orElseThrow().line()));
            }
        }
        return findings;
    }
}
