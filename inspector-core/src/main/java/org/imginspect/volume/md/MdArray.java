package org.imginspect.volume.md;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.io.ByteSource;
import org.imginspect.volume.Member;
import org.jspecify.annotations.Nullable;

/** An array put together of the members that are in step. */
final class MdArray {
    /** A member with what it says. */
    record Part(Member member, MdSuperblock superblock) {}

    private final String path;
    private final MdSuperblock freshest;
    private final TreeMap<Integer, Part> inStep = new TreeMap<>();
    private final List<Part> outOfStep = new ArrayList<>();

    /**
     * @param parts members of one array, at least one
     * @param path the storage path that the array's name is added to
     */
    MdArray(List<Part> parts, String path) {
        this.path = path;
        MdSuperblock newest = null;
        for (Part part : parts) {
            // Spares are not told of every event, and what they say of others may be old.
            boolean counts = part.superblock.role() != MdSuperblock.NONE;
            if (newest == null
                    || (counts && newest.role() == MdSuperblock.NONE)
                    || (counts && Long.compareUnsigned(part.superblock.events(), newest.events()) > 0)) {
                newest = part.superblock;
            }
        }
        this.freshest = java.util.Objects.requireNonNull(newest);
        for (Part part : parts) {
            MdSuperblock own = part.superblock;
            int role = freshest.roleOf(own.number());
            boolean good = role != MdSuperblock.NONE
                    && own.role() == role
                    && own.events() == freshest.events()
                    && !own.rebuilding();
            if (!good || inStep.putIfAbsent(role, part) != null) {
                outOfStep.add(part);
            }
        }
    }

    /** What the most recent member says. */
    MdSuperblock newest() {
        return freshest;
    }

    /** The places of the array whose members are in use and not at hand. */
    List<String> missing() {
        List<String> missing = new ArrayList<>();
        for (int role = 0; role < freshest.disks(); role++) {
            if (!inStep.containsKey(role) && freshest.roles().contains(role) && !isAtHand(role)) {
                missing.add("member " + role + " of " + freshest.disks());
            }
        }
        return missing;
    }

    private boolean isAtHand(int role) {
        for (Part part : outOfStep) {
            if (freshest.roleOf(part.superblock.number()) == role) {
                return true;
            }
        }
        return false;
    }

    /** How many bytes it has; empty if that takes members that are not at hand. */
    Optional<Long> sizeBytes() {
        if (freshest.level() == 1) {
            return Optional.of(freshest.usedBytes());
        }
        return Optional.empty();
    }

    ByteSource bytes(String name) throws ImageException {
        if (!freshest.refused().isEmpty()) {
            throw new UnsupportedFeatureException("md: " + name + ": " + freshest.refused(), path);
        }
        return switch (freshest.level()) {
            case 1 -> mirror(name);
            case -1 -> linear(name);
            case 0 -> striped(name);
            default ->
                throw new UnsupportedFeatureException(
                        "md: " + name + ": level " + freshest.levelName() + " is not read", path);
        };
    }

    private ByteSource mirror(String name) throws ImageException {
        @Nullable Part bad = null;
        for (Part part : inStep.values()) {
            if (!part.superblock.badBlocks()) {
                return data(part, name).slice(0, used(part), name);
            }
            bad = part;
        }
        if (bad != null) {
            throw new UnsupportedFeatureException(
                    "md: " + name + ": every member at hand has a log of bad blocks, which is not read", path);
        }
        throw new UnsupportedFeatureException(
                "md: " + name + ": no member at hand is in step: " + reason(outOfStep.get(0).superblock), path);
    }

    private static String reason(MdSuperblock superblock) {
        if (superblock.rebuilding()) {
            return "it is still being rebuilt";
        }
        return superblock.role() == MdSuperblock.NONE ? "it is a spare or faulty" : "it fell behind";
    }

    private long used(Part part) throws DamagedImageException {
        long used = freshest.usedBytes();
        if (used < 1 || used > part.superblock.sizeBytes()) {
            throw new DamagedImageException(
                    "md: an array of " + used + " bytes does not fit into a member's " + part.superblock.sizeBytes(),
                    part.member.bytes().describe());
        }
        return used;
    }

