package org.imginspect.facts.packages;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.facts.packages.relations.OwnedPaths;
import org.imginspect.facts.packages.relations.PlainRelations;
import org.imginspect.facts.packages.relations.Unmet;
import org.imginspect.facts.packages.versions.VersionOrder;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/**
 * apk's database (src/database.c of apk-tools): text, a package a paragraph, a field a line, one letter and a colon.
 *
 * <pre>
 * P:name  V:version  A:architecture  L:licence  m:maintainer  o:origin  D:what it depends on  p:what it provides
 * F:directory     without a slash at either end
 * R:file          in the directory above
 * Z:Q1BASE64      SHA-1 of that file's content, or of a link's target
 * </pre>
 *
 * <p>What lies below {@code etc} is configuration, but for {@code etc/init.d}, as apk protects it if nothing else is said.
 */
final class ApkSource implements PackageSource {
    /** apk-tools 2, and 3 after the merge of /usr. */
    private static final GuestPath[] FILES = {
        GuestPath.of("/lib/apk/db/installed"), GuestPath.of("/usr/lib/apk/db/installed")
    };

    private static final GuestPath WORLD = GuestPath.of("/etc/apk/world");
    private static final String SHA1 = "Q1";

    private final GuestTree tree;
    private final GuestPath file;
    private final byte[] database;

    private ApkSource(GuestTree tree, GuestPath file, byte[] database) {
        this.tree = tree;
        this.file = file;
        this.database = database;
    }

    /** Empty if there is no database. */
    static Optional<Packages> read(GuestTree tree) throws ImageException {
        for (GuestPath file : FILES) {
            Optional<byte[]> database = tree.bytes(file);
            if (database.isPresent()) {
                ApkSource source = new ApkSource(tree, file, database.get());
                return Optional.of(new Packages(Packages.Manager.APK, source.entries(), source));
            }
        }
        return Optional.empty();
    }

    /** Shown each file of a package, after the package's fields, and then the end of the package. */
    @FunctionalInterface
    private interface Visitor {
        void visit(Paragraph paragraph, boolean end) throws ImageException;
    }

    /** The package that the walk is at, and its file. */
    private static final class Paragraph {
        private String name = "";
        private String version = "";
        private String architecture = "";
        private String maintainer = "";
        private String license = "";
        private String origin = "";
        private String requires = "";
        private String provides = "";
        private String flags = "";
        private byte[] directory = new byte[0];
        private byte[] path = new byte[0];
        private String checksum = "";

        Packages.Entry entry() {
            return new Packages.Entry(
                    name,
                    architecture,
                    PackageVersion.parse(version),
                    Packages.State.INSTALLED,
                    false,
                    maintainer,
                    Optional.empty(),
                    Optional.empty(),
                    new Packages.Source(origin.isEmpty() ? name : origin, version),
                    "");
        }
    }

    private List<Packages.Entry> entries() throws ImageException {
        List<Packages.Entry> entries = new ArrayList<>();
        walk((paragraph, end) -> {
            if (end) {
                entries.add(paragraph.entry());
            }
        });
        return entries;
    }

    private void walk(Visitor visitor) throws ImageException {
        Paragraph paragraph = new Paragraph();
        boolean any = false;
        boolean inFile = false;
        int line = 0;
        for (int from = 0; from <= database.length; ) {
            int end = DpkgSource.lineEnd(database, from);
            line++;
            boolean blank = end == from;
            byte field = blank ? 0 : database[from];
            if (inFile && field != 'Z' && field != 'a') {
                visitor.visit(paragraph, false);
                inFile = false;
            }
            if (blank) {
                if (any) {
                    if (paragraph.name.isEmpty() || paragraph.version.isEmpty()) {
                        throw new DamagedImageException(
                                "apk: the package that ends at line " + line + " has no name or version",
                                file.toString());
                    }
                    visitor.visit(paragraph, true);
                }
                paragraph = new Paragraph();
                any = false;
            } else {
                if (end - from < 2 || database[from + 1] != ':') {
                    throw new DamagedImageException("apk: line " + line + " is no field", file.toString());
                }
                any = true;
                inFile |= field == 'R';
                take(paragraph, field, from + 2, end);
            }
            from = end + 1;
        }
    }

    private void take(Paragraph paragraph, byte field, int from, int end) {
        switch (field) {
            case 'P' -> paragraph.name = text(from, end);
            case 'V' -> paragraph.version = text(from, end);
            case 'A' -> paragraph.architecture = text(from, end);
            case 'm' -> paragraph.maintainer = text(from, end);
            case 'L' -> paragraph.license = text(from, end);
            case 'o' -> paragraph.origin = text(from, end);
            case 'D' -> paragraph.requires = text(from, end);
            case 'p' -> paragraph.provides = text(from, end);
            case 'f' -> paragraph.flags = text(from, end);
            case 'F' -> paragraph.directory = java.util.Arrays.copyOfRange(database, from, end);
            case 'R' -> {
                int length = paragraph.directory.length;
                boolean inRoot = length == 0;
                byte[] path = java.util.Arrays.copyOf(paragraph.directory, length + (inRoot ? 0 : 1) + end - from);
                if (!inRoot) {
                    path[length] = '/';
                }
                System.arraycopy(database, from, path, path.length - (end - from), end - from);
                paragraph.path = path;
                paragraph.checksum = "";
            }
            case 'Z' -> paragraph.checksum = text(from, end);
            default -> {
                // A field that nobody here asks for.
            }
        }
    }

