package org.imginspect.facts.sqlite;

import org.imginspect.error.DamagedImageException;
import org.imginspect.io.Bytes;

/**
 * One row of a table. Columns are counted from 0.
 *
 * @param id the row's number
 * @param payload its record, header and columns
 * @param types of the columns: the serial types of the record format (fileformat2, 2.1)
 * @param offsets where each column begins in the payload
 */
public record SqliteRow(long id, Bytes payload, long[] types, int[] offsets) {
    /** Whether the column is a blob or text of UTF-8. */
    public boolean holdsBytes(int column) {
        return column < types.length && types[column] >= 12;
    }

    /** What a column that {@link #holdsBytes} holds. */
    public byte[] bytes(int column) throws DamagedImageException {
        return payload.copy(offsets[column], length(types[column]));
    }

    /** A whole number of up to 8 bytes. */
    public long number(int column) throws DamagedImageException {
        if (column >= types.length || types[column] == 7 || types[column] > 9 || types[column] == 0) {
            throw payload.damaged("sqlite: column " + column + " is no whole number", 0);
        }
        if (types[column] >= 8) {
            return types[column] - 8; // the constants 0 and 1
        }
        int width = length(types[column]);
        long value = payload.u8(offsets[column]) >= 0x80 ? -1 : 0;
        for (int i = 0; i < width; i++) {
            value = value << 8 | payload.u8(offsets[column] + i);
        }
        return value;
    }

    /** The bytes that a column of this type takes; a length beyond what an int holds comes out as the highest, which fits nowhere. */
    static int length(long type) {
        if (type < 0) {
            return Integer.MAX_VALUE;
        }
        if (type >= 12) {
            return (int) Math.min(Integer.MAX_VALUE, (type - 12) / 2);
        }
        return switch ((int) type) {
            case 1 -> 1;
            case 2 -> 2;
            case 3 -> 3;
            case 4 -> 4;
            case 5 -> 6;
            case 6, 7 -> 8;
            default -> 0;
        };
    }
}
