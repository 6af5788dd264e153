package org.imginspect.facts.packages.rpm;

import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.facts.sqlite.SqliteDatabase;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** {@code rpmdb.sqlite} of EL9, EL10, Fedora and Amazon Linux 2023: a table Packages with the columns hnum and blob. */
final class SqliteStore {
    private static final int BLOB = 1;

    private SqliteStore() {}

    static void forEach(GuestTree tree, GuestPath file, HeaderVisitor visitor) throws ImageException {
        boolean found = SqliteDatabase.forEachRow(tree, file, "Packages", row -> {
            if (!row.holdsBytes(BLOB)) {
                throw new DamagedImageException("sqlite: package " + row.id() + " has no header", file.toString());
            }
            visitor.visit(RpmHeader.parse(row.bytes(BLOB), file + " package " + row.id()));
        });
        if (!found) {
            throw new DamagedImageException("sqlite: there is no table Packages", file.toString());
        }
    }
}
