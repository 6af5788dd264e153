package org.imginspect.facts.packages;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.facts.packages.AlteredFiles.Altered;
import org.imginspect.facts.packages.AlteredFiles.Kind;
import org.imginspect.facts.packages.AlteredFiles.Unverified;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;
import org.imginspect.io.Limits;

/**
 * Reads every file that a package keeps a digest of, in the order of their paths, which is about that of the disk. Empty if there is no
 * package manager.
 */
public final class AlteredFilesGatherer implements FactGatherer<AlteredFiles> {
    /** Files whose inodes an engine is told of at once. */
    private static final int BATCH = 4096;

    /** Nothing to be told: a gatherer has no state. */
    public AlteredFilesGatherer() {}

    @Override
    public Class<AlteredFiles> type() {
        return AlteredFiles.class;
    }

    @Override
    public Optional<AlteredFiles> gather(GuestTree tree, Facts others) throws ImageException {
        Optional<PackageDigests> digests = others.find(PackageDigests.class);
        if (digests.isEmpty()) {
            return Optional.empty();
        }
        try (FileSums sums = new FileSums()) {
            return Optional.of(new Pass(tree, sums).run(digests.get()));
        }
    }

    /** A file and what it has to be. */
    private record Wanted(GuestPath path, ListedFile file) implements Comparable<Wanted> {
        @Override
        public int compareTo(Wanted other) {
            return path.compareTo(other.path);
        }
    }

    private static final class Pass {
        private final GuestTree tree;
        private final DpkgExcludes excludes;
        private final List<Altered> altered = new ArrayList<>();
        private final Map<Packages.Entry, Integer> unverified = new LinkedHashMap<>();
        private final FileSums sums;
        private int verified;

        Pass(GuestTree tree, FileSums sums) throws ImageException {
            this.tree = tree;
            this.sums = sums;
            this.excludes = DpkgExcludes.read(tree);
        }

        AlteredFiles run(PackageDigests digests) throws ImageException {
            List<Wanted> wanted = wanted(digests);
            wanted.sort(null);
            for (int from = 0; from < wanted.size(); from += BATCH) {
                List<Wanted> batch = wanted.subList(from, Math.min(wanted.size(), from + BATCH));
                tree.willOpen(batch.stream().map(Wanted::path).toList());
                for (Wanted each : batch) {
                    verify(each);
                }
            }
            sums.finish();
            altered.sort(Comparator.comparing(Altered::path)); // Answers about content come later than others.
            List<Unverified> without = new ArrayList<>();
            unverified.forEach((owner, files) -> without.add(new Unverified(owner, files)));
            return new AlteredFiles(altered, without, verified);
        }

        /** What has a digest; of the rest the regular files are counted here. */
        private List<Wanted> wanted(PackageDigests digests) throws ImageException {
            long most = tree.limits().get(Limits.NODES_WALKED);
            List<Wanted> wanted = new ArrayList<>();
            Map<GuestPath, Optional<GuestPath>> directories = new HashMap<>();
            digests.all(file -> {
                if (wanted.size() >= most) {
                    throw new LimitExceededException(
                            "packages list more files than may be walked",
                            Limits.NODES_WALKED,
                            most,
                            file.path().toString());
                }
                Optional<GuestPath> place = place(file.path(), directories);
                if (file.digest().isPresent()) {
                    wanted.add(new Wanted(place.orElse(file.path()), file));
                } else if (place.isPresent()
                        && tree.lstat(place.get()).map(Node::isFile).orElse(false)) {
                    unverified.merge(file.by(), 1, Integer::sum);
                }
            });
            return wanted;
        }

        /** The path with links in its directories followed; empty if there is no such directory. */
        private Optional<GuestPath> place(GuestPath path, Map<GuestPath, Optional<GuestPath>> directories)
                throws ImageException {
            Optional<GuestPath> parent = path.parent();
            if (parent.isEmpty()) {
                return Optional.of(path);
            }
            Optional<GuestPath> real = directories.get(parent.get());
            if (real == null) {
                real = tree.resolve(parent.get());
                directories.put(parent.get(), real);
            }
            return real.map(directory -> directory.resolve(path.name()));
        }

        private void verify(Wanted each) throws ImageException {
            FileDigest digest = each.file.digest().orElseThrow();
            Optional<Node> node = tree.lstat(each.path);
            if (node.isEmpty()) {
                if (!excludes.contains(each.file.path())) {
                    altered.add(new Altered(each.path, each.file.by(), Kind.MISSING, 0));
                }
                return;
            }
            if (node.get().isSymlink() && isTarget(each.path, digest)) {
                verified++; // apk keeps a digest of what a link of the package's leads to.
                return;
            }
            Optional<GuestPath> real = node.get().isSymlink() ? tree.resolve(each.path) : Optional.of(each.path);
            Optional<Node> target = real.isPresent() ? tree.lstat(real.get()) : Optional.empty();
            if (target.isEmpty()) {
                altered.add(new Altered(each.path, each.file.by(), Kind.MISSING, 0));
            } else if (!target.get().isFile()) {
                altered.add(new Altered(each.path, each.file.by(), Kind.NO_FILE, 0));
            } else {
                int permissions = target.get().permissions();
                sums.compare(tree.open(each.path).orElseThrow(), digest, equal -> {
                    if (equal) {
                        verified++;
                    } else {
                        altered.add(new Altered(each.path, each.file.by(), Kind.CHANGED, permissions));
                    }
                });
            }
        }

        private boolean isTarget(GuestPath link, FileDigest digest) throws ImageException {
            byte[] target = tree.readLink(link).orElseThrow().toBytes();
            return FileSums.of(target, digest.algorithm()).equals(digest.hex());
        }
    }
}
