package org.imginspect.facts.packages;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** dpkg's file lists of the packages that have files, and its diversions. */
final class DpkgFiles {
    static final GuestPath INFO = DpkgSource.DPKG.resolve("info");
    static final GuestPath STATUS_D = DpkgSource.DPKG.resolve("status.d");
    private static final GuestPath DIVERSIONS = DpkgSource.DPKG.resolve("diversions");
    private static final String LIST = ".list";
    /** 32 digits and two spaces. */
    static final int MD5_COLUMNS = 34;

    /** One diversion: the path goes {@code to} another unless it is of package {@code by}. */
    record Diversion(byte[] to, String by) {}

    private DpkgFiles() {}

    static PackageFiles read(GuestTree tree, Packages packages, LongSet conffiles) throws ImageException {
        Map<Long, Diversion> diversions = diversions(tree);
        List<GuestPath> lists = new ArrayList<>();
        List<String> owners = new ArrayList<>();
        lists(tree, packages, lists, owners);
        tree.willOpen(lists);
        LongSet files = new LongSet();
        LongSet directories = new LongSet();
        LogPaths logs = new LogPaths(tree.limits());
        for (int i = 0; i < lists.size(); i++) {
            Optional<byte[]> list = tree.bytes(lists.get(i));
            if (list.isPresent()) {
                String owner = owners.get(i);
                read(list.get(), nameOf(owner), diversions, files, directories, logs);
            }
        }
        readDistroless(tree, packages, files, directories);
        return new PackageFiles(files, conffiles, new LongSet(), directories, logs.found());
    }

    /** Adds the file lists of the packages that have files, and in step whose each is: {@code libc6:amd64}. */
    static void lists(GuestTree tree, Packages packages, List<GuestPath> lists, List<String> owners)
            throws ImageException {
        Set<String> withFiles = new HashSet<>();
        for (Packages.Entry each : packages.all()) {
            if (each.state().hasFiles()) {
                withFiles.add(each.name());
                withFiles.add(each.name() + ":" + each.architecture());
            }
        }
        for (GuestName name : tree.list(INFO)) {
            String text = name.text();
            if (text.endsWith(LIST)) {
                String owner = text.substring(0, text.length() - LIST.length());
                if (withFiles.contains(owner)) {
                    lists.add(INFO.resolve(name));
                    owners.add(owner);
                }
            }
        }
    }

    /** Distroless images have the digests of a package's files instead of the list: {@code MD5  usr/bin/x}, no directories. */
    private static void readDistroless(GuestTree tree, Packages packages, LongSet files, LongSet directories)
            throws ImageException {
        List<GuestName> names = tree.list(STATUS_D);
        boolean any = names.isEmpty();
        FileSets sets = new FileSets(files, directories, tree.limits());
        for (GuestName name : names) {
            if (name.text().endsWith(DpkgSource.MD5SUMS)) {
                any = true;
                byte[] list = tree.bytes(STATUS_D.resolve(name)).orElse(new byte[0]);
                for (int from = 0; from < list.length; ) {
                    int end = DpkgSource.lineEnd(list, from);
                    if (end - from > MD5_COLUMNS) {
                        sets.add(list, from + MD5_COLUMNS, end);
                    }
                    from = end + 1;
                }
            }
        }
        if (!any && !packages.all().isEmpty()) {
            throw new UnsupportedFeatureException(
                    "packages: an image whose packages have no list of files", STATUS_D.toString());
        }
    }

    static String nameOf(String owner) {
        int colon = owner.indexOf(':');
        return colon < 0 ? owner : owner.substring(0, colon);
    }

    /** dpkg lists a directory before what lies in it, so that a line which begins like the one before it makes that a directory. */
    private static void read(
            byte[] list,
            String owner,
            Map<Long, Diversion> diversions,
            LongSet files,
            LongSet directories,
            LogPaths logs)
            throws ImageException {
        int from = 0;
        int beforeFrom = 0;
        int beforeEnd = 0;
        long beforeHash = 0;
        while (from < list.length) {
            int end = from;
            while (end < list.length && list[end] != '\n') {
                end++;
            }
            long hash = PathHash.of(list, from, end);
            if (liesBelow(list, from, end, beforeFrom, beforeEnd)) {
                directories.add(beforeHash);
            }
            if (LogPaths.holds(list, from, end)) {
                logs.add(Arrays.copyOfRange(list, from, end), owner);
            }
            Diversion diversion = diversions.isEmpty() ? null : diversions.get(hash);
            if (diversion == null || diversion.by.equals(owner)) {
                files.add(hash);
            } else {
                files.add(PathHash.of(diversion.to, 0, diversion.to.length));
            }
            beforeFrom = from;
            beforeEnd = end;
            beforeHash = hash;
            from = end + 1;
        }
    }

    private static boolean liesBelow(byte[] list, int from, int end, int parentFrom, int parentEnd) {
        int length = parentEnd - parentFrom;
        if (length == 0 || end - from <= length + 1 || list[from + length] != '/') {
            return false;
        }
        // From the end: neighbours differ there first.
        for (int i = length - 1; i >= 0; i--) {
            if (list[from + i] != list[parentFrom + i]) {
                return false;
            }
        }
        return true;
    }

    static Map<Long, Diversion> diversions(GuestTree tree) throws ImageException {
        Map<Long, Diversion> diversions = new HashMap<>();
        Optional<List<String>> lines = tree.lines(DIVERSIONS);
        if (lines.isEmpty()) {
            return diversions;
        }
        if (lines.get().size() % 3 != 0) {
            throw new DamagedImageException(
                    "dpkg: " + lines.get().size() + " lines of diversions, not a multiple of 3", DIVERSIONS.toString());
        }
        for (int i = 0; i < lines.get().size(); i += 3) {
            byte[] path = lines.get().get(i).getBytes(StandardCharsets.UTF_8);
            byte[] to = lines.get().get(i + 1).getBytes(StandardCharsets.UTF_8);
            diversions.put(
                    PathHash.of(path, 0, path.length),
                    new Diversion(to, lines.get().get(i + 2)));
        }
        return diversions;
    }
}
