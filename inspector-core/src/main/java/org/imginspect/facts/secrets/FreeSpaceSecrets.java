package org.imginspect.facts.secrets;

import java.util.List;
import java.util.Optional;
import org.imginspect.engine.DiskSpace;
import org.imginspect.error.ImageException;
import org.imginspect.facts.Fact;

/**
 * Secrets where no file shows them: in free blocks, behind the ends of files, outside of partitions. Finding them reads all of that.
 *
 * @param hits in the order of the disk
 * @param incomplete why not everything was searched, the first reason; empty if everything was
 */
public record FreeSpaceSecrets(List<Hit> hits, Optional<ImageException> incomplete) implements Fact {
    public FreeSpaceSecrets {
        hits = List.copyOf(hits);
    }

    /**
     * One of them, without the secret.
     *
     * @param path the storage path of the file system or the image it lies in
     * @param place why no file shows it
     * @param positionBytes where it begins in what {@code path} names
     * @param kind what it is
     * @param hint what tells it from others of its kind; empty text if the kind says all
     */
    public record Hit(
            String path,
            DiskSpace.Unowned place,
            long positionBytes,
            SecretHit.Category category,
            SecretHit.Certainty certainty,
            String kind,
            String hint) {}
}
