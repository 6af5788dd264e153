package org.imginspect.volume.lvm2;

import java.util.ArrayList;
import java.util.List;
import org.imginspect.error.ImageException;
import org.jspecify.annotations.Nullable;

/** Chunks dealt out in copies, each copy on the image behind the last one's (drivers/md/raid10.c, "near"). */
final class Lvm2Raid10 implements Lvm2Mapper {
    private final List<@Nullable Lvm2Linear> images;
    private final int copies;
    private final long chunkBytes;

    private Lvm2Raid10(List<@Nullable Lvm2Linear> images, int copies, long chunkBytes) {
        this.images = images;
        this.copies = copies;
        this.chunkBytes = chunkBytes;
    }

    static Lvm2Raid10 of(Lvm2RaidImages raid, int copies, long chunkBytes) throws ImageException {
        List<@Nullable Lvm2Linear> images = new ArrayList<>();
        for (int i = 0; i < raid.count(); i++) {
            images.add(raid.image(i));
        }
        Lvm2Raid10 mapper = new Lvm2Raid10(images, copies, chunkBytes);
        // After as many chunks as there are images they lie where they lay before.
        for (int chunk = 0; chunk < images.size(); chunk++) {
            if (mapper.place(chunk) < 0) {
                throw raid.missing();
            }
        }
        return mapper;
    }

    /** Which of all copies of all chunks is the first one of this chunk that is at hand; -1 if none is. */
    private long place(long chunk) {
        for (long place = chunk * copies; place < (chunk + 1) * copies; place++) {
            if (images.get((int) (place % images.size())) != null) {
                return place;
            }
        }
        return -1;
    }

    @Override
    public void readFully(long position, byte[] into, int offset, int length) throws ImageException {
        int done = 0;
        while (done < length) {
            long at = position + done;
            int piece = (int) Math.min(length - done, chunkBytes - at % chunkBytes);
            long place = place(at / chunkBytes);
            Lvm2Linear image = images.get((int) (place % images.size()));
            if (image == null) {
                throw new IllegalStateException("checked when it was made");
            }
            image.readFully(place / images.size() * chunkBytes + at % chunkBytes, into, offset + done, piece);
            done += piece;
        }
    }

    @Override
    public long nextData(long position) {
        return position;
    }

    @Override
    public long fanOut() {
        return 1;
    }
}
