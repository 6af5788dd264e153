package org.imginspect.engine.disk;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.engine.StorageEntry;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.ImageReadException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.guest.FileTree;
import org.imginspect.guest.Fstab;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;
import org.imginspect.io.Limits;

/**
 * Finds the file system that is the guest's root: it holds {@code /etc/os-release} or one of its forerunners, and an
 * {@code /etc/fstab}. Without an fstab (systemd mounts what it discovers) it must be the only one with a release file. Of a file system with
 * subvolumes the default one is asked first, as the kernel does; a snapshot counts as a system only if the machine starts it.
 */
final class RootFinder {
    /** A link counts: {@code /etc/os-release} dangles while {@code /usr} is a file system of its own. */
    private static final List<GuestPath> RELEASE_FILES = paths(
            "/etc/os-release",
            "/usr/lib/os-release",
            "/etc/redhat-release",
            "/etc/system-release",
            "/etc/debian_version",
            "/etc/lsb-release",
            "/etc/SuSE-release",
            "/etc/alpine-release",
            "/etc/arch-release",
            "/etc/gentoo-release",
            "/etc/slackware-version");

    static final GuestPath FSTAB = GuestPath.of("/etc/fstab");

    /**
     * A file system, or a subvolume of one, that may be the root.
     *
     * @param subvolume the one it is; empty if it is what a mount without options shows
     */
    record Root(Volume volume, Optional<Volume.Sub> subvolume) {
        FileTree tree() {
            return subvolume.map(Volume.Sub::tree).orElseGet(() -> volume.tree().orElseThrow());
        }

        StorageEntry entry() {
            return subvolume.map(Volume.Sub::entry).orElseGet(volume::entry);
        }
    }

    private record Candidate(Root root, boolean fstab) {}

    /**
     * What was found.
     *
     * @param root the root; empty if none or several were found
     * @param problem why there is no root; empty if there is one
     * @param failures file systems that could not be looked into, by their entry's path
     * @param notes what was left aside, for people
     */
    record Result(
            Optional<Root> root,
            Optional<ImageException> problem,
            Map<String, ImageException> failures,
            List<String> notes) {}

    private final List<Volume> volumes;
    private final Limits limits;
    private final Map<String, ImageException> failures = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    private RootFinder(List<Volume> volumes, Limits limits) {
        this.volumes = volumes;
        this.limits = limits;
    }

    static Result find(String imageName, List<Volume> volumes, Limits limits) {
        return new RootFinder(volumes, limits).find(imageName);
    }

    private Result find(String imageName) {
        List<Candidate> candidates = new ArrayList<>();
        for (Volume volume : volumes) {
            if (volume.tree().isEmpty()) {
                continue;
            }
            Optional<Candidate> plain = candidate(new Root(volume, Optional.empty()));
            if (plain.isPresent()) {
                candidates.add(plain.get());
            } else if (!volume.subvolumes().isEmpty()) {
                candidates.addAll(inSubvolumes(volume));
            }
        }
        List<Candidate> best = originals(candidates);
        List<Candidate> complete = best.stream().filter(Candidate::fstab).toList();
        best = complete.isEmpty() ? best : complete;
        if (best.size() == 1) {
            return new Result(Optional.of(best.get(0).root), Optional.empty(), failures, notes);
        }
        ImageException problem = best.isEmpty()
                ? none(imageName)
                : new UnsupportedFeatureException(
                        best.size() + " operating systems were found, only one can be inspected: "
                                + String.join(
                                        ", ",
                                        best.stream()
                                                .map(candidate -> inside(candidate.root.entry(), imageName))
                                                .toList()),
                        imageName);
        return new Result(Optional.empty(), Optional.of(problem), failures, List.of());
    }

    /** Those that are no snapshots of a logical volume; all if there are no others. */
    private List<Candidate> originals(List<Candidate> candidates) {
        List<Candidate> originals = new ArrayList<>();
        for (Candidate candidate : candidates) {
            if (!candidate.root.volume.place().snapshot()) {
                originals.add(candidate);
            }
        }
        if (originals.isEmpty()) {
            return candidates;
        }
        for (Candidate candidate : candidates) {
            if (candidate.root.volume.place().snapshot()) {
                notes.add(candidate.root.entry().path() + " is a snapshot with a system in it; it is not the root");
            }
        }
        return originals;
    }

