package org.imginspect.facts.packages.rpm;

import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.io.ByteSource;

/** The database of installed packages of a guest with rpm, wherever and in whatever format its release keeps it. */
public final class RpmDatabase {
    /** EL, Fedora up to 35, Amazon; SUSE, Fedora from 36 on, EL10; ostree. */
    private static final String[] DIRECTORIES = {"/var/lib/rpm", "/usr/lib/sysimage/rpm", "/usr/share/rpm"};

    private static final String SQLITE = "rpmdb.sqlite";
    private static final String NDB = "Packages.db";
    private static final String BDB = "Packages";
    private static final byte[] JOURNAL_MAGIC = {
        (byte) 0xd9, (byte) 0xd5, 0x05, (byte) 0xf9, 0x20, (byte) 0xa1, 0x63, (byte) 0xd7
    };

    private final GuestTree tree;
    private final GuestPath file;

    private RpmDatabase(GuestTree tree, GuestPath file) {
        this.tree = tree;
        this.file = file;
    }

    /**
     * The guest's database; empty if there is none.
     *
     * @throws UnsupportedFeatureException if there are several: which of them counts is a matter of rpm's configuration
     */
    public static Optional<RpmDatabase> find(GuestTree tree) throws ImageException {
        GuestPath found = null;
        for (String directory : DIRECTORIES) {
            for (String name : new String[] {SQLITE, NDB, BDB}) {
                Optional<GuestPath> real = tree.resolve(GuestPath.of(directory + "/" + name));
                if (real.isEmpty() || !tree.stat(real.get()).orElseThrow().isFile()) {
                    continue;
                }
                if (found != null && !found.equals(real.get())) {
                    throw new UnsupportedFeatureException(
                            "rpm: two databases, " + found + " and " + real.get(), directory);
                }
                found = real.get();
            }
        }
        return found == null ? Optional.empty() : Optional.of(new RpmDatabase(tree, found));
    }

    /** The file with the headers. */
    public GuestPath file() {
        return file;
    }

    /** Shows every package once. At most one header is held at a time. */
    public void forEach(HeaderVisitor visitor) throws ImageException {
        try (ByteSource source = tree.open(file).orElseThrow()) {
            String name = file.name().text();
            if (name.equals(NDB)) {
                NdbStore.open(source, tree.limits()).forEach(visitor);
            } else if (name.equals(BDB)) {
                BdbHashStore.open(source, tree.limits()).forEach(visitor);
            } else {
                sqlite(source, visitor);
            }
        }
    }

    private void sqlite(ByteSource source, HeaderVisitor visitor) throws ImageException {
        refuseHotJournal();
        Optional<ByteSource> log = tree.open(beside("-wal"));
        if (log.isEmpty()) {
            new SqliteStore(SqlitePages.open(source, SqliteWal.none()), tree.limits()).forEach(visitor);
            return;
        }
        try (ByteSource opened = log.get()) {
            SqliteWal wal = SqliteWal.read(opened, tree.limits());
            new SqliteStore(SqlitePages.open(source, wal), tree.limits()).forEach(visitor);
        }
    }

    /** A transaction that was cut off: SQLite would put old pages back before it reads. */
    private void refuseHotJournal() throws ImageException {
        GuestPath journal = beside("-journal");
        Optional<ByteSource> opened = tree.open(journal);
        if (opened.isEmpty()) {
            return;
        }
        try (ByteSource source = opened.get()) {
            if (source.size() >= JOURNAL_MAGIC.length
                    && java.util.Arrays.equals(
                            source.read(0, JOURNAL_MAGIC.length).copy(0, JOURNAL_MAGIC.length), JOURNAL_MAGIC)) {
                throw new UnsupportedFeatureException(
                        "sqlite: a rollback journal that was not played back", journal.toString());
            }
        }
    }

    private GuestPath beside(String suffix) {
        return file.parent().orElseThrow().resolve(file.name().text() + suffix);
    }
}