    /** The data of a member. */
    private static ByteSource data(Part part, String name) throws ImageException {
        MdSuperblock own = part.superblock;
        ByteSource bytes = part.member.bytes();
        if (own.dataBytes() > bytes.size() || own.sizeBytes() > bytes.size() - own.dataBytes()) {
            throw new DamagedImageException(
                    "md: data of " + own.sizeBytes() + " bytes at 0x" + Long.toHexString(own.dataBytes())
                            + " leaves the member of " + bytes.size(),
                    bytes.describe());
        }
        return bytes.slice(own.dataBytes(), own.sizeBytes(), name);
    }

    /** All members in the order of their places. */
    private List<Part> all(String name) throws ImageException {
        List<Part> parts = new ArrayList<>();
        for (int role = 0; role < freshest.disks(); role++) {
            Part part = inStep.get(role);
            if (part == null) {
                throw new UnsupportedFeatureException(
                        "md: " + name + ": member " + role + " of " + freshest.disks()
                                + " is not among the disks given",
                        path);
            }
            if (part.superblock.badBlocks()) {
                throw new UnsupportedFeatureException(
                        "md: " + name + ": member " + role + " has a log of bad blocks, which is not read", path);
            }
            parts.add(part);
        }
        return parts;
    }

    /** What the array uses of a member: as many chunks as fit. */
    private long rounded(Part part) throws DamagedImageException {
        long chunk = freshest.chunkBytes();
        long size = part.superblock.sizeBytes();
        size = chunk == 0 ? size : size / chunk * chunk;
        if (size < 1) {
            throw new DamagedImageException(
                    "md: a member of " + part.superblock.sizeBytes() + " bytes holds no chunk of " + chunk,
                    part.member.bytes().describe());
        }
        return size;
    }

    private ByteSource linear(String name) throws ImageException {
        List<MdSpan.Stretch> stretches = new ArrayList<>();
        long at = 0;
        for (Part part : all(name)) {
            long length = rounded(part);
            stretches.add(new MdSpan.Stretch(at, length, List.of(data(part, name)), 0));
            at = Math.addExact(at, length);
        }
        return new MdSpan(stretches, 1, path + " > " + name);
    }

    /** Zones (drivers/md/raid0.c, create_strip_zones): the next one begins where the smallest member of the last one ends. */
    private ByteSource striped(String name) throws ImageException {
        List<Part> parts = all(name);
        long chunk = freshest.chunkBytes();
        if (chunk == 0) {
            throw new DamagedImageException("md: " + name + ": raid0 without a chunk size", path);
        }
        List<MdSpan.Stretch> stretches = new ArrayList<>();
        long start = 0; // of the zone on each member
        long at = 0; // of the zone in the array
        while (true) {
            long end = Long.MAX_VALUE;
            List<Part> longer = new ArrayList<>();
            for (Part part : parts) {
                if (rounded(part) > start) {
                    longer.add(part);
                    end = Math.min(end, rounded(part));
                }
            }
            if (longer.isEmpty()) {
                return new MdSpan(stretches, chunk, path + " > " + name);
            }
            List<ByteSource> pieces = new ArrayList<>();
            for (Part part : longer) {
                pieces.add(data(part, name).slice(start, end - start, name));
            }
            long layout = freshest.layout();
            if (!stretches.isEmpty() && layout != 1 && layout != 2) {
                throw new UnsupportedFeatureException(
                        "md: " + name + ": raid0 of several zones does not say which layout it has", path);
            }
            // RAID0_ORIG_LAYOUT counts the chunks of the whole array, RAID0_ALT_MULTIZONE_LAYOUT those of the zone.
            long turn = layout == 1 ? at / chunk % longer.size() : 0;
            long length = Math.multiplyExact(end - start, (long) longer.size());
            stretches.add(new MdSpan.Stretch(at, length, pieces, turn));
            at = Math.addExact(at, length);
            start = end;
        }
    }
}
