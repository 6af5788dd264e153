package org.imginspect.facts.packages;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.facts.packages.relations.OwnedPaths;
import org.imginspect.facts.packages.relations.RpmRelations;
import org.imginspect.facts.packages.relations.Unmet;
import org.imginspect.facts.packages.rpm.RpmDatabase;
import org.imginspect.facts.packages.rpm.RpmFiles;
import org.imginspect.facts.packages.rpm.RpmHeader;
import org.imginspect.facts.packages.rpm.RpmPackage;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.io.Limits;

/** rpm's database. It is read once for the packages and the paths they own, and once more for each search. */
final class RpmSource implements PackageSource {
    /** What an entry takes, roughly. */
    private static final int BYTES_EACH = 512;

    private static final String SOURCE_END = ".src.rpm";

    private static final Map<Integer, FileDigest.Algorithm> ALGORITHMS = Map.of(
            1, FileDigest.Algorithm.MD5,
            2, FileDigest.Algorithm.SHA1,
            8, FileDigest.Algorithm.SHA256,
            9, FileDigest.Algorithm.SHA384,
            10, FileDigest.Algorithm.SHA512,
            11, FileDigest.Algorithm.SHA224);

    private final RpmDatabase database;
    private final PackageFiles files;

    private RpmSource(RpmDatabase database, PackageFiles files) {
        this.database = database;
        this.files = files;
    }

    /** Empty if there is no database. */
    static Optional<Packages> read(GuestTree tree) throws ImageException {
        Optional<RpmDatabase> database = RpmDatabase.find(tree);
        if (database.isEmpty()) {
            return Optional.empty();
        }
        List<Packages.Entry> entries = new ArrayList<>();
        LongSet files = new LongSet();
        LongSet conffiles = new LongSet();
        LongSet ghosts = new LongSet();
        LongSet directories = new LongSet();
        FileSets sets = new FileSets(files, directories, tree.limits());
        LogPaths logs = new LogPaths(tree.limits());
        long most = tree.limits().get(Limits.METADATA_TABLE_BYTES) / BYTES_EACH;
        database.get().forEach(header -> {
            if (entries.size() >= most) {
                throw new LimitExceededException(
                        "rpm: more packages than are kept account of",
                        Limits.METADATA_TABLE_BYTES,
                        tree.limits().get(Limits.METADATA_TABLE_BYTES),
                        header.where());
            }
            entries.add(entry(RpmPackage.of(header)));
            collect(
                    RpmFiles.of(header, false),
                    sets,
                    conffiles,
                    ghosts,
                    logs,
                    entries.get(entries.size() - 1).name());
        });
        return Optional.of(new Packages(
                Packages.Manager.RPM,
                entries,
                new RpmSource(database.get(), new PackageFiles(files, conffiles, ghosts, directories, logs.found()))));
    }

    private static void collect(
            RpmFiles list, FileSets sets, LongSet conffiles, LongSet ghosts, LogPaths logs, String owner)
            throws ImageException {
        long[] states = new long[list.directories()];
        while (list.next()) {
            if (list.isLeftOut()) {
                continue;
            }
            byte[] array = list.array();
            long hash;
            OptionalLong directory = list.directory();
            if (directory.isPresent()) {
                int number = (int) directory.getAsLong();
                if (states[number] == 0) {
                    int from = list.directoryFrom(number);
                    int end = list.directoryEnd(number);
                    states[number] = PathHash.feed(PathHash.START, array, from, end);
                    sets.directory(array, Math.min(from + 1, end), end);
                }
                hash = PathHash.finish(PathHash.feed(states[number], array, list.from(), list.end()));
                sets.add(hash);
            } else {
                hash = sets.add(array, Math.min(list.from() + 1, list.end()), list.end());
            }
            if (list.isConfiguration()) {
                conffiles.add(hash);
            } else if (list.isGhost()) {
                ghosts.add(hash);
            } else {
                log(list, logs, owner);
            }
        }
    }

    private static void log(RpmFiles list, LogPaths logs, String owner) throws ImageException {
        byte[] array = list.array();
        int directory = (int) list.directory().orElse(-1);
        int from = directory < 0 ? list.from() : list.directoryFrom(directory);
        int end = directory < 0 ? list.end() : list.directoryEnd(directory);
        if (!LogPaths.holds(array, from, end) || !list.mayBeDirectory()) {
            return;
        }
        byte[] path = java.util.Arrays.copyOfRange(array, from, end);
        if (directory >= 0) {
            path = java.util.Arrays.copyOf(path, path.length + list.end() - list.from());
            System.arraycopy(array, list.from(), path, end - from, list.end() - list.from());
        }
        logs.add(path, owner);
    }

    private static Packages.Entry entry(RpmPackage each) {
        String evr = each.version() + "-" + each.release();
        long epoch = each.epoch().orElse(0);
        return new Packages.Entry(
                each.name(),
                each.architecture(),
                new PackageVersion(
                        each.epoch().isPresent() ? epoch + ":" + evr : evr, epoch, each.version(), each.release()),
                Packages.State.INSTALLED,
                false,
                each.vendor(),
                each.installed(),
                each.signedBy(),
                source(each, evr),
                each.module());
    }

