/**
 * What the package manager knows. Only dpkg's database is read; other databases are named as unsupported, never taken for empty.
 *
 * <p>dpkg keeps (dpkg(1), deb-control(5), lib/dpkg/dbdir.c):
 *
 * <pre>
 * /var/lib/dpkg/status          one stanza per package: Package, Status (want, flag, state), Architecture, Version, Conffiles
 * /var/lib/dpkg/updates/NNNN    stanzas newer than status, left by an interrupted run; a later number wins
 * /var/lib/dpkg/status.d/*      one stanza per file, without Status, in images made by Bazel (distroless)
 * /var/lib/dpkg/info/P.list     the paths of package P, one per line; P:ARCH.list for Multi-Arch: same packages
 * /var/lib/dpkg/diversions      three lines each: path, where it is diverted to, the package whose path stays (":" for none)
 * </pre>
 */
@NullMarked
package org.imginspect.facts.packages;

import org.jspecify.annotations.NullMarked;
