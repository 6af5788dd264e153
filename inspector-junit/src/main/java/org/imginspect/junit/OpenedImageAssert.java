package org.imginspect.junit;

import java.util.Optional;
import org.imginspect.facts.Facts;
import org.imginspect.facts.packages.Packages;
import org.imginspect.scan.OpenedImage;

/** Assertions about a guest and what is known of it. */
public final class OpenedImageAssert extends GuestAssert<OpenedImageAssert> {
    private final Facts facts;

    OpenedImageAssert(OpenedImage image) {
        super(image.guest(), OpenedImageAssert.class);
        this.facts = image.facts();
    }

    /** A package is installed, whatever its version. */
    public OpenedImageAssert hasPackage(String name) {
        if (installed(name).isEmpty()) {
            failWithMessage("expected the package %s, but it is not installed", name);
        }
        return this;
    }

    /** A package is installed in this version, as its package manager writes it. */
    public OpenedImageAssert hasPackage(String name, String version) {
        hasPackage(name);
        String found = installed(name).orElseThrow().version().text();
        if (!found.equals(version)) {
            failWithMessage("expected %s of version %s, but its version is %s", name, version, found);
        }
        return this;
    }

    /** A package is not installed. */
    public OpenedImageAssert hasNoPackage(String name) {
        Optional<Packages.Entry> found = installed(name);
        if (found.isPresent()) {
            failWithMessage(
                    "expected no package %s, but %s is installed",
                    name, found.get().version().text());
        }
        return this;
    }

    /** A guest without any package database has neither this package nor its absence to show. */
    private Optional<Packages.Entry> installed(String name) {
        Optional<Packages> packages = read(() -> facts.find(Packages.class));
        if (packages.isEmpty()) {
            failWithMessage("expected to look for the package %s, but the guest has no package database", name);
        }
        return packages.orElseThrow().find(name).filter(Packages.Entry::isInstalled);
    }
}
