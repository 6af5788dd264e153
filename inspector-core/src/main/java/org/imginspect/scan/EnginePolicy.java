package org.imginspect.scan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imginspect.engine.Engine;
import org.imginspect.engine.EngineInfo;
import org.imginspect.engine.Guest;
import org.imginspect.engine.OpenOptions;
import org.imginspect.engine.StorageEntry;
import org.imginspect.engine.StorageMap;
import org.imginspect.error.ImageException;
import org.imginspect.error.Problem;
import org.imginspect.guest.Consistency;

/**
 * Chooses who reads an image.
 *
 * <p>{@link EngineChoice#AUTO} asks the embedded engine first. Libguestfs is asked when the embedded one left something unread that
 * a Linux kernel may be able to read: unsupported or damaged, but not encrypted (nobody has the key), not of unknown content, not cut
 * off by a limit of ours (that is for the user to raise), not for want of a disk that was not given, and not withheld by the host; or when it
 * showed a file system with a journal or a log as it was before its last changes, which the kernel may be able to replay. Its answer is taken only if it leaves less unread. A container that
 * the embedded engine refuses is not tried: the check before qemu sees a file refuses the same ones.
 */
final class EnginePolicy {
    record Choice(Guest guest, EngineInfo engine, Optional<String> fallbackReason) {}

    private final Engines engines;

    EnginePolicy(Engines engines) {
        this.engines = engines;
    }

    Choice open(Path image, EngineChoice choice, OpenOptions options) throws ImageException {
        if (choice == EngineChoice.LIBGUESTFS) {
            Guest guest = engines.libguestfs().open(image, options);
            return new Choice(guest, guest.engine(), Optional.empty());
        }
        Guest guest = engines.embedded().open(image, options);
        if (choice == EngineChoice.EMBEDDED) {
            return new Choice(guest, guest.engine(), Optional.empty());
        }
        try {
            return fallBack(image, options, guest);
        } catch (RuntimeException | Error e) {
            guest.close();
            throw e;
        }
    }

    private Choice fallBack(Path image, OpenOptions options, Guest embedded) throws ImageException {
        Optional<String> reason = reason(embedded.storage());
        if (reason.isEmpty()) {
            return new Choice(embedded, embedded.engine(), Optional.empty());
        }
        Optional<String> missing = engines.libguestfsMissing();
        if (missing.isPresent()) {
            return kept(embedded, "libguestfs might read more, but " + missing.get());
        }
        options.progress().accept("asking libguestfs: " + reason.get());
        Engine libguestfs = engines.libguestfs();
        Guest other;
        try {
            other = libguestfs.open(image, options);
        } catch (ImageException e) {
            return kept(embedded, "libguestfs was asked too and failed: " + e.getMessage());
        }
        if (unread(other) < unread(embedded)) {
            embedded.close();
            return new Choice(other, other.engine(), reason);
        }
        other.close();
        return kept(embedded, "libguestfs was asked too and reads no more");
    }

    private static Choice kept(Guest guest, String note) {
        EngineInfo engine = guest.engine();
        List<String> notes = new ArrayList<>(engine.notes());
        notes.add(note);
        return new Choice(guest, new EngineInfo(engine.id(), engine.version(), notes), Optional.empty());
    }

    private static int unread(Guest guest) {
        long stale = guest.storage().fileSystems().stream()
                .filter(EnginePolicy::isStale)
                .count();
        return guest.storage().unread().size()
                + (int) stale
                + (guest.rootProblem().isPresent() ? 1 : 0);
    }

    /** File systems whose journal or log the kernel replays when it mounts them. */
    private static final Set<String> REPLAYED_BY_A_MOUNT = Set.of("ext2", "ext3", "ext4", "xfs", "btrfs");

    private static Optional<String> reason(StorageMap storage) {
        for (StorageEntry entry : storage.unread()) {
            boolean readable =
                    entry.state() == StorageEntry.State.UNSUPPORTED || entry.state() == StorageEntry.State.DAMAGED;
            if (readable && !entry.format().equals("unknown") && !lacksMembers(storage, entry)) {
                return Optional.of("the embedded engine could not read " + entry.path() + ": "
                        + entry.problem().map(Problem::what).orElse(entry.format()));
            }
        }
        for (StorageEntry entry : storage.fileSystems()) {
            if (isStale(entry)) {
                return Optional.of("the embedded engine could not replay all of " + entry.path() + ": "
                        + entry.consistency().map(Consistency::reason).orElse(""));
            }
        }
        return Optional.empty();
    }

    private static boolean isStale(StorageEntry entry) {
        boolean stale = entry.consistency()
                .map(consistency -> consistency.kind() == Consistency.Kind.STALE)
                .orElse(false);
        return stale && REPLAYED_BY_A_MOUNT.contains(entry.format());
    }

    /** Whether it is a volume of a group or an array of which a disk is missing: no kernel has it either. */
    private static boolean lacksMembers(StorageMap storage, StorageEntry entry) {
        return storage.groups().stream()
                .anyMatch(group -> !group.missing().isEmpty() && group.volumes().contains(entry.path()));
    }
}
