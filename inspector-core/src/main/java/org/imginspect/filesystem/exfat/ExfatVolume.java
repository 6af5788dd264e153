package org.imginspect.filesystem.exfat;

import java.util.Optional;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;

/** An opened volume: its boot region, its FAT, and what its root directory says of it. */
final class ExfatVolume {
    private static final long DIRECTORY_BYTES_MAX = 256L << 20;

    private final ByteSource bytes;
    private final ExfatBootRegion region;
    private final ExfatTable table;
    private final Limits limits;
    private final ExfatStream rootStream;
    private final ExfatRoot root;

    private ExfatVolume(ByteSource bytes, ExfatBootRegion region, Limits limits) throws ImageException {
        this.bytes = bytes;
        this.region = region;
        this.table = new ExfatTable(bytes, region.sector());
        this.limits = limits;
        this.rootStream = rootStream();
        this.root = ExfatRoot.read(open(rootStream, "/"), region.sector());
    }

    static ExfatVolume open(ByteSource bytes, Limits limits) throws ImageException {
        return new ExfatVolume(bytes, ExfatBootRegion.read(bytes), limits);
    }

    ByteSource bytes() {
        return bytes;
    }

    ExfatBootSector boot() {
        return region.sector();
    }

    /** What is wrong with the main boot region; empty if it was used. */
    Optional<DamagedImageException> mainDamage() {
        return region.mainDamage();
    }

    ExfatTable table() {
        return table;
    }

    Limits limits() {
        return limits;
    }

    ExfatRoot root() {
        return root;
    }

    /** The root directory's chain, whose length is written nowhere. */
    ExfatStream rootDirectory() {
        return rootStream;
    }

    ExfatUpcase upcase() throws ImageException {
        return ExfatUpcase.read(open(root.upcase(), "up-case table"), root.upcaseChecksum());
    }

    /**
     * Some content.
     *
     * @param what whose it is, for messages
     */
    ExfatFile open(ExfatStream stream, String what) throws ImageException {
        return ExfatFile.open(bytes, region.sector(), table, stream, what, limits);
    }

    private ExfatStream rootStream() throws ImageException {
        long first = region.sector().rootCluster();
        ExfatTable.Chain chain = table.new Chain(first, "/");
        long length = 0;
        do {
            length += region.sector().clusterBytes();
            if (length > DIRECTORY_BYTES_MAX) {
                throw chain.damaged("is longer than 256 MiB, which no directory may be");
            }
        } while (chain.next());
        return ExfatStream.chained(first, length);
    }
}
