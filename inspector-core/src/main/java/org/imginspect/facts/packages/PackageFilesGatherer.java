package org.imginspect.facts.packages;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** Reads the file lists of the packages that have files, and the diversions. Empty if there is no package manager. */
public final class PackageFilesGatherer implements FactGatherer<PackageFiles> {
    private static final GuestPath INFO = PackagesGatherer.DPKG.resolve("info");
    private static final GuestPath STATUS_D = PackagesGatherer.DPKG.resolve("status.d");
    private static final GuestPath DIVERSIONS = PackagesGatherer.DPKG.resolve("diversions");
    private static final String LIST = ".list";

    /** One diversion: the path goes {@code to} another unless it is of package {@code by}. */
    private record Diversion(byte[] to, String by) {}

    /** Nothing to be told: a gatherer has no state. */
    public PackageFilesGatherer() {}

    @Override
    public Class<PackageFiles> type() {
        return PackageFiles.class;
    }

    @Override
    public Optional<PackageFiles> gather(GuestTree tree, Facts others) throws ImageException {
        Optional<Packages> packages = others.find(Packages.class);
        if (packages.isEmpty()) {
            return Optional.empty();
        }
        if (!tree.list(STATUS_D).isEmpty()) {
            throw new UnsupportedFeatureException(
                    "packages: file lists of images without dpkg's info directory are not read yet",
                    STATUS_D.toString());
        }
        Set<String> withFiles = new HashSet<>();
        for (Packages.Entry each : packages.get().all()) {
            if (each.state().hasFiles()) {
                withFiles.add(each.name());
                withFiles.add(each.name() + ":" + each.architecture());
            }
        }
        Map<Long, Diversion> diversions = diversions(tree);
        List<GuestPath> lists = new ArrayList<>();
        List<String> owners = new ArrayList<>();
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
        tree.willOpen(lists);
        LongSet files = new LongSet();
        LongSet directories = new LongSet();
        for (int i = 0; i < lists.size(); i++) {
            Optional<byte[]> list = tree.bytes(lists.get(i));
            if (list.isPresent()) {
                String owner = owners.get(i);
                int colon = owner.indexOf(':');
                read(list.get(), colon < 0 ? owner : owner.substring(0, colon), diversions, files, directories);
            }
        }
        return Optional.of(new PackageFiles(files, packages.get().conffiles(), directories));
    }

    /** dpkg lists a directory before what lies in it, so that a line which begins like the one before it makes that a directory. */
    private static void read(
            byte[] list, String owner, Map<Long, Diversion> diversions, LongSet files, LongSet directories) {
        int from = 0;
        int beforeFrom = 0;
        int beforeEnd = 0;
        long beforeHash = 0;
        while (from < list.length) {
            int end = from;
            while (end < list.length && list[end] != '\n') {
                end++;
            }
            long hash = LongSet.hash(list, from, end);
            if (liesBelow(list, from, end, beforeFrom, beforeEnd)) {
                directories.add(beforeHash);
            }
            Diversion diversion = diversions.isEmpty() ? null : diversions.get(hash);
            if (diversion == null || diversion.by.equals(owner)) {
                files.add(hash);
            } else {
                files.add(LongSet.hash(diversion.to, 0, diversion.to.length));
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

    private static Map<Long, Diversion> diversions(GuestTree tree) throws ImageException {
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
                    LongSet.hash(path, 0, path.length),
                    new Diversion(to, lines.get().get(i + 2)));
        }
        return diversions;
    }
}