    /** It as a candidate if it holds a release file. */
    private Optional<Candidate> candidate(Root root) {
        GuestTree tree = new GuestTree(root.tree(), limits);
        try {
            if (holdsReleaseFile(tree)) {
                return Optional.of(
                        new Candidate(root, tree.stat(FSTAB).map(Node::isFile).orElse(false)));
            }
        } catch (ImageException e) {
            failures.put(root.entry().path(), e);
        }
        return Optional.empty();
    }

    /**
     * The default subvolume holds no system: the kernel is told another one. It is the one that its command line names, else one whose own fstab
     * names itself for {@code /}, else whatever holds a system and is no snapshot.
     */
    private List<Candidate> inSubvolumes(Volume volume) {
        List<Candidate> systems = new ArrayList<>();
        List<Candidate> snapshots = new ArrayList<>();
        List<Subvolumes.Wanted> told = new KernelRoots(volumes, limits, notes).of(volume);
        for (Volume.Sub sub : volume.subvolumes()) {
            if (sub.subvolume().isDefault()) {
                continue;
            }
            boolean named = told.stream().anyMatch(wanted -> wanted.means(sub));
            if (Subvolumes.isSnapshot(sub)
                    && !named
                    && !sub.subvolume().path().parent().map(GuestPath::isRoot).orElse(true)) {
                continue; // hundreds, perhaps
            }
            Optional<Candidate> found = candidate(new Root(volume, Optional.of(sub)));
            if (found.isPresent()) {
                (Subvolumes.isSnapshot(sub) ? snapshots : systems).add(found.get());
            }
        }
        List<Candidate> all = new ArrayList<>(systems);
        all.addAll(snapshots);
        for (Subvolumes.Wanted wanted : told) {
            for (Candidate each : all) {
                if (wanted.means(each.root.subvolume().orElseThrow())) {
                    return List.of(each);
                }
            }
        }
        List<Candidate> byThemselves = all.stream().filter(this::namesItself).toList();
        if (!byThemselves.isEmpty()) {
            return byThemselves;
        }
        return systems.isEmpty() ? snapshots : systems;
    }

    private boolean namesItself(Candidate candidate) {
        Volume.Sub self = candidate.root.subvolume().orElseThrow();
        try {
            Optional<byte[]> fstab = new GuestTree(self.tree(), limits).bytes(FSTAB);
            for (Fstab.Line line : fstab.map(LocalMounts::of).orElse(List.of())) {
                if (LocalMounts.point(line).isRoot()) {
                    return Subvolumes.wanted(line.options())
                            .map(wanted -> wanted.means(self))
                            .orElse(false);
                }
            }
        } catch (ImageException e) {
            failures.put(self.entry().path(), e);
        }
        return false;
    }

    private static boolean holdsReleaseFile(GuestTree tree) throws ImageException {
        for (GuestPath file : RELEASE_FILES) {
            Optional<Node> node = tree.lstat(file);
            if (node.isPresent() && (node.get().isFile() || node.get().isSymlink())) {
                return true;
            }
        }
        return false;
    }

    private ImageException none(String imageName) {
        // Whatever could not be read may hold the system: that is the reason then, and its kind decides.
        if (!failures.isEmpty()) {
            return failures.values().iterator().next();
        }
        List<String> unread = new ArrayList<>();
        ImageException worst = null;
        for (Volume volume : volumes) {
            if (volume.tree().isEmpty() && volume.failure().isPresent()) {
                unread.add(inside(volume.entry(), imageName));
                if (worst == null || worst instanceof UnsupportedFeatureException) {
                    worst = volume.failure().get();
                }
            }
        }
        String what = "no operating system was found on this disk";
        if (worst == null) {
            return new UnsupportedFeatureException(what, imageName);
        }
        what += "; not read: " + String.join(", ", unread);
        return switch (worst.problem().kind()) {
            case UNSUPPORTED -> new UnsupportedFeatureException(what, imageName, worst);
            case DAMAGED -> new DamagedImageException(what, imageName, worst);
            case UNREADABLE -> new ImageReadException(what, imageName, worst);
            case LIMIT -> worst; // it says how to raise the cap
        };
    }

    private static String inside(StorageEntry entry, String imageName) {
        String path = entry.path();
        String prefix = imageName + " > ";
        return path.startsWith(prefix) ? path.substring(prefix.length()) : path;
    }

    private static List<GuestPath> paths(String... paths) {
        List<GuestPath> list = new ArrayList<>();
        for (String path : paths) {
            list.add(GuestPath.of(path));
        }
        return List.copyOf(list);
    }
}
