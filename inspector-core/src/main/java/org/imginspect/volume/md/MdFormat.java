package org.imginspect.volume.md;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;
import org.imginspect.volume.LogicalVolume;
import org.imginspect.volume.Member;
import org.imginspect.volume.VolumeFormat;
import org.imginspect.volume.VolumeSet;
import org.jspecify.annotations.Nullable;

/** Linux software RAID: members make an array, which is one volume. */
public final class MdFormat implements VolumeFormat {
    private static final String KIND = "RAID array";

    @Override
    public String member() {
        return "linux_raid_member";
    }

    @Override
    public List<VolumeSet> assemble(List<Member> members, Limits limits) {
        Map<String, List<MdArray.Part>> arrays = new LinkedHashMap<>();
        Map<String, VolumeSet> damaged = new LinkedHashMap<>();
        for (Member member : members) {
            try {
                MdSuperblock superblock = superblock(member.bytes());
                arrays.computeIfAbsent(superblock.version() + " " + superblock.uuid(), key -> new ArrayList<>())
                        .add(new MdArray.Part(member, superblock));
            } catch (ImageException e) {
                // A key that no array has keeps its place in the order.
                String key = "damaged " + damaged.size();
                arrays.put(key, List.of());
                damaged.put(
                        key,
                        new VolumeSet(
                                KIND, "", Optional.empty(), "", List.of(member), List.of(), Optional.of(e), List.of()));
            }
        }
        List<VolumeSet> sets = new ArrayList<>();
        arrays.forEach((key, parts) -> {
            VolumeSet failed = damaged.get(key);
            sets.add(failed == null ? set(parts, arrays.size() == 1) : failed);
        });
        return sets;
    }

    /** Of several superblocks that are sound, which old ones may be, the one made last, as mdadm has it. */
    private static MdSuperblock superblock(ByteSource volume) throws ImageException {
        @Nullable MdSuperblock best = null;
        @Nullable ImageException why = null;
        for (int minor = -1; minor <= 2; minor++) {
            try {
                Optional<MdSuperblock> found = minor < 0 ? Md090.read(volume) : Md1.read(volume, minor);
                if (found.isPresent() && (best == null || found.get().created() > best.created())) {
                    best = found.get();
                }
            } catch (ImageException e) {
                why = why == null ? e : why;
            }
        }
        if (best != null) {
            return best;
        }
        throw why == null ? new DamagedImageException("md: there is no superblock", volume.describe()) : why;
    }

    private static VolumeSet set(List<MdArray.Part> parts, boolean single) {
        List<Member> members = new ArrayList<>();
        for (MdArray.Part part : parts) {
            members.add(part.member());
        }
        MdArray array = new MdArray(parts, members.get(0).bytes().describe());
        MdSuperblock newest = array.newest();
        String name = nodeName(newest);
        Optional<ByteSource> bytes = Optional.empty();
        Optional<ImageException> failure = Optional.empty();
        try {
            bytes = Optional.of(array.bytes(name));
        } catch (ImageException e) {
            failure = Optional.of(e);
        }
        OptionalLong size = bytes.map(source -> OptionalLong.of(source.size())).orElseGet(OptionalLong::empty);
        return new VolumeSet(
                KIND,
                newest.name().isEmpty() ? newest.uuid() : newest.name(),
                Optional.of(newest.uuid()),
                newest.levelName(),
                members,
                array.missing(),
                Optional.empty(),
                List.of(new LogicalVolume(
                        name,
                        Optional.of(newest.uuid()),
                        newest.levelName(),
                        size,
                        devices(newest, single),
                        Optional.empty(),
                        true,
                        bytes,
                        failure)));
    }

    /** The array's name without the host's that it was made on. */
    private static String shortName(MdSuperblock superblock) {
        return superblock.name().substring(superblock.name().indexOf(':') + 1);
    }

    private static boolean isNumber(String name) {
        return !name.isEmpty() && name.length() <= 9 && name.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static String nodeName(MdSuperblock superblock) {
        String name = shortName(superblock);
        if (superblock.minor() >= 0) {
            return "md" + superblock.minor();
        }
        return name.isEmpty() ? "md127" : isNumber(name) ? "md" + name : name;
    }

    /**
     * The names of its device node. An array without a number gets the highest that is free from 127 down: which, is known if it is the
     * only one.
     */
    private static List<String> devices(MdSuperblock superblock, boolean single) {
        List<String> devices = new ArrayList<>();
        String name = shortName(superblock);
        if (superblock.minor() >= 0) {
            devices.add("/dev/md" + superblock.minor());
        }
        if (isNumber(name)) {
            devices.add("/dev/md" + name);
        }
        if (!name.isEmpty()) {
            devices.add("/dev/md/" + name);
        }
        if (single && !devices.contains("/dev/md127")) {
            devices.add("/dev/md127");
        }
        devices.add("/dev/disk/by-id/md-uuid-" + superblock.uuid());
        return devices;
    }
}
