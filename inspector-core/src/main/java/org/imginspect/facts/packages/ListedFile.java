package org.imginspect.facts.packages;

import java.util.Optional;
import org.imginspect.guest.GuestPath;

/**
 * A file as a package lists it.
 *
 * @param path as it was asked for, which may be another than the package lists it by ({@code /usr/lib/x} for {@code /lib/x})
 * @param owner how: as a file, configuration or ghost; never nobody
 * @param digest empty if the package keeps none, as for ghosts and dpkg's packages without md5sums
 */
public record ListedFile(GuestPath path, Packages.Entry by, PackageFiles.Owner owner, Optional<FileDigest> digest) {}
