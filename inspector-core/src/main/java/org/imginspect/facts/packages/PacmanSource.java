package org.imginspect.facts.packages;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.facts.packages.relations.OwnedPaths;
import org.imginspect.facts.packages.relations.PlainRelations;
import org.imginspect.facts.packages.relations.Unmet;
import org.imginspect.facts.packages.versions.VersionOrder;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/**
 * pacman's local database (lib/libalpm/be_local.c): a directory a package, {@code NAME-VERSION-RELEASE}.
 *
 * <pre>
 * desc    sections: %NAME%, a line or more, an empty line; %VERSION%, %ARCH%, %PACKAGER%, %INSTALLDATE% (seconds since 1970)
 * files   %FILES%: paths without the slash at the begin, directories with one at the end; %BACKUP%: path, tab, MD5
 * mtree   compressed by gzip: mtree(5) with md5digest and sha256digest
 * </pre>
 */
final class PacmanSource implements PackageSource {
    private static final GuestPath LOCAL = GuestPath.of("/var/lib/pacman/local");

    private final GuestTree tree;
    private final Map<Packages.Entry, GuestPath> directories;

    private PacmanSource(GuestTree tree, Map<Packages.Entry, GuestPath> directories) {
        this.tree = tree;
        this.directories = directories;
    }

    /** Empty if there is no database. */
    static Optional<Packages> read(GuestTree tree) throws ImageException {
        if (!tree.exists(LOCAL)) {
            return Optional.empty();
        }
        Map<Packages.Entry, GuestPath> directories = new LinkedHashMap<>();
        for (GuestName name : tree.list(LOCAL)) {
            GuestPath directory = LOCAL.resolve(name);
            Optional<byte[]> desc = tree.bytes(directory.resolve("desc"));
            if (desc.isPresent()) {
                directories.put(entry(directory, sections(desc.get())), directory);
            }
        }
        return Optional.of(new Packages(
                Packages.Manager.PACMAN, new ArrayList<>(directories.keySet()), new PacmanSource(tree, directories)));
    }

    private static Packages.Entry entry(GuestPath directory, Map<String, List<String>> sections)
            throws DamagedImageException {
        String name = first(sections, "%NAME%");
        String version = first(sections, "%VERSION%");
        if (name.isEmpty() || version.isEmpty()) {
            throw new DamagedImageException("pacman: package without a name or version", directory.toString());
        }
        String base = first(sections, "%BASE%");
        String date = first(sections, "%INSTALLDATE%");
        Optional<Instant> installed = Optional.empty();
        if (!date.isEmpty()) {
            try {
                installed = Optional.of(Instant.ofEpochSecond(Long.parseLong(date)));
            } catch (NumberFormatException | java.time.DateTimeException e) {
                throw new DamagedImageException("pacman: date of installation '" + date + "'", directory.toString(), e);
            }
        }
        return new Packages.Entry(
                name,
                first(sections, "%ARCH%"),
                PackageVersion.parse(version),
                Packages.State.INSTALLED,
                false,
                first(sections, "%PACKAGER%"),
                installed,
                Optional.empty(),
                new Packages.Source(base.isEmpty() ? name : base, version),
                "");
    }

    private static String first(Map<String, List<String>> sections, String name) {
        List<String> lines = sections.getOrDefault(name, List.of());
        return lines.isEmpty() ? "" : lines.get(0);
    }

    /** Lines one character a byte would keep paths whole; names and dates are text, so paths are taken from bytes elsewhere. */
    private static Map<String, List<String>> sections(byte[] text) {
        Map<String, List<String>> sections = new HashMap<>();
        List<String> current = null;
        for (String line : new String(text, StandardCharsets.UTF_8).split("\n", -1)) {
            if (line.length() > 2 && line.startsWith("%") && line.endsWith("%")) {
                current = sections.computeIfAbsent(line, any -> new ArrayList<>());
            } else if (line.isEmpty()) {
                current = null;
            } else if (current != null) {
                current.add(line);
            }
        }
        return sections;
    }

    /** Shown a path of a list, without a slash at the begin. */
    @FunctionalInterface
    private interface PathVisitor {
        void visit(byte[] text, int from, int end) throws ImageException;
    }

    /** Shows the lines of one section of {@code files}; empty lines end it. */
    private void lines(GuestPath directory, String section, PathVisitor visitor) throws ImageException {
        byte[] text = tree.bytes(directory.resolve("files")).orElse(new byte[0]);
        byte[] wanted = section.getBytes(StandardCharsets.US_ASCII);
        boolean in = false;
        for (int from = 0; from < text.length; ) {
            int end = DpkgSource.lineEnd(text, from);
            if (end == from) {
                in = false;
            } else if (in) {
                visitor.visit(text, from, end);
            } else {
                in = java.util.Arrays.equals(text, from, end, wanted, 0, wanted.length);
            }
            from = end + 1;
        }
    }

    private static int tab(byte[] text, int from, int end) {
        int i = from;
        while (i < end && text[i] != '\t') {
            i++;
        }
        return i;
    }

