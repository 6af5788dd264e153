package org.imginspect.facts.packages.rpm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;

/**
 * What a package requires, provides or conflicts with.
 *
 * @param name {@code bash}, {@code libc.so.6(GLIBC_2.34)(64bit)}, {@code /bin/sh}, or a rich dependency in parentheses
 * @param flags rpm's RPMSENSE bits: 2 less, 4 greater, 8 equal
 * @param version {@code [EPOCH:]VERSION[-RELEASE]}; empty text for any
 */
public record RpmRelation(String name, long flags, String version) {
    /** Less, greater, equal. */
    public static final long COMPARISON = 0xe;
    /** The requirement may be missing. */
    public static final long MISSING_OK = 1 << 19;
    /** A feature of rpm itself. */
    public static final long RPMLIB = 1 << 24;

    private static final int[] PROVIDES = {RpmTag.PROVIDENAME, RpmTag.PROVIDEFLAGS, RpmTag.PROVIDEVERSION};
    private static final int[] REQUIRES = {RpmTag.REQUIRENAME, RpmTag.REQUIREFLAGS, RpmTag.REQUIREVERSION};
    private static final int[] CONFLICTS = {RpmTag.CONFLICTNAME, RpmTag.CONFLICTFLAGS, RpmTag.CONFLICTVERSION};

    /** What it provides, as far as its header says so. */
    public static List<RpmRelation> provides(RpmHeader header) throws ImageException {
        return read(header, PROVIDES);
    }

    /** What it requires. */
    public static List<RpmRelation> requires(RpmHeader header) throws ImageException {
        return read(header, REQUIRES);
    }

    /** What it conflicts with. */
    public static List<RpmRelation> conflicts(RpmHeader header) throws ImageException {
        return read(header, CONFLICTS);
    }

    /** Three entries in step; flags and versions may be left out, as rpm did before it had them. */
    private static List<RpmRelation> read(RpmHeader header, int[] tags) throws ImageException {
        List<RpmRelation> found = new ArrayList<>();
        Optional<RpmHeader.Strings> names = header.strings(tags[0]);
        if (names.isEmpty()) {
            return found;
        }
        Optional<RpmHeader.Numbers> flags = header.numbers(tags[1], RpmTag.TYPE_INT32);
        Optional<RpmHeader.Strings> versions = header.strings(tags[2]);
        int count = names.get().count();
        if ((flags.isPresent() && flags.get().count() != count)
                || (versions.isPresent() && versions.get().count() != count)) {
            throw new DamagedImageException(
                    "rpm header: " + count + " relations without as many flags or versions", header.where());
        }
        for (int i = 0; names.get().next(); i++) {
            String version = "";
            if (versions.isPresent() && versions.get().next()) {
                version = versions.get().text();
            }
            found.add(new RpmRelation(
                    names.get().text(), flags.isPresent() ? flags.get().at(i) : 0, version));
        }
        return found;
    }
}