    private String text(int from, int end) {
        return new String(database, from, end - from, StandardCharsets.UTF_8);
    }

    private static boolean isConfiguration(byte[] path) {
        String text = new String(path, StandardCharsets.ISO_8859_1);
        return text.startsWith("etc/") && !text.startsWith("etc/init.d/");
    }

    @Override
    public PackageFiles files(Packages packages) throws ImageException {
        LongSet files = new LongSet();
        LongSet conffiles = new LongSet();
        LongSet directories = new LongSet();
        FileSets sets = new FileSets(files, directories, tree.limits());
        walk((paragraph, end) -> {
            if (!end) {
                long hash = sets.add(paragraph.path, 0, paragraph.path.length);
                if (isConfiguration(paragraph.path)) {
                    conffiles.add(hash);
                }
            }
        });
        return new PackageFiles(files, conffiles, new LongSet(), directories, logDirectories());
    }

    /** apk lists directories on lines of their own, {@code F:var/log/chrony}, also those in which it puts nothing. */
    private List<PackageFiles.LogDirectory> logDirectories() throws ImageException {
        LogPaths logs = new LogPaths(tree.limits());
        String owner = "";
        for (int from = 0; from < database.length; ) {
            int end = DpkgSource.lineEnd(database, from);
            if (end - from > 2 && database[from] == 'P') {
                owner = text(from + 2, end);
            } else if (end - from > 2 && database[from] == 'F') {
                byte[] path = java.util.Arrays.copyOfRange(database, from + 1, end);
                path[0] = '/';
                if (LogPaths.holds(path, 0, path.length)) {
                    logs.add(path, owner);
                }
            }
            from = end + 1;
        }
        return logs.found();
    }

    @Override
    public void find(Packages packages, WantedPaths wanted, ListedVisitor visitor) throws ImageException {
        walk((paragraph, end) -> {
            Optional<GuestPath> path =
                    end ? Optional.empty() : wanted.findBelowRoot(paragraph.path, 0, paragraph.path.length);
            if (path.isPresent()) {
                visitor.visit(new ListedFile(
                        path.get(),
                        paragraph.entry(),
                        isConfiguration(paragraph.path) ? PackageFiles.Owner.CONFIGURATION : PackageFiles.Owner.PACKAGE,
                        digest(paragraph.checksum)));
            }
        });
    }

    @Override
    public List<String> licenses(Packages packages) throws ImageException {
        List<String> licenses = new ArrayList<>(packages.all().size());
        walk((paragraph, end) -> {
            if (end) {
                licenses.add(paragraph.license);
            }
        });
        return licenses;
    }

    @Override
    public List<List<Integer>> dependencies(Packages packages) throws ImageException {
        PlainRelations relations = new PlainRelations(VersionOrder.APK);
        walk((paragraph, end) -> {
            if (end) {
                add(paragraph, relations);
            }
        });
        return relations.met();
    }

    private static void add(Paragraph paragraph, PlainRelations relations) {
        relations.add(
                paragraph.name,
                paragraph.version,
                PackageHolds.words(paragraph.requires),
                PackageHolds.words(paragraph.provides));
    }

    @Override
    public List<Unmet> unmet(OwnedPaths files) throws ImageException {
        PlainRelations relations = new PlainRelations(VersionOrder.APK);
        List<Unmet> unmet = new ArrayList<>();
        walk((paragraph, end) -> {
            if (end) {
                // Of the flags "f" and "s" say that files or scripts failed.
                if (paragraph.flags.indexOf('f') >= 0 || paragraph.flags.indexOf('s') >= 0) {
                    unmet.add(new Unmet(paragraph.name + " " + paragraph.version, Unmet.Kind.BROKEN, "", ""));
                }
                add(paragraph, relations);
            }
        });
        for (String line : tree.lines(WORLD).orElse(List.of())) {
            relations.require(WORLD.toString(), PackageHolds.words(line));
        }
        unmet.addAll(relations.unmet());
        return unmet;
    }

    @Override
    public void findAll(Packages packages, ListedVisitor visitor) throws ImageException {
        walk((paragraph, end) -> {
            if (!end && !isConfiguration(paragraph.path)) {
                visitor.visit(new ListedFile(
                        ListedPath.of(paragraph.path, 0, paragraph.path.length, file.toString()),
                        paragraph.entry(),
                        PackageFiles.Owner.PACKAGE,
                        digest(paragraph.checksum)));
            }
        });
    }

    private Optional<FileDigest> digest(String checksum) throws DamagedImageException {
        if (!checksum.startsWith(SHA1)) {
            return Optional.empty();
        }
        try {
            byte[] raw = Base64.getDecoder().decode(checksum.substring(SHA1.length()));
            return Optional.of(
                    new FileDigest(FileDigest.Algorithm.SHA1, HexFormat.of().formatHex(raw)));
        } catch (IllegalArgumentException e) {
            throw new DamagedImageException("apk: checksum is no base64", file.toString(), e);
        }
    }
}
