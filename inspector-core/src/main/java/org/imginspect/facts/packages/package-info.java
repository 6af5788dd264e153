/**
 * What the package manager knows: dpkg, rpm ({@link org.imginspect.facts.packages.rpm}), apk and pacman. Other databases are named as
 * unsupported, never taken for empty. Where two managers have a database, the first that lists packages counts, in that order.
 *
 * <p>{@link org.imginspect.facts.packages.Packages} has the packages, {@link org.imginspect.facts.packages.PackageFiles} says whose a path
 * is, {@link org.imginspect.facts.packages.PackageDigests} what a file's content should be,
 * {@link org.imginspect.facts.packages.PackageHolds} what keeps a package from updates, {@link org.imginspect.facts.packages.VersionOrder}
 * which of two versions is newer.
 *
 * <p>dpkg keeps (dpkg(1), deb-control(5), lib/dpkg/dbdir.c):
 *
 * <pre>
 * /var/lib/dpkg/status          one stanza per package: Package, Status (want, flag, state), Architecture, Version, Conffiles
 * /var/lib/dpkg/updates/NNNN    stanzas newer than status, left by an interrupted run; a later number wins
 * /var/lib/dpkg/status.d/*      one stanza per file, without Status, in images made by Bazel (distroless); NAME.md5sums beside it
 * /var/lib/dpkg/info/P.list     the paths of package P, one per line; P:ARCH.list for Multi-Arch: same packages
 * /var/lib/dpkg/info/P.md5sums  MD5 and path, without the slash at the begin, of its files that are no configuration
 * /var/lib/dpkg/diversions      three lines each: path, where it is diverted to, the package whose path stays (":" for none)
 * </pre>
 */
@NullMarked
package org.imginspect.facts.packages;

import org.jspecify.annotations.NullMarked;
