package org.imginspect.image.vhdx;

import java.util.ArrayList;
import java.util.List;

/** Writes entries into the log of a VHDX and says in both headers that it is not empty, as a crash leaves it. */
final class VhdxLogWriter {
    private static final int SECTOR = 4096;

    private final VhdxBytes file;
    private final int log;
    private final int sectors;
    private int next;
    private long sequence;

    /** What one descriptor does; {@code data} is a sector, or null for zeros. */
    record Write(long place, byte[] data, long zeros) {
        static Write data(long place, byte[] data) {
            return new Write(place, data, 0);
        }

        static Write zeros(long place, long length) {
            return new Write(place, new byte[0], length);
        }
    }

    /**
     * Goes on at a sector of the log.
     *
     * @param sequence the first entry's number
     */
    VhdxLogWriter(VhdxBytes file, int firstSector, long sequence) {
        this.file = file;
        int head = VhdxBytes.HEADERS[file.u64(VhdxBytes.HEADERS[0] + 8) > file.u64(VhdxBytes.HEADERS[1] + 8) ? 0 : 1];
        this.log = (int) file.u64(head + 0x48);
        this.sectors = (int) (file.u32(head + 0x44) / SECTOR);
        this.next = firstSector % sectors;
        this.sequence = sequence;
    }

    int next() {
        return next;
    }

    /** Marks the log as not empty. */
    void dirty() {
        for (int head : VhdxBytes.HEADERS) {
            file.guid(head + 0x30, VhdxBytes.LOG_GUID);
        }
        file.sealed();
    }

    /** Appends an entry of the file as long as it is; its sectors, for who wants to spoil them. */
    List<Integer> append(int tail, Write... writes) {
        return append(tail, file.bytes().length, file.bytes().length, writes);
    }

    List<Integer> append(int tail, long flushed, long last, Write... writes) {
        int descriptorSectors = (64 + writes.length * 32 + SECTOR - 1) / SECTOR;
        int data = 0;
        for (Write write : writes) {
            data += write.zeros == 0 ? 1 : 0;
        }
        VhdxBytes entry = new VhdxBytes(new byte[(descriptorSectors + data) * SECTOR]);
        entry.text(0, "loge").u32(8, entry.bytes().length).u32(12, (long) tail * SECTOR);
        entry.u64(16, sequence).u32(24, writes.length).guid(32, VhdxBytes.LOG_GUID);
        entry.u64(48, flushed).u64(56, last);
        int at = 64;
        int sector = descriptorSectors * SECTOR;
        for (Write write : writes) {
            entry.u64(at + 16, write.place).u64(at + 24, sequence);
            if (write.zeros > 0) {
                entry.text(at, "zero").u64(at + 8, write.zeros);
            } else {
                VhdxBytes content = new VhdxBytes(write.data);
                entry.text(at, "desc").u32(at + 4, content.u32(SECTOR - 4)).u64(at + 8, content.u64(0));
                entry.put(sector, write.data);
                entry.text(sector, "data").u32(sector + 4, sequence >>> 32).u32(sector + SECTOR - 4, sequence);
                sector += SECTOR;
            }
            at += 32;
        }
        entry.u32(4, VhdxBytes.crc(entry.bytes(), 0, entry.bytes().length));
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < entry.bytes().length; i += SECTOR) {
            byte[] part = new byte[SECTOR];
            System.arraycopy(entry.bytes(), i, part, 0, SECTOR);
            places.add(log + next * SECTOR);
            file.put(log + next * SECTOR, part);
            next = (next + 1) % sectors;
        }
        sequence++;
        return places;
    }
}
