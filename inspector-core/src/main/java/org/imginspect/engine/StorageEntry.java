package org.imginspect.engine;

import java.util.Optional;
import java.util.OptionalLong;
import org.imginspect.error.Problem;
import org.imginspect.guest.Consistency;
import org.imginspect.guest.GuestPath;

/**
 * One thing on the disk.
 *
 * @param path its storage path: {@code disk.qcow2}, {@code disk.qcow2 > gpt:1}, {@code disk.qcow2 > gpt:1 > ext4}; unique in a map
 * @param format in the field's terms: {@code qcow2}, {@code raw}, {@code gpt}, {@code mbr}, {@code ext4}, {@code vfat}, {@code xfs},
 *     {@code swap}, {@code LVM2_member}, {@code crypto_LUKS}, … as blkid names them; {@code unknown} if nothing was recognised,
 *     {@code empty} if the beginning is all zero
 * @param state whether it was read
 * @param problem why not, unless {@code state} is {@link State#OPENED} or {@link State#RECOGNISED}; also a warning about an opened one
 * @param consistency of a file system that was opened; empty otherwise, and where the engine that opened it cannot tell
 * @param uuid as blkid prints it (FAT: {@code ABCD-1234}); of a partition its PARTUUID; empty if it has none
 * @param label of a file system its label, of a GPT partition its name; empty if it has none
 * @param sizeBytes of a container its virtual size
 * @param mountPoint where it is mounted in the guest's tree; empty if nowhere
 * @param partition what only a partition has
 * @param volume what only a logical volume, an array or a subvolume has
 */
public record StorageEntry(
        String path,
        Kind kind,
        String format,
        State state,
        Optional<Problem> problem,
        Optional<Consistency> consistency,
        Optional<String> uuid,
        Optional<String> label,
        OptionalLong sizeBytes,
        Optional<GuestPath> mountPoint,
        Optional<PartitionInfo> partition,
        Optional<VolumeInfo> volume) {

    /** What is no logical volume, array or subvolume. */
    public StorageEntry(
            String path,
            Kind kind,
            String format,
            State state,
            Optional<Problem> problem,
            Optional<Consistency> consistency,
            Optional<String> uuid,
            Optional<String> label,
            OptionalLong sizeBytes,
            Optional<GuestPath> mountPoint,
            Optional<PartitionInfo> partition) {
        this(
                path,
                kind,
                format,
                state,
                problem,
                consistency,
                uuid,
                label,
                sizeBytes,
                mountPoint,
                partition,
                Optional.empty());
    }

    /** What sort of thing it is. */
    public enum Kind {
        CONTAINER,
        PARTITION_TABLE,
        PARTITION,
        VOLUME,
        FILE_SYSTEM,
        /** A tree inside a file system that can be mounted by itself. */
        SUBVOLUME,
        SWAP,
        /** Recognised as data that is no file system: GRUB's core image in a BIOS boot partition, an empty partition. */
        DATA
    }

    /** Whether it was read. */
    public enum State {
        /** Read, and what is inside is listed or reachable. */
        OPENED,
        /** Nothing inside has to be read: swap space, a BIOS boot partition, empty space. */
        RECOGNISED,
        /** Valid, but this engine cannot read it. The scan is incomplete. */
        UNSUPPORTED,
        /** Its bytes contradict its format. The scan is incomplete. */
        DAMAGED,
        /** Encrypted: nobody can read it without a key. The scan is incomplete. */
        ENCRYPTED,
        /** One of our caps was reached. The scan is incomplete. */
        LIMITED,
        /** The host or the engine could not deliver its bytes. The scan is incomplete. */
        UNREADABLE;

        /** Whether something that should have been read was not. */
        public boolean isIncomplete() {
            return this != OPENED && this != RECOGNISED;
        }
    }

    /** This entry, mounted. */
    public StorageEntry mountedAt(GuestPath point) {
        return new StorageEntry(
                path,
                kind,
                format,
                state,
                problem,
                consistency,
                uuid,
                label,
                sizeBytes,
                Optional.of(point),
                partition,
                volume);
    }

    /** This entry, which was not read after all, or of which there is something to say. */
    public StorageEntry with(State otherState, Problem otherProblem) {
        return new StorageEntry(
                path,
                kind,
                format,
                otherState,
                Optional.of(otherProblem),
                consistency,
                uuid,
                label,
                sizeBytes,
                mountPoint,
                partition,
                volume);
    }
}
