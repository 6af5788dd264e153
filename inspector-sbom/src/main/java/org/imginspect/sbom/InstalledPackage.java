package org.imginspect.sbom;

import java.util.List;
import org.imginspect.facts.packages.Packages;

/**
 * One package of the guest.
 *
 * @param reference by which a bill refers to it: its package URL, and behind that a number where several packages share one
 * @param purl its package URL
 * @param license in the words of the database; empty text where it has none
 * @param dependsOn the references of the packages that it needs, as far as the database tells; each once
 */
public record InstalledPackage(
        String reference, Packages.Entry entry, String purl, String license, List<String> dependsOn) {
    public InstalledPackage {
        dependsOn = List.copyOf(dependsOn);
    }
}
