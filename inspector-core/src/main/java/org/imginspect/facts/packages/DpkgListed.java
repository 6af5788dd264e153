package org.imginspect.facts.packages;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** Looks for files in dpkg's lists, and for their digests in the md5sums of the packages that list them. */
final class DpkgListed {
    private static final int MD5_DIGITS = 32;

    private final GuestTree tree;
    private final WantedPaths wanted;
    private final Map<String, String> conffileDigests;
    private final LongSet conffiles;

    DpkgListed(GuestTree tree, WantedPaths wanted, Map<String, String> conffileDigests, LongSet conffiles) {
        this.tree = tree;
        this.wanted = wanted;
        this.conffileDigests = conffileDigests;
        this.conffiles = conffiles;
    }

    void find(Packages packages, PackageSource.ListedVisitor visitor) throws ImageException {
        Map<Long, DpkgFiles.Diversion> diversions = DpkgFiles.diversions(tree);
        List<GuestPath> lists = new ArrayList<>();
        List<String> owners = new ArrayList<>();
        DpkgFiles.lists(tree, packages, lists, owners);
        tree.willOpen(lists);
        for (int i = 0; i < lists.size(); i++) {
            String owner = owners.get(i);
            Map<String, GuestPath> found = hits(lists.get(i), DpkgFiles.nameOf(owner), diversions);
            if (!found.isEmpty()) {
                GuestPath sums = DpkgFiles.INFO.resolve(owner + DpkgSource.MD5SUMS);
                show(entry(packages, owner), found, sums, visitor);
            }
        }
        for (GuestName name : tree.list(DpkgFiles.STATUS_D)) {
            String text = name.text();
            if (text.endsWith(DpkgSource.MD5SUMS)) {
                String owner = text.substring(0, text.length() - DpkgSource.MD5SUMS.length());
                distroless(packages, owner, DpkgFiles.STATUS_D.resolve(name), visitor);
            }
        }
    }

    /** Of one list: as the package calls a file, and as it was asked for. */
    private Map<String, GuestPath> hits(GuestPath file, String owner, Map<Long, DpkgFiles.Diversion> diversions)
            throws ImageException {
        Map<String, GuestPath> found = new HashMap<>();
        byte[] list = tree.bytes(file).orElse(new byte[0]);
        for (int from = 0; from < list.length; ) {
            int end = DpkgSource.lineEnd(list, from);
            long hash = PathHash.of(list, from, end);
            DpkgFiles.Diversion diversion = diversions.isEmpty() ? null : diversions.get(hash);
            boolean aside = diversion != null && !diversion.by().equals(owner);
            Optional<GuestPath> path = Optional.empty();
            if (aside && diversion != null) {
                path = wanted.find(diversion.to(), 0, diversion.to().length);
            } else if (wanted.mayContain(hash)) {
                path = wanted.find(list, from, end);
            }
            if (path.isPresent()) {
                found.put(new String(list, from, end - from, StandardCharsets.ISO_8859_1), path.get());
            }
            from = end + 1;
        }
        return found;
    }

    private void show(
            Packages.Entry owner, Map<String, GuestPath> found, GuestPath sums, PackageSource.ListedVisitor visitor)
            throws ImageException {
        Map<String, String> digests = new HashMap<>();
        byte[] list = tree.bytes(sums).orElse(new byte[0]);
        for (int from = 0; from < list.length; ) {
            int end = DpkgSource.lineEnd(list, from);
            if (end - from > DpkgFiles.MD5_COLUMNS) {
                String path = "/"
                        + new String(
                                list,
                                from + DpkgFiles.MD5_COLUMNS,
                                end - from - DpkgFiles.MD5_COLUMNS,
                                StandardCharsets.ISO_8859_1);
                if (found.containsKey(path)) {
                    digests.put(path, new String(list, from, MD5_DIGITS, StandardCharsets.ISO_8859_1));
                }
            }
            from = end + 1;
        }
        for (Map.Entry<String, GuestPath> each : found.entrySet()) {
            String listed = each.getKey();
            byte[] raw = listed.getBytes(StandardCharsets.ISO_8859_1);
            boolean configuration = conffiles.contains(PathHash.of(raw, 0, raw.length));
            String digest = configuration ? conffileDigests.get(listed) : digests.get(listed);
            visitor.visit(new ListedFile(
                    each.getValue(),
                    owner,
                    configuration ? PackageFiles.Owner.CONFIGURATION : PackageFiles.Owner.PACKAGE,
                    digest == null || digest.length() != MD5_DIGITS
                            ? Optional.empty()
                            : Optional.of(new FileDigest(FileDigest.Algorithm.MD5, digest))));
        }
    }

    private void distroless(Packages packages, String owner, GuestPath sums, PackageSource.ListedVisitor visitor)
            throws ImageException {
        Map<String, GuestPath> found = new HashMap<>();
        byte[] list = tree.bytes(sums).orElse(new byte[0]);
        for (int from = 0; from < list.length; ) {
            int end = DpkgSource.lineEnd(list, from);
            int path = from + DpkgFiles.MD5_COLUMNS;
            if (end > path) {
                Optional<GuestPath> asked = wanted.findBelowRoot(list, path, end);
                if (asked.isPresent()) {
                    found.put("/" + new String(list, path, end - path, StandardCharsets.ISO_8859_1), asked.get());
                }
            }
            from = end + 1;
        }
        Optional<Packages.Entry> entry = packages.find(owner);
        if (!found.isEmpty() && entry.isPresent()) {
            show(entry.get(), found, sums, visitor);
        }
    }

    /** The package of a list {@code NAME.list} or {@code NAME:ARCHITECTURE.list}; {@link DpkgFiles#lists} gives no other. */
    static Packages.Entry entry(Packages packages, String owner) {
        String name = DpkgFiles.nameOf(owner);
        for (Packages.Entry each : packages.findAll(name)) {
            if (each.state().hasFiles() && (owner.equals(name) || owner.equals(name + ":" + each.architecture()))) {
                return each;
            }
        }
        throw new IllegalStateException("no package for the list of " + owner);
    }
}
