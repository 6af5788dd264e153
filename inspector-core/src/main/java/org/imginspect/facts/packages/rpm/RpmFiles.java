package org.imginspect.facts.packages.rpm;

import java.util.Optional;
import java.util.OptionalLong;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;

/**
 * A walk over the files of one package, without a copy of their names. A path is a directory's name, which ends with a slash, and a
 * base name; packages made by rpm before 4.0 have whole paths instead, and the directory is empty.
 */
public final class RpmFiles {
    private static final long FLAG_CONFIG = 1;
    private static final long FLAG_MISSING_OK = 1 << 3;
    private static final long FLAG_GHOST = 1 << 6;

    /** RPMVERIFY_FILEDIGEST */
    private static final long VERIFY_DIGEST = 1;

    /** S_IFMT and S_IFDIR of a mode. */
    private static final int TYPE_MASK = 0xf000;

    private static final int TYPE_DIRECTORY = 0x4000;

    private final RpmHeader header;
    private final Optional<RpmHeader.Strings> names;
    private final int[] directoryFrom;
    private final int[] directoryEnd;
    private final Optional<RpmHeader.Numbers> indexes;
    private final Optional<RpmHeader.Numbers> flags;
    private final Optional<RpmHeader.Numbers> states;
    private final Optional<RpmHeader.Numbers> verified;
    private final Optional<RpmHeader.Strings> digests;
    private int index = -1;
    private int directory;

    private RpmFiles(RpmHeader header, boolean digests) throws ImageException {
        this.header = header;
        Optional<RpmHeader.Strings> baseNames = header.strings(RpmTag.BASENAMES);
        this.names = baseNames.isPresent() ? baseNames : header.strings(RpmTag.OLDFILENAMES);
        this.indexes = baseNames.isPresent() ? header.numbers(RpmTag.DIRINDEXES, RpmTag.TYPE_INT32) : Optional.empty();
        int count = names.isEmpty() ? 0 : names.get().count();
        Optional<RpmHeader.Strings> directories =
                baseNames.isPresent() ? header.strings(RpmTag.DIRNAMES) : Optional.empty();
        if (baseNames.isPresent()
                && (directories.isEmpty() || indexes.isEmpty() || indexes.get().count() != count)) {
            throw new DamagedImageException(
                    "rpm header: " + count + " files without as many directories", header.where());
        }
        int directoryCount = directories.isEmpty() ? 0 : directories.get().count();
        directoryFrom = new int[directoryCount];
        directoryEnd = new int[directoryCount];
        for (int i = 0; i < directoryCount; i++) {
            directories.orElseThrow().next();
            directoryFrom[i] = directories.get().from();
            directoryEnd[i] = directories.get().end();
        }
        this.flags = parallel(header.numbers(RpmTag.FILEFLAGS, RpmTag.TYPE_INT32), count, "flags");
        this.states = parallel(header.numbers(RpmTag.FILESTATES, RpmTag.TYPE_INT8), count, "states");
        this.verified = digests
                ? parallel(header.numbers(RpmTag.FILEVERIFYFLAGS, RpmTag.TYPE_INT32), count, "flags for verifying")
                : Optional.empty();
        this.digests = digests ? header.strings(RpmTag.FILEDIGESTS) : Optional.empty();
        if (this.digests.isPresent() && this.digests.get().count() != count) {
            throw new DamagedImageException("rpm header: " + count + " files without as many digests", header.where());
        }
    }

    private Optional<RpmHeader.Numbers> parallel(Optional<RpmHeader.Numbers> numbers, int count, String what)
            throws DamagedImageException {
        if (numbers.isPresent() && numbers.get().count() != count) {
            throw new DamagedImageException("rpm header: " + count + " files without as many " + what, header.where());
        }
        return numbers;
    }

    /** @param digests whether {@link #digest} will be asked for */
    public static RpmFiles of(RpmHeader header, boolean digests) throws ImageException {
        return new RpmFiles(header, digests);
    }

    /** How many directories there are names of. */
    public int directories() {
        return directoryFrom.length;
    }

    /** Goes to the next file. */
    public boolean next() throws ImageException {
        if (names.isEmpty() || !names.get().next()) {
            return false;
        }
        index++;
        if (indexes.isPresent()) {
            long of = indexes.get().at(index);
            if (of >= directoryFrom.length) {
                throw new DamagedImageException(
                        "rpm header: file " + index + " lies in directory " + of + " of " + directoryFrom.length,
                        header.where());
            }
            directory = (int) of;
        }
        if (digests.isPresent()) {
            digests.get().next();
        }
        return true;
    }

    /** The array that all names are in. */
    public byte[] array() {
        return names.orElseThrow().array();
    }

    /** The number of this file's directory; empty if its name is a whole path. */
    public OptionalLong directory() {
        return indexes.isPresent() ? OptionalLong.of(directory) : OptionalLong.empty();
    }

    /** Where the name of a directory begins in the array. */
    public int directoryFrom(int number) {
        return directoryFrom[number];
    }

    /** Where the name of a directory ends in the array. */
    public int directoryEnd(int number) {
        return directoryEnd[number];
    }

    /** Where this file's base name begins in the array. */
    public int from() {
        return names.orElseThrow().from();
    }

    /** Where this file's base name ends in the array. */
    public int end() {
        return names.orElseThrow().end();
    }

    /** Whether it is configuration, which is meant to be changed. */
    public boolean isConfiguration() throws ImageException {
        return flags.isPresent() && (flags.get().at(index) & FLAG_CONFIG) != 0;
    }

    /** Whether the package only names it, and does not bring it. */
    public boolean isGhost() throws ImageException {
        return flags.isPresent() && (flags.get().at(index) & FLAG_GHOST) != 0;
    }

    /** Whether rpm put it there: not if it was left out, or another package's took its place. */
    public boolean isInPlace() throws ImageException {
        return states.isEmpty() || states.get().at(index) == 0;
    }

    /** Whether rpm left it out, as documentation is in small images, or because another architecture's took its place. */
    public boolean isLeftOut() throws ImageException {
        return states.isPresent() && states.get().at(index) > 1;
    }

    /** Whether rpm, when it verifies, compares the content, and misses the file if it is not there. */
    public boolean isVerified() throws ImageException {
        boolean content = verified.isEmpty() || (verified.get().at(index) & VERIFY_DIGEST) != 0;
        return content && (flags.isEmpty() || (flags.get().at(index) & FLAG_MISSING_OK) == 0);
    }

    /** Whether it is a directory; true too if the header does not say. Reads the header once more: not for every file. */
    public boolean mayBeDirectory() throws ImageException {
        Optional<RpmHeader.Numbers> modes = header.numbers(RpmTag.FILEMODES, RpmTag.TYPE_INT16);
        return modes.isEmpty() || modes.get().count() <= index || (modes.get().at(index) & TYPE_MASK) == TYPE_DIRECTORY;
    }

    /** Its digest as hexadecimal digits; empty text for what is no regular file. */
    public String digest() {
        return digests.isPresent() ? digests.get().text() : "";
    }
}
