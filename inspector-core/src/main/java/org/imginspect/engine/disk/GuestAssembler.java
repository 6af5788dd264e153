package org.imginspect.engine.disk;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.engine.StorageEntry;
import org.imginspect.error.ImageException;
import org.imginspect.error.Problem;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.guest.FileTree;
import org.imginspect.guest.Fstab;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.guest.MountedFileTree;
import org.imginspect.guest.Node;
import org.imginspect.io.Limits;

/**
 * Finds the guest's root among the file systems of a disk and mounts in it what the guest's own fstab says, parents before children.
 *
 * <p>What fstab names and could not be opened is mounted as a tree whose look-ups throw the reason: it must not look like an empty
 * directory. What fstab names and is proved not to be on the disk is not mounted, so that the parent's directory shows through as it
 * does in the guest (if it boots at all), and is noted. While something on the disk could not be read that may hold it (a volume
 * group, an encrypted volume), it counts as not readable.
 *
 * <p>Of a file system with subvolumes a line without {@code subvol=} and {@code subvolid=} means the default one. The root's own subvolume is
 * not shown a second time below a mounted one that holds it: there is an empty directory.
 *
 * <p>Neither {@code .mount} units nor the partitions that systemd discovers by type are mounted.
 */
public final class GuestAssembler {
    private final String imageName;
    private final List<Volume> volumes;
    private final Limits limits;
    private final Map<GuestPath, FileTree> mounts = new LinkedHashMap<>();
    private final Map<String, GuestPath> mountPoints = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();
    private DeviceSpec.Names names;

    /**
     * The guest's tree.
     *
     * @param root what {@code Guest} takes as its tree; closing it closes the mounted file systems and no others
     * @param rootProblem why every look-up throws; empty if a root was found
     * @param mountPoints where each entry, by its path, is mounted; those that could not be opened included
     * @param notes lines of fstab that were not followed, and why: for people
     * @param failures file systems that were opened but could not be looked into when the root was searched, by their entry's path
     */
    public record Assembly(
            FileTree root,
            Optional<Problem> rootProblem,
            Map<String, GuestPath> mountPoints,
            List<String> notes,
            Map<String, ImageException> failures) {}

    private GuestAssembler(String imageName, List<Volume> volumes, Limits limits) {
        this.imageName = imageName;
        this.volumes = volumes;
        this.limits = limits;
        this.names = new DeviceSpec.Names(disks(volumes), Optional.empty(), 0);
    }

    private static int disks(List<Volume> volumes) {
        int disks = 1;
        for (Volume volume : volumes) {
            disks = Math.max(disks, volume.place().disk() + 1);
        }
        return disks;
    }

    /**
     * Puts a guest together.
     *
     * @param imageName the first part of the storage paths
     * @param volumes everything on the disk that holds something, in its order, opened or not
     */
    public static Assembly assemble(String imageName, List<Volume> volumes, Limits limits) {
        return new GuestAssembler(imageName, volumes, limits).assemble();
    }

    private Assembly assemble() {
        RootFinder.Result found = RootFinder.find(imageName, volumes, limits);
        if (found.root().isEmpty()) {
            return without(found.problem().orElseThrow(), found.failures());
        }
        notes.addAll(found.notes());
        RootFinder.Root root = found.root().get();
        mounts.put(GuestPath.ROOT, root.tree());
        mountPoints.put(root.entry().path(), GuestPath.ROOT);
        List<Fstab.Line> lines;
        try {
            lines = new GuestTree(root.tree(), limits)
                    .bytes(RootFinder.FSTAB)
                    .map(LocalMounts::of)
                    .orElse(List.of());
        } catch (ImageException e) {
            // What is mounted where is unknown, and so is every path below.
            return without(e, found.failures());
        }
        readRootLine(lines, root);
        lines.stream()
                .filter(line -> !LocalMounts.point(line).isRoot())
                .sorted(Comparator.comparingInt(
                        line -> LocalMounts.point(line).names().size()))
                .forEach(line -> mount(line, root));
        FileTree tree = mounts.size() == 1 ? root.tree() : new MountedFileTree(mounts);
        return new Assembly(tree, Optional.empty(), mountPoints, List.copyOf(notes), found.failures());
    }

    private static Assembly without(ImageException problem, Map<String, ImageException> failures) {
        return new Assembly(new FailedFileTree(problem), Optional.of(problem.problem()), Map.of(), List.of(), failures);
    }

    /** The line of {@code /} tells how the guest calls the disk it lies on. */
    private void readRootLine(List<Fstab.Line> lines, RootFinder.Root root) {
        for (Fstab.Line line : lines) {
            if (!LocalMounts.point(line).isRoot()) {
                continue;
            }
            DeviceSpec spec = DeviceSpec.parse(line.device());
            DeviceSpec.Names named = spec.tag() == DeviceSpec.Tag.PARTITION
                    ? new DeviceSpec.Names(
                            names.disks(),
                            Optional.of(spec.value()),
                            root.volume().place().disk())
                    : names;
            if (spec.matches(List.of(root.volume()), named).isEmpty()) {
                note(
                        line,
                        "is not the file system that was found to be the root, "
                                + root.volume().entry().path());
                return;
            }
            names = named;
            Optional<Subvolumes.Wanted> wanted = Subvolumes.wanted(line.options());
            if (wanted.isPresent()
                    && !root.volume().subvolumes().isEmpty()
                    && root.subvolume().map(sub -> !wanted.get().means(sub)).orElse(true)) {
                note(
                        line,
                        "names " + wanted.get() + ", but the root was found to be "
                                + root.entry().path());
            }
            return;
        }
    }

