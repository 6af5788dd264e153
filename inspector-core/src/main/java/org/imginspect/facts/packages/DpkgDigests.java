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

/**
 * Every file that dpkg's packages bring, with the digest from the package's md5sums. What counts is the list: a path that only the md5sums
 * name was taken over by another package.
 */
final class DpkgDigests {
    private static final byte[] SLASH = {'/'};
    private static final long ROOT = PathHash.feed(PathHash.START, SLASH, 0, 1);
    private static final int MD5_DIGITS = 32;

    private final GuestTree tree;
    private final LongSet conffiles;

    DpkgDigests(GuestTree tree, LongSet conffiles) {
        this.tree = tree;
        this.conffiles = conffiles;
    }

    void findAll(Packages packages, PackageSource.ListedVisitor visitor) throws ImageException {
        Map<Long, DpkgFiles.Diversion> diversions = DpkgFiles.diversions(tree);
        List<GuestPath> lists = new ArrayList<>();
        List<String> owners = new ArrayList<>();
        DpkgFiles.lists(tree, packages, lists, owners);
        tree.willOpen(lists);
        for (int i = 0; i < lists.size(); i++) {
            byte[] list = tree.bytes(lists.get(i)).orElse(new byte[0]);
            GuestPath sums = DpkgFiles.INFO.resolve(owners.get(i) + DpkgSource.MD5SUMS);
            Map<Long, String> digests = digests(tree.bytes(sums).orElse(new byte[0]));
            Packages.Entry owner = DpkgListed.entry(packages, owners.get(i));
            show(list, owner, digests, diversions, lists.get(i).toString(), visitor);
        }
        distroless(packages, visitor);
    }

    private void show(
            byte[] list,
            Packages.Entry owner,
            Map<Long, String> digests,
            Map<Long, DpkgFiles.Diversion> diversions,
            String where,
            PackageSource.ListedVisitor visitor)
            throws ImageException {
        for (int from = 0; from < list.length; ) {
            int end = DpkgSource.lineEnd(list, from);
            long hash = PathHash.of(list, from, end);
            // "/." stands for the root directory.
            if (end - from > 2 && list[from] == '/' && !conffiles.contains(hash)) {
                DpkgFiles.Diversion diversion = diversions.get(hash);
                boolean aside = diversion != null && !diversion.by().equals(owner.name());
                byte[] at = aside && diversion != null ? diversion.to() : list;
                int start = at == list ? from : 0;
                int stop = at == list ? end : at.length;
                String digest = digests.get(hash);
                visitor.visit(new ListedFile(
                        ListedPath.of(at, start, stop, where),
                        owner,
                        PackageFiles.Owner.PACKAGE,
                        digest == null
                                ? Optional.empty()
                                : Optional.of(new FileDigest(FileDigest.Algorithm.MD5, digest))));
            }
            from = end + 1;
        }
    }

    /** By the hash of the path with a slash at the begin. */
    private static Map<Long, String> digests(byte[] list) {
        Map<Long, String> digests = new HashMap<>();
        for (int from = 0; from < list.length; ) {
            int end = DpkgSource.lineEnd(list, from);
            if (end - from > DpkgFiles.MD5_COLUMNS) {
                digests.put(
                        PathHash.finish(PathHash.feed(ROOT, list, from + DpkgFiles.MD5_COLUMNS, end)),
                        new String(list, from, MD5_DIGITS, StandardCharsets.ISO_8859_1));
            }
            from = end + 1;
        }
        return digests;
    }

    /** Distroless images have md5sums and no lists. */
    private void distroless(Packages packages, PackageSource.ListedVisitor visitor) throws ImageException {
        for (GuestName name : tree.list(DpkgFiles.STATUS_D)) {
            String text = name.text();
            Optional<Packages.Entry> owner = text.endsWith(DpkgSource.MD5SUMS)
                    ? packages.find(text.substring(0, text.length() - DpkgSource.MD5SUMS.length()))
                    : Optional.empty();
            if (owner.isEmpty()) {
                continue;
            }
            byte[] list = tree.bytes(DpkgFiles.STATUS_D.resolve(name)).orElse(new byte[0]);
            for (int from = 0; from < list.length; ) {
                int end = DpkgSource.lineEnd(list, from);
                int path = from + DpkgFiles.MD5_COLUMNS;
                if (end > path) {
                    visitor.visit(new ListedFile(
                            ListedPath.of(list, path, end, name.toString()),
                            owner.get(),
                            PackageFiles.Owner.PACKAGE,
                            Optional.of(new FileDigest(
                                    FileDigest.Algorithm.MD5,
                                    new String(list, from, MD5_DIGITS, StandardCharsets.ISO_8859_1)))));
                }
                from = end + 1;
            }
        }
    }
}