    @Override
    public PackageFiles files(Packages packages) throws ImageException {
        LongSet files = new LongSet();
        LongSet conffiles = new LongSet();
        LongSet folders = new LongSet();
        FileSets sets = new FileSets(files, folders, tree.limits());
        LogPaths logs = new LogPaths(tree.limits());
        for (Map.Entry<Packages.Entry, GuestPath> each : directories.entrySet()) {
            GuestPath directory = each.getValue();
            String owner = each.getKey().name();
            lines(directory, "%FILES%", (text, from, end) -> {
                boolean isDirectory = text[end - 1] == '/';
                sets.add(text, from, isDirectory ? end - 1 : end);
                if (isDirectory && text[from] == 'v') {
                    byte[] path = new byte[end - from];
                    path[0] = '/';
                    System.arraycopy(text, from, path, 1, path.length - 1);
                    if (LogPaths.holds(path, 0, path.length)) {
                        logs.add(path, owner);
                    }
                }
            });
            lines(
                    directory,
                    "%BACKUP%",
                    (text, from, end) -> conffiles.add(sets.add(text, from, tab(text, from, end))));
        }
        return new PackageFiles(files, conffiles, new LongSet(), folders, logs.found());
    }

    @Override
    public void find(Packages packages, WantedPaths wanted, ListedVisitor visitor) throws ImageException {
        for (Map.Entry<Packages.Entry, GuestPath> each : directories.entrySet()) {
            GuestPath directory = each.getValue();
            Map<String, GuestPath> found = new LinkedHashMap<>();
            Set<String> configuration = new HashSet<>();
            lines(directory, "%FILES%", (text, from, end) -> {
                Optional<GuestPath> path = wanted.findBelowRoot(text, from, end);
                if (path.isPresent()) {
                    found.put(new String(text, from, end - from, StandardCharsets.ISO_8859_1), path.get());
                }
            });
            if (found.isEmpty()) {
                continue;
            }
            lines(
                    directory,
                    "%BACKUP%",
                    (text, from, end) -> configuration.add(
                            new String(text, from, tab(text, from, end) - from, StandardCharsets.ISO_8859_1)));
            Map<String, FileDigest> digests = MtreeDigests.read(tree, directory.resolve("mtree"), found.keySet());
            for (Map.Entry<String, GuestPath> file : found.entrySet()) {
                visitor.visit(new ListedFile(
                        file.getValue(),
                        each.getKey(),
                        configuration.contains(file.getKey())
                                ? PackageFiles.Owner.CONFIGURATION
                                : PackageFiles.Owner.PACKAGE,
                        Optional.ofNullable(digests.get(file.getKey()))));
            }
        }
    }

    @Override
    public List<String> licenses(Packages packages) throws ImageException {
        List<String> licenses = new ArrayList<>(packages.all().size());
        for (Packages.Entry each : packages.all()) {
            GuestPath directory = Objects.requireNonNull(directories.get(each));
            licenses.add(String.join(
                    " AND ",
                    sections(tree.bytes(directory.resolve("desc")).orElse(new byte[0]))
                            .getOrDefault("%LICENSE%", List.of())));
        }
        return licenses;
    }

    @Override
    public List<List<Integer>> dependencies(Packages packages) throws ImageException {
        return relations().met();
    }

    @Override
    public List<Unmet> unmet(OwnedPaths paths) throws ImageException {
        return relations().unmet();
    }

    private PlainRelations relations() throws ImageException {
        PlainRelations relations = new PlainRelations(VersionOrder.PACMAN);
        for (GuestPath directory : directories.values()) {
            Map<String, List<String>> sections =
                    sections(tree.bytes(directory.resolve("desc")).orElse(new byte[0]));
            List<String> needs = new ArrayList<>(sections.getOrDefault("%DEPENDS%", List.of()));
            for (String conflict : sections.getOrDefault("%CONFLICTS%", List.of())) {
                needs.add("!" + conflict);
            }
            relations.add(
                    first(sections, "%NAME%"),
                    first(sections, "%VERSION%"),
                    needs,
                    sections.getOrDefault("%PROVIDES%", List.of()));
        }
        return relations;
    }

    @Override
    public void findAll(Packages packages, ListedVisitor visitor) throws ImageException {
        for (Map.Entry<Packages.Entry, GuestPath> each : directories.entrySet()) {
            GuestPath directory = each.getValue();
            Set<String> files = new LinkedHashSet<>();
            lines(directory, "%FILES%", (text, from, end) -> {
                if (text[end - 1] != '/') {
                    files.add(new String(text, from, end - from, StandardCharsets.ISO_8859_1));
                }
            });
            lines(
                    directory,
                    "%BACKUP%",
                    (text, from, end) -> files.remove(
                            new String(text, from, tab(text, from, end) - from, StandardCharsets.ISO_8859_1)));
            Map<String, FileDigest> digests = MtreeDigests.read(tree, directory.resolve("mtree"), files);
            for (String file : files) {
                byte[] path = file.getBytes(StandardCharsets.ISO_8859_1);
                visitor.visit(new ListedFile(
                        ListedPath.of(path, 0, path.length, directory.toString()),
                        each.getKey(),
                        PackageFiles.Owner.PACKAGE,
                        Optional.ofNullable(digests.get(file))));
            }
        }
    }
}
