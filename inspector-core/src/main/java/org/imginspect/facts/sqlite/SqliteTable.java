package org.imginspect.facts.sqlite;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.io.Bytes;
import org.imginspect.io.Limits;

/**
 * The rows of one table of an SQLite database: a b-tree of pages (https://www.sqlite.org/fileformat2.html, 1.6 and 2.1).
 *
 * <pre>
 * page      0x00 u8 type: 5 inner, 13 leaf of a table; 0x03 be16 cells; 0x08 be32 rightmost child (inner pages only);
 *           then the offset of each cell, be16; page 1 has the header of the file, 100 bytes, before that
 * inner     be32 child, varint row
 * leaf      varint bytes of payload, varint row, payload; what does not fit follows on overflow pages: be32 next, then content
 * payload   varint bytes of this header, varint type of each column; then the columns
 * </pre>
 */
final class SqliteTable {
    private static final int INNER = 5;
    private static final int LEAF = 13;
    private static final int MOST_COLUMNS = 100;
    private static final int DEEPEST = 20;

    private final SqlitePages pages;
    private final Limits limits;
    private final BitSet seen = new BitSet();

    private SqliteTable(SqlitePages pages, Limits limits) {
        this.pages = pages;
        this.limits = limits;
    }

    /** Shows every row of the table whose b-tree begins at page {@code root}, in the order of their ids. */
    static void forEach(SqlitePages pages, long root, Limits limits, SqliteDatabase.RowVisitor visitor)
            throws ImageException {
        if (pages.pages() / Byte.SIZE > limits.get(Limits.METADATA_TABLE_BYTES)) {
            throw new LimitExceededException(
                    "sqlite: " + pages.pages() + " pages to keep account of",
                    Limits.METADATA_TABLE_BYTES,
                    limits.get(Limits.METADATA_TABLE_BYTES),
                    pages.describe());
        }
        new SqliteTable(pages, limits).walk(root, visitor);
    }

    private void walk(long root, SqliteDatabase.RowVisitor visitor) throws ImageException {
        record Open(Bytes page, int[] cells, long right, int[] next) {}
        Deque<Open> stack = new ArrayDeque<>();
        long descend = root;
        while (true) {
            if (descend != 0) {
                Bytes page = copy(descend);
                int start = descend == 1 ? SqlitePages.HEADER_BYTES : 0;
                int type = page.u8(start);
                int[] cells = cells(page, start, type == INNER ? 12 : 8);
                if (type == LEAF) {
                    for (int cell : cells) {
                        visitor.visit(row(page, cell));
                    }
                } else if (type == INNER) {
                    if (stack.size() == DEEPEST) {
                        throw page.damaged("sqlite: b-tree is deeper than " + DEEPEST, start);
                    }
                    stack.push(new Open(page, cells, page.be32(start + 8), new int[1]));
                } else {
                    throw page.damaged("sqlite: page " + descend + " of a table is of type " + type, start);
                }
            }
            Open open = stack.peek();
            if (open == null) {
                return;
            }
            int next = open.next[0]++;
            if (next < open.cells.length) {
                descend = open.page.be32(open.cells[next]);
            } else if (next == open.cells.length) {
                descend = open.right;
            } else {
                stack.pop();
                descend = 0;
            }
        }
    }

    private int[] cells(Bytes page, int start, int headerBytes) throws DamagedImageException {
        int[] cells = new int[page.be16(start + 3)];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = page.be16(start + headerBytes + 2 * i);
        }
        return cells;
    }

    private SqliteRow row(Bytes page, int cell) throws ImageException {
        long[] number = new long[1];
        int at = varint(page, cell, number);
        long size = number[0];
        at = varint(page, at, number);
        long id = number[0];
        long cap = limits.get(Limits.METADATA_TABLE_BYTES);
        if (size < 0 || size > cap) {
            throw new LimitExceededException(
                    "sqlite: row of " + Long.toUnsignedString(size) + " bytes",
                    Limits.METADATA_TABLE_BYTES,
                    cap,
                    page.where());
        }
        if (size > pages.pages() * pages.pageBytes()) {
            throw page.damaged("sqlite: row of " + size + " bytes is longer than the database", cell);
        }
        Bytes payload = payload(page, at, (int) size);
        at = varint(payload, 0, number);
        long header = number[0];
        long[] types = new long[MOST_COLUMNS];
        int[] offsets = new int[MOST_COLUMNS];
        int columns = 0;
        long offset = header;
        while (at < header) {
            if (columns == MOST_COLUMNS) {
                throw new UnsupportedFeatureException("sqlite: more than " + MOST_COLUMNS + " columns", page.where());
            }
            at = varint(payload, at, number);
            types[columns] = number[0];
            if (offset < 0 || offset > size) {
                throw payload.damaged("sqlite: column " + columns + " begins beyond its row", 0);
            }
            offsets[columns] = (int) offset;
            offset += SqliteRow.length(number[0]);
            columns++;
        }
        if (at != header || offset > size) {
            throw payload.damaged("sqlite: columns of " + offset + " bytes in a row of " + size, 0);
        }
        return new SqliteRow(
                id, payload, java.util.Arrays.copyOf(types, columns), java.util.Arrays.copyOf(offsets, columns));
    }

    /** How much of a payload lies on its leaf (fileformat2, 1.6, "Table B-Tree Leaf Cell"). */
    private Bytes payload(Bytes page, int at, int size) throws ImageException {
        int usable = pages.usableBytes();
        int most = usable - 35;
        if (size <= most) {
            return page.slice(at, size);
        }
        int least = (usable - 12) * 32 / 255 - 23;
        int local = least + (size - least) % (usable - 4);
        if (local > most) {
            local = least;
        }
        byte[] all = new byte[size];
        page.copyTo(at, all, 0, local);
        int filled = local;
        long next = page.be32(at + local);
        while (filled < size) {
            Bytes overflow = visit(next);
            int part = Math.min(usable - 4, size - filled);
            overflow.copyTo(4, all, filled, part);
            filled += part;
            next = overflow.be32(0);
        }
        return new Bytes(all, page.where(), 0);
    }

    private Bytes copy(long number) throws ImageException {
        Bytes page = visit(number);
        return new Bytes(page.copy(0, page.length()), page.where(), page.positionOf(0)).slice(0, pages.usableBytes());
    }

    /** Reads a page, none twice: a tree or chain that comes back would never end. */
    private Bytes visit(long number) throws ImageException {
        Bytes page = pages.page(number);
        if (seen.get((int) number)) {
            throw page.damaged("sqlite: page " + number + " is used twice", 0);
        }
        seen.set((int) number);
        return page;
    }

    /** Seven bits a byte, most significant first, the ninth byte whole; returns the offset after it. */
    private static int varint(Bytes bytes, int from, long[] into) throws DamagedImageException {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            int b = bytes.u8(from + i);
            value = value << 7 | (b & 0x7f);
            if (b < 0x80) {
                into[0] = value;
                return from + i + 1;
            }
        }
        into[0] = value << 8 | bytes.u8(from + 8);
        return from + 9;
    }
}
