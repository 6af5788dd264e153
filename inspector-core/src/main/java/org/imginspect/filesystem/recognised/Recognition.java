package org.imginspect.filesystem.recognised;

import java.util.Optional;
import org.imginspect.filesystem.FileSystemIdentity;

/**
 * What the beginning of a volume says it is.
 *
 * @param content what sort of thing
 * @param identity blkid's name, UUID and label for it
 * @param note what its reader should know beside that, in the words of a problem; empty if nothing
 */
public record Recognition(Content content, FileSystemIdentity identity, Optional<String> note) {
    /** The sorts of things a volume can hold. */
    public enum Content {
        FILE_SYSTEM,
        SWAP,
        /** Part of a volume group, an array, a pool: what lies in it needs another layer to be read. */
        VOLUME,
        /** Nobody can read it without a key. */
        ENCRYPTED,
        /** Data that is meant to be no file system: a boot loader. */
        DATA,
        /** The beginning is all zero. */
        EMPTY,
        /** Something is there, and nothing is known of it. */
        UNKNOWN
    }

    /** Something known only by its name. */
    public static Recognition of(Content content, String format) {
        return new Recognition(
                content, new FileSystemIdentity(format, Optional.empty(), Optional.empty()), Optional.empty());
    }
}
