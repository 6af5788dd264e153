package org.imginspect.facts.packages.rpm;

import java.nio.charset.StandardCharsets;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.io.Limits;

/** {@code rpmdb.sqlite} of EL9, EL10, Fedora and Amazon Linux 2023: a table Packages with the columns hnum and blob. */
final class SqliteStore implements HeaderStore {
    /** Columns of sqlite_schema, whose tree begins at page 1: type, name, tbl_name, rootpage, sql. */
    private static final int TYPE = 0;

    private static final int NAME = 1;
    private static final int ROOT = 3;
    private static final int BLOB = 1;

    private final SqlitePages pages;
    private final Limits limits;

    SqliteStore(SqlitePages pages, Limits limits) {
        this.pages = pages;
        this.limits = limits;
    }

    @Override
    public void forEach(HeaderVisitor visitor) throws ImageException {
        long[] root = new long[1];
        SqliteTable.forEach(pages, 1, limits, row -> {
            if (is(row, TYPE, "table") && is(row, NAME, "Packages")) {
                root[0] = row.number(ROOT);
            }
        });
        if (root[0] == 0) {
            throw new DamagedImageException("sqlite: there is no table Packages", pages.describe());
        }
        SqliteTable.forEach(pages, root[0], limits, row -> {
            if (!row.holdsBytes(BLOB)) {
                throw new DamagedImageException("sqlite: package " + row.id() + " has no header", pages.describe());
            }
            visitor.visit(RpmHeader.parse(row.bytes(BLOB), pages.describe() + " package " + row.id()));
        });
    }

    private static boolean is(SqliteTable.Row row, int column, String text) throws DamagedImageException {
        return row.holdsBytes(column) && new String(row.bytes(column), StandardCharsets.UTF_8).equals(text);
    }
}