    /** {@code NAME-VERSION-RELEASE.src.rpm}. */
    private static Packages.Source source(RpmPackage each, String evr) {
        String file = each.sourceFile();
        String stem = file.endsWith(SOURCE_END) ? file.substring(0, file.length() - SOURCE_END.length()) : "";
        int release = stem.lastIndexOf('-');
        int version = release < 0 ? -1 : stem.lastIndexOf('-', release - 1);
        return version <= 0
                ? new Packages.Source(each.name(), evr)
                : new Packages.Source(stem.substring(0, version), stem.substring(version + 1));
    }

    @Override
    public PackageFiles files(Packages packages) {
        return files;
    }

    @Override
    public void find(Packages packages, WantedPaths wanted, ListedVisitor visitor) throws ImageException {
        database.forEach(header -> find(header, wanted, visitor));
    }

    private static void find(RpmHeader header, WantedPaths wanted, ListedVisitor visitor) throws ImageException {
        Packages.Entry owner = null;
        RpmPackage about = null;
        RpmFiles list = RpmFiles.of(header, true);
        Map<Integer, Long> states = new HashMap<>();
        while (list.next()) {
            if (list.isLeftOut()) {
                continue;
            }
            byte[] array = list.array();
            int from = list.from();
            int directory = (int) list.directory().orElse(-1);
            long state = directory < 0
                    ? PathHash.START
                    : states.computeIfAbsent(
                            directory,
                            number -> PathHash.feed(
                                    PathHash.START, array, list.directoryFrom(number), list.directoryEnd(number)));
            if (!wanted.mayContain(PathHash.finish(PathHash.feed(state, array, from, list.end())))) {
                continue;
            }
            Optional<GuestPath> path = find(wanted, list, directory);
            if (path.isEmpty()) {
                continue;
            }
            if (about == null || owner == null) {
                about = RpmPackage.of(header);
                owner = entry(about);
            }
            PackageFiles.Owner how = list.isConfiguration()
                    ? PackageFiles.Owner.CONFIGURATION
                    : list.isGhost() ? PackageFiles.Owner.GHOST : PackageFiles.Owner.PACKAGE;
            FileDigest.Algorithm algorithm = ALGORITHMS.get(about.digestAlgorithm());
            boolean none = list.isGhost() || !list.isInPlace() || list.digest().isEmpty() || algorithm == null;
            visitor.visit(new ListedFile(
                    path.get(),
                    owner,
                    how,
                    none || algorithm == null
                            ? Optional.empty()
                            : Optional.of(
                                    new FileDigest(algorithm, list.digest().toLowerCase(java.util.Locale.ROOT)))));
        }
    }

    @Override
    public List<String> licenses(Packages packages) throws ImageException {
        List<String> licenses = new ArrayList<>(packages.all().size());
        database.forEach(header -> licenses.add(RpmPackage.license(header)));
        return licenses;
    }

    @Override
    public List<List<Integer>> dependencies(Packages packages) throws ImageException {
        RpmRelations relations = RpmRelations.ofEach();
        database.forEach(relations::add);
        return relations.met();
    }

    @Override
    public List<Unmet> unmet(OwnedPaths paths) throws ImageException {
        RpmRelations relations = new RpmRelations();
        database.forEach(relations::add);
        return relations.unmet(paths);
    }

    @Override
    public void findAll(Packages packages, ListedVisitor visitor) throws ImageException {
        database.forEach(header -> findAll(header, visitor));
    }

    private static void findAll(RpmHeader header, ListedVisitor visitor) throws ImageException {
        RpmFiles list = RpmFiles.of(header, true);
        Packages.Entry owner = null;
        FileDigest.Algorithm algorithm = null;
        while (list.next()) {
            if (list.isLeftOut()
                    || list.isGhost()
                    || list.isConfiguration()
                    || !list.isInPlace()
                    || !list.isVerified()) {
                continue;
            }
            if (owner == null) {
                RpmPackage about = RpmPackage.of(header);
                owner = entry(about);
                algorithm = ALGORITHMS.get(about.digestAlgorithm());
            }
            String digest = list.digest();
            visitor.visit(new ListedFile(
                    path(list, header.where()),
                    owner,
                    PackageFiles.Owner.PACKAGE,
                    digest.isEmpty() || algorithm == null
                            ? Optional.empty()
                            : Optional.of(new FileDigest(algorithm, digest.toLowerCase(java.util.Locale.ROOT)))));
        }
    }

    private static GuestPath path(RpmFiles list, String where) throws ImageException {
        int directory = (int) list.directory().orElse(-1);
        int from = directory < 0 ? 0 : list.directoryFrom(directory);
        int length = directory < 0 ? 0 : list.directoryEnd(directory) - from;
        byte[] whole = new byte[length + list.end() - list.from()];
        System.arraycopy(list.array(), from, whole, 0, length);
        System.arraycopy(list.array(), list.from(), whole, length, list.end() - list.from());
        return ListedPath.of(whole, 0, whole.length, where);
    }

    private static Optional<GuestPath> find(WantedPaths wanted, RpmFiles list, int directory) {
        if (directory < 0) {
            return wanted.find(list.array(), list.from(), list.end());
        }
        int from = list.directoryFrom(directory);
        int length = list.directoryEnd(directory) - from;
        byte[] whole = new byte[length + list.end() - list.from()];
        System.arraycopy(list.array(), from, whole, 0, length);
        System.arraycopy(list.array(), list.from(), whole, length, list.end() - list.from());
        return wanted.find(whole, 0, whole.length);
    }
}
