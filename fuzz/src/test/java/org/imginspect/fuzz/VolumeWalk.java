package org.imginspect.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.imginspect.error.ImageException;
import org.imginspect.fixtures.Fixtures;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;
import org.imginspect.volume.LogicalVolume;
import org.imginspect.volume.Member;
import org.imginspect.volume.VolumeFormat;
import org.imginspect.volume.VolumeSet;

/** What the targets of volume managers have in common: the disks of a fixture, and reading all that members make. */
final class VolumeWalk {
    private static final Limits LIMITS = Limits.defaults()
            .with(Limits.METADATA_TABLE_BYTES, 1 << 20)
            .with(Limits.CACHE_BYTES, 1 << 20)
            .with(Limits.STORAGE_ENTRIES, 200);
    private static final int PIECE = 20_000;

    private VolumeWalk() {}

    /** Assembles the members and reads the beginning, the end and some places between of each volume. */
    static void walk(VolumeFormat format, List<ByteSource> disks) {
        List<Member> members = new ArrayList<>();
        for (ByteSource disk : disks) {
            members.add(new Member(disk.describe(), disk));
        }
        List<Member> placed = new ArrayList<>();
        for (VolumeSet set : format.assemble(members, LIMITS)) {
            placed.addAll(set.members());
            for (LogicalVolume volume : set.volumes()) {
                if (volume.holdsData()
                        && volume.bytes().isPresent() == volume.failure().isPresent()) {
                    throw new AssertionError("neither bytes nor a failure, or both: " + volume);
                }
                volume.bytes().ifPresent(VolumeWalk::read);
            }
        }
        if (placed.size() != members.size()) {
            throw new AssertionError(members.size() + " members, " + placed.size() + " in sets");
        }
    }

    private static void read(ByteSource volume) {
        try {
            byte[] piece = new byte[(int) Math.min(volume.size(), PIECE)];
            volume.readFully(0, piece, 0, piece.length);
            volume.readFully(volume.size() - piece.length, piece, 0, piece.length);
            long at = 0;
            for (int i = 0; i < 20 && at < volume.size(); i++) {
                long data = volume.nextData(at);
                if (data < at || data > volume.size()) {
                    throw new AssertionError("data behind " + at + " of " + volume.size() + " is at " + data);
                }
                int length = (int) Math.min(100, volume.size() - data);
                volume.readFully(data, piece, 0, Math.min(length, piece.length));
                at = data + volume.size() / 19 + 1;
            }
        } catch (ImageException e) {
            // This volume is damaged; the next one may not be.
        }
    }

    /** The disks in an archive of a fixture, by their names. */
    static Map<String, byte[]> disks(String archive) {
        Map<String, byte[]> disks = new LinkedHashMap<>();
        byte[] tar;
        try {
            tar = java.nio.file.Files.readAllBytes(Fixtures.image(archive));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        for (int at = 0; at + 512 <= tar.length && tar[at] != 0; ) {
            String header = new String(tar, at, 512, StandardCharsets.ISO_8859_1);
            int size = Integer.parseInt(header.substring(124, 135).strip(), 8);
            byte[] bytes = new byte[size];
            System.arraycopy(tar, at + 512, bytes, 0, size);
            disks.put(header.substring(0, header.indexOf('\0')), bytes);
            at += 512 + (size + 511) / 512 * 512;
        }
        return disks;
    }
}
