package org.imginspect.engine.libguestfs;

import java.util.LinkedHashMap;
import java.util.Objects;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.ImageReadException;
import org.imginspect.io.ByteSource;

/**
 * A whole disk as the emulator shows it to the appliance, for reading partition tables and superblocks. A read of a device costs some
 * 60 ms however small it is (the appliance waits for udev after each), so blocks are large and kept.
 */
final class DeviceSource implements ByteSource {
    private static final int BLOCK_BYTES = 1 << 20;
    private static final int KEPT_BLOCKS = 16;

    private final Appliance appliance;
    private final String device;
    private final long size;
    private final String description;
    private final LinkedHashMap<Long, byte[]> blocks = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param device {@code /dev/sda}
     * @param size at most the device's
     */
    DeviceSource(Appliance appliance, String device, long size, String description) {
        this.appliance = appliance;
        this.device = device;
        this.size = size;
        this.description = description;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public synchronized void readFully(long position, byte[] into, int offset, int length) throws ImageException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (position < 0 || position > size - length) {
            throw new DamagedImageException(
                    length + " bytes at 0x" + Long.toHexString(position) + " lie outside the " + size
                            + " bytes there are",
                    description);
        }
        int done = 0;
        while (done < length) {
            long at = position + done;
            byte[] block = block(at / BLOCK_BYTES);
            int inBlock = (int) (at % BLOCK_BYTES);
            int count = Math.min(length - done, block.length - inBlock);
            System.arraycopy(block, inBlock, into, offset + done, count);
            done += count;
        }
    }

    private byte[] block(long index) throws ImageException {
        byte[] known = blocks.get(index);
        if (known != null) {
            return known;
        }
        long start = index * BLOCK_BYTES;
        int length = (int) Math.min(BLOCK_BYTES, size - start);
        byte[] block;
        try {
            block = appliance.call(description, g -> g.preadDevice(device, length, start));
        } catch (GuestfsException e) {
            throw new ImageReadException("libguestfs: the disk cannot be read: " + e.reason(), description, start);
        }
        if (block.length != length) {
            throw new ImageReadException(
                    "libguestfs: read " + block.length + " bytes of the disk where there are " + length,
                    description,
                    start);
        }
        blocks.put(index, block);
        if (blocks.size() > KEPT_BLOCKS) {
            blocks.remove(blocks.keySet().iterator().next());
        }
        return block;
    }

    @Override
    public String describe() {
        return description;
    }

    @Override
    public void close() {
        // The appliance is ended as a whole.
    }
}
