package org.imginspect.engine.disk;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.ImageReadException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;
import org.imginspect.io.Limits;

/**
 * Finds the file system that is the guest's root: it holds {@code /etc/os-release} or one of its forerunners, and an
 * {@code /etc/fstab}. Without an fstab (systemd mounts what it discovers) it must be the only one with a release file.
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

    private record Candidate(Volume volume, boolean fstab) {}

    /**
     * What was found.
     *
     * @param root the root; empty if none or several were found
     * @param problem why there is no root; empty if there is one
     * @param failures file systems that could not be looked into, by their entry's path
     */
    record Result(Optional<Volume> root, Optional<ImageException> problem, Map<String, ImageException> failures) {}

    private RootFinder() {}

    static Result find(String imageName, List<Volume> volumes, Limits limits) {
        Map<String, ImageException> failures = new LinkedHashMap<>();
        List<Candidate> candidates = new ArrayList<>();
        for (Volume volume : volumes) {
            if (volume.tree().isEmpty()) {
                continue;
            }
            GuestTree tree = new GuestTree(volume.tree().get(), limits);
            try {
                if (holdsReleaseFile(tree)) {
                    boolean fstab = tree.stat(FSTAB).map(Node::isFile).orElse(false);
                    candidates.add(new Candidate(volume, fstab));
                }
            } catch (ImageException e) {
                failures.put(volume.entry().path(), e);
            }
        }
        List<Candidate> complete = candidates.stream().filter(Candidate::fstab).toList();
        List<Candidate> best = complete.isEmpty() ? candidates : complete;
        if (best.size() == 1) {
            return new Result(Optional.of(best.get(0).volume), Optional.empty(), failures);
        }
        ImageException problem = best.isEmpty()
                ? none(imageName, volumes, failures)
                : new UnsupportedFeatureException(
                        best.size() + " operating systems were found, only one can be inspected: "
                                + String.join(
                                        ", ",
                                        best.stream()
                                                .map(candidate -> inside(candidate.volume, imageName))
                                                .toList()),
                        imageName);
        return new Result(Optional.empty(), Optional.of(problem), failures);
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

    private static ImageException none(String imageName, List<Volume> volumes, Map<String, ImageException> failures) {
        // Whatever could not be read may hold the system: that is the reason then, and its kind decides.
        if (!failures.isEmpty()) {
            return failures.values().iterator().next();
        }
        List<String> unread = new ArrayList<>();
        ImageException worst = null;
        for (Volume volume : volumes) {
            if (volume.tree().isEmpty() && volume.failure().isPresent()) {
                unread.add(inside(volume, imageName));
                if (worst == null || worst instanceof UnsupportedFeatureException) {
                    worst = volume.failure().get();
                }
            }
        }
        String what = "no operating system was found on this disk";
        List<String> btrfs = volumes.stream()
                .filter(volume -> volume.tree().isPresent()
                        && volume.subvolume().isEmpty()
                        && volume.entry().format().equals("btrfs"))
                .map(volume -> inside(volume, imageName))
                .toList();
        if (!btrfs.isEmpty()) {
            what += "; subvolumes are not looked into: " + String.join(", ", btrfs);
        }
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

    private static String inside(Volume volume, String imageName) {
        String path = volume.entry().path();
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
