package org.imginspect.facts.sqlite;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.io.ByteSource;

/** An SQLite database in the guest, as it was when its last transaction was committed: its write-ahead log counts. */
public final class SqliteDatabase {
    /** Columns of sqlite_schema, whose tree begins at page 1: type, name, tbl_name, rootpage, sql. */
    private static final int TYPE = 0;

    private static final int NAME = 1;
    private static final int ROOT = 3;
    private static final byte[] JOURNAL_MAGIC = {
        (byte) 0xd9, (byte) 0xd5, 0x05, (byte) 0xf9, 0x20, (byte) 0xa1, 0x63, (byte) 0xd7
    };

    private SqliteDatabase() {}

    /** Shown each row in turn. */
    @FunctionalInterface
    public interface RowVisitor {
        void visit(SqliteRow row) throws ImageException;
    }

    /**
     * Shows every row of a table (of the kind with row ids) in the order of their ids.
     *
     * @return whether there is such a table
     * @throws UnsupportedFeatureException if a transaction was cut off, which SQLite would roll back before it reads
     * @throws ImageException if {@code file} is absent, or is no sound database
     */
    public static boolean forEachRow(GuestTree tree, GuestPath file, String table, RowVisitor visitor)
            throws ImageException {
        refuseHotJournal(tree, beside(file, "-journal"));
        Optional<ByteSource> opened = tree.open(file);
        if (opened.isEmpty()) {
            throw new DamagedImageException("sqlite: the database is no file", file.toString());
        }
        Optional<ByteSource> log = tree.open(beside(file, "-wal"));
        try (ByteSource source = opened.get()) {
            if (log.isEmpty()) {
                return forEachRow(tree, SqlitePages.open(source, SqliteWal.none()), table, visitor);
            }
            try (ByteSource newest = log.get()) {
                SqliteWal wal = SqliteWal.read(newest, tree.limits());
                return forEachRow(tree, SqlitePages.open(source, wal), table, visitor);
            }
        }
    }

    private static boolean forEachRow(GuestTree tree, SqlitePages pages, String table, RowVisitor visitor)
            throws ImageException {
        long[] root = new long[1];
        SqliteTable.forEach(pages, 1, tree.limits(), row -> {
            if (is(row, TYPE, "table") && is(row, NAME, table)) {
                root[0] = row.number(ROOT);
            }
        });
        if (root[0] == 0) {
            return false;
        }
        SqliteTable.forEach(pages, root[0], tree.limits(), visitor);
        return true;
    }

    private static boolean is(SqliteRow row, int column, String text) throws DamagedImageException {
        return row.holdsBytes(column) && new String(row.bytes(column), StandardCharsets.UTF_8).equals(text);
    }

    private static void refuseHotJournal(GuestTree tree, GuestPath journal) throws ImageException {
        Optional<ByteSource> opened = tree.open(journal);
        if (opened.isEmpty()) {
            return;
        }
        try (ByteSource source = opened.get()) {
            if (source.size() >= JOURNAL_MAGIC.length
                    && Arrays.equals(
                            source.read(0, JOURNAL_MAGIC.length).copy(0, JOURNAL_MAGIC.length), JOURNAL_MAGIC)) {
                throw new UnsupportedFeatureException(
                        "sqlite: a rollback journal that was not played back", journal.toString());
            }
        }
    }

    private static GuestPath beside(GuestPath file, String suffix) {
        return file.parent().orElseThrow().resolve(file.name().text() + suffix);
    }
}
