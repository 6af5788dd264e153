package org.imginspect.image.vhdx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;

/** Finds the sequence of entries in force and replays it (MS-VHDX 2.3.3). */
final class VhdxLog {
    private VhdxLog() {}

    /** The file as it is once the log is replayed: the file itself if the log is empty. */
    static ByteSource replayed(ByteSource file, VhdxHeader header, Limits limits) throws ImageException {
        if (header.logGuid().equals(VhdxGuid.NONE)) {
            return file;
        }
        VhdxLogSectors log = new VhdxLogSectors(file, header);
        List<VhdxLogEntry> sequence = search(log, header.logGuid());
        if (sequence.isEmpty()) {
            throw new DamagedImageException(
                    "vhdx: the log is not empty and has no whole sequence of entries",
                    file.describe(),
                    header.logOffset());
        }
        long oldest = sequence.get(sequence.size() - 1).tail();
        VhdxOverlay overlay = new VhdxOverlay(file, limits);
        boolean inForce = false;
        for (VhdxLogEntry entry : sequence) {
            inForce |= entry.first() == oldest;
            if (!inForce) {
                continue;
            }
            if (entry.flushedBytes() < 0 || entry.flushedBytes() > file.size()) {
                throw new DamagedImageException(
                        "vhdx: the file has " + file.size() + " bytes, and had at least "
                                + Long.toUnsignedString(entry.flushedBytes()) + " when its log was written: it was cut",
                        file.describe());
            }
            if (entry.fileBytes() < 0) {
                throw new DamagedImageException(
                        "vhdx: log entry " + entry.sequence() + " tells of a file of more than 2^63 bytes",
                        file.describe());
            }
            entry.replay(log, overlay);
        }
        return overlay;
    }

    /** The sequence that ends with the highest number, among those that have the tail that their last entry names. */
    private static List<VhdxLogEntry> search(VhdxLogSectors log, String guid) throws ImageException {
        List<VhdxLogEntry> best = List.of();
        long tail = 0;
        while (true) {
            List<VhdxLogEntry> sequence = new ArrayList<>();
            long next = tail;
            long sectors = 0;
            Optional<VhdxLogEntry> entry = VhdxLogEntry.read(log, next, guid);
            while (entry.isPresent() && sectors + entry.get().sectors() <= log.count()) {
                sequence.add(entry.get());
                sectors += entry.get().sectors();
                next = (next + entry.get().sectors()) % log.count();
                long following = entry.get().sequence() + 1;
                entry = sectors == log.count()
                        ? Optional.empty()
                        : VhdxLogEntry.read(log, next, guid).filter(one -> one.sequence() == following);
            }
            boolean whole = !sequence.isEmpty() && hasTail(sequence);
            if (whole && (best.isEmpty() || Long.compareUnsigned(last(sequence), last(best)) > 0)) {
                best = sequence;
            }
            long old = tail;
            // What begins inside a sequence ends as it does, and lacks the tail that it lacks.
            tail = sequence.isEmpty() ? (tail + 1) % log.count() : next;
            if (tail <= old) {
                return best;
            }
        }
    }

    private static long last(List<VhdxLogEntry> sequence) {
        return sequence.get(sequence.size() - 1).sequence();
    }

    private static boolean hasTail(List<VhdxLogEntry> sequence) {
        long tail = sequence.get(sequence.size() - 1).tail();
        for (VhdxLogEntry entry : sequence) {
            if (entry.first() == tail) {
                return true;
            }
        }
        return false;
    }
}