    private void mount(Fstab.Line line, RootFinder.Root root) {
        GuestPath wanted = LocalMounts.point(line);
        DeviceSpec spec = DeviceSpec.parse(line.device());
        List<Volume> found = spec.matches(volumes, names);
        FileTree tree;
        Optional<StorageEntry> entry = Optional.empty();
        if (found.isEmpty()) {
            Optional<Volume> hiding = spec.isOtherDisk(names)
                    ? Optional.empty()
                    : volumes.stream().filter(Volume::mayHideOthers).findFirst();
            if (hiding.isEmpty()) {
                note(line, "is not on this disk");
                return;
            }
            tree = new FailedFileTree(new UnsupportedFeatureException(
                    line.device() + " of the guest's /etc/fstab was not found; it may lie in what was not read here ("
                            + hiding.get().entry().format() + ")",
                    hiding.get().entry().path()));
        } else {
            Volume volume = found.get(0);
            if (found.size() > 1) {
                note(
                        line,
                        "means " + found.size() + " file systems; "
                                + volume.entry().path() + " was taken");
            }
            if (volume.tree().isEmpty() && volume.failure().isEmpty()) {
                note(line, "is " + volume.entry().format() + ", no file system");
                return;
            }
            tree = volume.tree()
                    .orElseGet(() -> new FailedFileTree(volume.failure().orElseThrow()));
            entry = Optional.of(volume.entry());
            Optional<Subvolumes.Wanted> option = Subvolumes.wanted(line.options());
            if (option.isPresent() && !volume.subvolumes().isEmpty()) {
                Optional<Volume.Sub> sub = option.get().in(volume);
                if (sub.isPresent()) {
                    tree = sub.get().tree();
                    entry = Optional.of(sub.get().entry());
                } else if (volume.entry().state() == StorageEntry.State.OPENED) {
                    note(line, "names " + option.get() + ", which is not there");
                    return;
                } else {
                    // Not all of them are listed.
                    tree = new FailedFileTree(new UnsupportedFeatureException(
                            volume.entry().format() + ": " + option.get()
                                    + " is not among the subvolumes that were read",
                            volume.entry().path()));
                    entry = Optional.empty();
                }
            }
        }
        Optional<GuestPath> point = mountPoint(line, wanted);
        if (point.isEmpty()) {
            return;
        }
        if (mounts.putIfAbsent(point.get(), tree) != null) {
            note(line, "has the mount point of an earlier line");
            return;
        }
        entry.ifPresent(mounted -> mountPoints.putIfAbsent(mounted.path(), point.get()));
        entry.ifPresent(mounted -> hideRootBelow(point.get(), mounted, root));
    }

    /**
     * Where the subvolumes of snapshots are mounted, the root may lie in one of them (openSUSE's {@code /.snapshots/1/snapshot}): what is in the
     * root is there a second time, and would be found twice.
     */
    private void hideRootBelow(GuestPath point, StorageEntry mounted, RootFinder.Root root) {
        List<Volume.Sub> subvolumes = root.volume().subvolumes();
        Optional<GuestPath> top = root.subvolume()
                .or(() -> subvolumes.stream()
                        .filter(sub -> sub.subvolume().isDefault())
                        .findFirst())
                .map(sub -> sub.subvolume().path());
        for (Volume.Sub sub : subvolumes) {
            GuestPath at = sub.subvolume().path();
            if (top.isPresent()
                    && sub.entry().path().equals(mounted.path())
                    && !at.equals(top.get())
                    && top.get().startsWith(at)) {
                mounts.putIfAbsent(
                        point.append(top.get().below(at)),
                        MemoryFileTree.builder().build());
            }
        }
    }

    /** Where a line is mounted, links resolved in what is mounted so far; empty, and noted, if that is impossible. */
    private Optional<GuestPath> mountPoint(Fstab.Line line, GuestPath wanted) {
        GuestTree sofar = new GuestTree(new MountedFileTree(mounts), limits);
        try {
            Optional<GuestPath> point = sofar.resolve(wanted);
            if (point.isPresent()) {
                if (sofar.stat(point.get()).map(Node::isDirectory).orElse(false)) {
                    return point;
                }
                note(line, "has a mount point that is no directory");
                return Optional.empty();
            }
            // systemd makes a missing mount point; the tree then shows it in its parent's list.
            Optional<GuestPath> parent = sofar.resolve(wanted.parent().orElseThrow());
            if (parent.isPresent()
                    && sofar.stat(parent.get()).map(Node::isDirectory).orElse(false)
                    && sofar.lstat(wanted).isEmpty()) {
                return Optional.of(parent.get().resolve(wanted.name()));
            }
            note(line, "has a mount point that is not there");
        } catch (ImageException e) {
            // Whoever looks below it meets the same failure.
            note(line, "has a mount point that cannot be read: " + e.getMessage());
        }
        return Optional.empty();
    }

    private void note(Fstab.Line line, String what) {
        notes.add("/etc/fstab: " + line.device() + " on " + LocalMounts.point(line) + " " + what);
    }
}
