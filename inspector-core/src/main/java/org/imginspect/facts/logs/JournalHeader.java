package org.imginspect.facts.logs;

import java.time.Instant;
import java.util.Optional;
import org.imginspect.error.DamagedImageException;
import org.imginspect.io.Bytes;

/**
 * The header of a journal's file.
 *
 * @param entries n_entries
 * @param head head_entry_realtime; empty if there are no entries
 * @param tail tail_entry_realtime; empty if there are no entries
 */
record JournalHeader(long entries, Optional<Instant> head, Optional<Instant> tail) {
    /** The header of the first version; later ones are longer. */
    static final int BYTES = 208;

    private static final String SIGNATURE = "LPKSHHRH";
    /** An entry object without items: the head of 16 bytes, seqnum, realtime, monotonic, boot id, xor hash. */
    private static final int SMALLEST_ENTRY = 64;

    private static final long MICROS = 1_000_000;
    /** The end of the year 9999: what lies beyond is no time at which anybody wrote a log. */
    private static final long LATEST_SECOND = 253_402_300_799L;

    /**
     * Empty if it is no journal, or one whose header cannot be true.
     *
     * @param head at least {@link #BYTES} from the begin of the file
     * @param fileBytes how long the file is
     */
    static Optional<JournalHeader> parse(Bytes head, long fileBytes) throws DamagedImageException {
        if (!head.latin1(0, SIGNATURE.length()).equals(SIGNATURE)) {
            return Optional.empty();
        }
        long headerBytes = head.le64(88); // header_size, 0x58, le64, bytes
        long entries = head.le64(152); // n_entries, 0x98, le64
        if (headerBytes < BYTES || headerBytes > fileBytes || entries < 0 || entries > fileBytes / SMALLEST_ENTRY) {
            return Optional.empty();
        }
        return Optional.of(new JournalHeader(
                entries,
                entries == 0
                        ? Optional.empty()
                        : instant(head.le64(184)), // head_entry_realtime, 0xb8, le64, microseconds
                entries == 0
                        ? Optional.empty()
                        : instant(head.le64(192)))); // tail_entry_realtime, 0xc0, le64, microseconds
    }

    private static Optional<Instant> instant(long micros) {
        long seconds = Long.divideUnsigned(micros, MICROS);
        return micros == 0 || seconds > LATEST_SECOND
                ? Optional.empty()
                : Optional.of(Instant.ofEpochSecond(seconds, Long.remainderUnsigned(micros, MICROS) * 1000));
    }
}
