package org.imginspect.filesystem.exfat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.guest.GuestName;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;
import org.imginspect.io.Limits;

/** One directory's files, in its own order. */
final class ExfatDirectory {
    private static final int KNOWN_BITMAP = 0x81;
    private static final int KNOWN_LABEL = 0x83;
    private static final int SECONDARY = 0x40;
    private static final int BENIGN = 0x20;

    private final List<ExfatEntry> entries = new ArrayList<>();
    private final Map<String, ExfatEntry> byFolded = new HashMap<>();
    /** Names that differ from an earlier one in nothing but case, which no driver writes: still each can be looked up. */
    private final Map<GuestName, ExfatEntry> shadowed = new HashMap<>();

    private ExfatDirectory() {}

    List<ExfatEntry> entries() {
        return entries;
    }

    /** The entry of that name, letters of either case by the volume's table; the one spelled so goes first. */
    Optional<ExfatEntry> find(GuestName name, ExfatUpcase upcase) {
        ExfatEntry exact = shadowed.get(name);
        if (exact != null) {
            return Optional.of(exact);
        }
        Optional<String> text = ExfatName.utf16(name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        ExfatEntry found = byFolded.get(upcase.fold(text.get()));
        if (found == null) {
            found = byFolded.get(upcase.fold(ExfatName.withoutTrailingPeriods(text.get())));
        }
        return Optional.ofNullable(found);
    }

    /**
     * Parses a directory. Entries that are not in use, and secondary ones without a file before them (a removal that was cut off
     * leaves such), are passed over, as the kernel does.
     */
    static ExfatDirectory parse(ByteSource content, ExfatBootSector boot, ExfatUpcase upcase, Limits limits)
            throws ImageException {
        ExfatDirectory directory = new ExfatDirectory();
        ExfatEntries entries = new ExfatEntries(content);
        long at = 0;
        while (at < entries.count()) {
            int type = entries.type(at);
            if (type == ExfatEntries.END) {
                break;
            }
            if (type != ExfatEntrySet.FILE) {
                refuseUnknown(type, entries, at);
                at++;
                continue;
            }
            Bytes file = entries.get(at, 1);
            int size = 1 + ExfatEntrySet.secondaries(file);
            if (size > entries.count() - at) {
                throw file.damaged("exfat: the directory ends inside the entries of a file", 1);
            }
            if (directory.entries.size() >= limits.get(Limits.DIRECTORY_ENTRIES)) {
                throw new LimitExceededException(
                        "exfat: directory of more than " + directory.entries.size() + " entries",
                        Limits.DIRECTORY_ENTRIES,
                        limits.get(Limits.DIRECTORY_ENTRIES),
                        content.describe());
            }
            directory.add(ExfatEntrySet.parse(entries.get(at, size), boot), upcase);
            at += size;
        }
        return directory;
    }

    private void add(ExfatEntry entry, ExfatUpcase upcase) {
        entries.add(entry);
        // What the name's bytes say, not its units: half a surrogate pair is not shown and cannot be asked for.
        Optional<String> text = ExfatName.utf16(entry.name());
        if (text.isPresent() && byFolded.putIfAbsent(upcase.fold(text.get()), entry) != null) {
            shadowed.put(entry.name(), entry);
        }
    }

    private static void refuseUnknown(int type, ExfatEntries entries, long at) throws ImageException {
        boolean critical = (type & ExfatEntries.IN_USE) != 0 && (type & (SECONDARY | BENIGN)) == 0;
        if (critical && (type < KNOWN_BITMAP || type > KNOWN_LABEL)) {
            Bytes entry = entries.get(at, 1);
            throw new UnsupportedFeatureException(
                    "exfat: critical directory entry of type 0x" + Integer.toHexString(type) + " is not known",
                    entry.where(),
                    entry.positionOf(0));
        }
    }
}
