package org.imginspect.volume;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.fixtures.Fixtures;
import org.imginspect.io.ArraySource;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;

/** The disks of a group or an array, made by lvm or mdadm, and what the kernel read from its volumes. */
public final class VolumeFixture {
    private final Map<String, byte[]> disks = new LinkedHashMap<>();

    /** @param groupAndName an archive of disks, for example {@code "lvm/plain"} */
    public VolumeFixture(String groupAndName) {
        byte[] tar;
        try {
            tar = Files.readAllBytes(Fixtures.image(groupAndName));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (int at = 0; at + 512 <= tar.length && tar[at] != 0; ) {
            String header = new String(tar, at, 512, StandardCharsets.ISO_8859_1);
            String name = header.substring(0, header.indexOf('\0'));
            int size = Integer.parseInt(header.substring(124, 135).strip(), 8);
            byte[] bytes = new byte[size];
            System.arraycopy(tar, at + 512, bytes, 0, size);
            disks.put(name, bytes);
            at += 512 + (size + 511) / 512 * 512;
        }
    }

    /** The names of the disks, in alphabetical order. */
    public List<String> names() {
        return List.copyOf(disks.keySet());
    }

    /** A disk's own bytes: a test that changes them changes the fixture. */
    public byte[] bytes(String name) {
        return Optional.ofNullable(disks.get(name)).orElseThrow();
    }

    /** Those disks as members, in that order; all of them if none is named. */
    public List<Member> members(VolumeFormat format, String... names) {
        List<Member> members = new ArrayList<>();
        for (String name : names.length == 0 ? names().toArray(new String[0]) : names) {
            members.add(new Member(name + " > " + format.member(), new ArraySource(bytes(name), name)));
        }
        return members;
    }

    /** What those disks make. */
    public List<VolumeSet> assemble(VolumeFormat format, String... names) {
        return format.assemble(members(format, names), Limits.defaults());
    }

    /** The volume of that name in any of the sets. */
    public static LogicalVolume volume(List<VolumeSet> sets, String name) {
        return sets.stream()
                .flatMap(set -> set.volumes().stream())
                .filter(volume -> volume.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no volume " + name + " in " + sets));
    }

    /** SHA-256 of everything in it, read in pieces that fit no boundary, with what {@code nextData} skips taken for zeros. */
    public static String sha256(ByteSource source) throws ImageException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        byte[] piece = new byte[77_777];
        for (long at = 0; at < source.size(); ) {
            long data = source.nextData(at);
            for (; at < data; ) {
                int zeros = (int) Math.min(piece.length, data - at);
                digest.update(new byte[zeros]);
                at += zeros;
            }
            int length = (int) Math.min(piece.length, source.size() - at);
            source.readFully(at, piece, 0, length);
            digest.update(piece, 0, length);
            at += length;
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
