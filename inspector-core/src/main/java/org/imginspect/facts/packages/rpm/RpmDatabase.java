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
        String name = file.name().text();
        if (name.equals(SQLITE)) {
            SqliteStore.forEach(tree, file, visitor);
            return;
        }
        try (ByteSource source = tree.open(file).orElseThrow()) {
            if (name.equals(NDB)) {
                NdbStore.open(source, tree.limits()).forEach(visitor);
            } else {
                BdbHashStore.open(source, tree.limits()).forEach(visitor);
            }
        }
    }
}
