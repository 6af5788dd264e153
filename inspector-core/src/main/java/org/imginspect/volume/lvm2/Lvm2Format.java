package org.imginspect.volume.lvm2;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;
import org.imginspect.volume.LogicalVolume;
import org.imginspect.volume.Member;
import org.imginspect.volume.VolumeFormat;
import org.imginspect.volume.VolumeSet;
import org.jspecify.annotations.Nullable;

/** LVM2: physical volumes make a volume group, whose logical volumes lie on them in extents. */
public final class Lvm2Format implements VolumeFormat {
    private static final String KIND = "LVM volume group";

    /**
     * A physical volume that was found.
     *
     * @param uuid as LVM prints it
     * @param unused whether it says that it belongs to no group
     * @param own the UUID of the group that its own text is of; empty if it has none
     * @param failure why its own text could not be read; empty if it could
     */
    private record Found(
            Member member, String uuid, boolean unused, Optional<String> own, Optional<ImageException> failure) {}

    @Override
    public String member() {
        return "LVM2_member";
    }

    @Override
    public List<VolumeSet> assemble(List<Member> members, Limits limits) {
        Lvm2Texts texts = new Lvm2Texts(limits);
        List<Found> found = new ArrayList<>();
        for (Member member : members) {
            found.add(find(member, texts));
        }
        Map<String, List<String>> claims = new HashMap<>();
        for (Lvm2Group group : texts.newest().values()) {
            for (Lvm2Pv pv : group.pvs().values()) {
                claims.computeIfAbsent(Lvm2Group.plain(pv.uuid()), uuid -> new ArrayList<>())
                        .add(group.uuid());
            }
        }
        Map<String, List<Found>> groups = new LinkedHashMap<>();
        Map<String, VolumeSet> alone = new HashMap<>();
        for (Found one : found) {
            List<String> claiming = claims.getOrDefault(Lvm2Group.plain(one.uuid), List.of());
            Optional<String> group = one.own.filter(own -> claiming.isEmpty() || claiming.contains(own));
            if (group.isEmpty() && claiming.size() == 1) {
                group = Optional.of(claiming.get(0));
            }
            // A key that is no group's UUID keeps the order of those that stand alone.
            String key = group.orElse("alone " + groups.size());
            if (group.isEmpty()) {
                alone.put(key, alone(one, claiming, texts));
            }
            groups.computeIfAbsent(key, uuid -> new ArrayList<>()).add(one);
        }
        List<VolumeSet> sets = new ArrayList<>();
        groups.forEach((key, of) -> {
            VolumeSet single = alone.get(key);
            sets.add(single == null ? set(key, of, texts, limits) : single);
        });
        return sets;
    }

    private static Found find(Member member, Lvm2Texts texts) {
        try {
            Lvm2Label label = Lvm2Label.read(member.bytes());
            Lvm2Texts.Contribution own = texts.add(member.bytes(), label);
            return new Found(
                    member,
                    Lvm2Group.hyphened(label.uuid()),
                    label.unused() || own.vacant(),
                    own.group(),
                    own.failure());
        } catch (ImageException e) {
            return new Found(member, "", false, Optional.empty(), Optional.of(e));
        }
    }

    /** A physical volume that no group could be found for. */
    private static VolumeSet alone(Found one, List<String> claiming, Lvm2Texts texts) {
        Optional<ImageException> failure = one.failure;
        if (claiming.size() > 1) {
            List<String> names = new ArrayList<>();
            for (Lvm2Group group : texts.newest().values()) {
                if (claiming.contains(group.uuid())) {
                    names.add(group.name() + " " + group.uuid());
                }
            }
            failure = Optional.of(new DamagedImageException(
                    "lvm2: physical volume " + one.uuid + " is claimed by " + String.join(" and ", names),
                    one.member.bytes().describe()));
        } else if (failure.isEmpty() && !one.unused && one.own.isEmpty()) {
            failure = Optional.of(new UnsupportedFeatureException(
                    "lvm2: physical volume " + one.uuid
                            + " keeps no metadata of its group, and no other one that is given names it",
                    one.member.bytes().describe()));
        }
        return new VolumeSet(KIND, "", Optional.empty(), "lvm2", List.of(one.member), List.of(), failure, List.of());
    }

    private static VolumeSet set(String uuid, List<Found> found, Lvm2Texts texts, Limits limits) {
        Lvm2Group group = Objects.requireNonNull(texts.newest().get(uuid));
        Map<String, ByteSource> present = new HashMap<>();
        @Nullable ImageException failure = texts.conflict(uuid).orElse(null);
        List<Member> members = new ArrayList<>();
        Map<String, Member> byUuid = new HashMap<>();
        for (Found one : found) {
            members.add(one.member);
            Member twin = byUuid.put(Lvm2Group.plain(one.uuid), one.member);
            if (twin != null && failure == null) {
                failure = new UnsupportedFeatureException(
                        "lvm2: physical volume " + one.uuid + " is there twice, as " + twin.path() + " and "
                                + one.member.path() + ": which of them counts is not known",
                        one.member.bytes().describe());
            }
        }
        List<String> missing = new ArrayList<>();
        for (Lvm2Pv pv : group.pvs().values()) {
            Member member = byUuid.get(Lvm2Group.plain(pv.uuid()));
            if (member == null || pv.markedMissing()) {
                missing.add(pv.describe());
            } else {
                present.put(pv.name(), member.bytes());
            }
        }
        List<LogicalVolume> volumes = failure == null
                ? new Lvm2Volumes(new Lvm2Areas(
                                group, present, members.get(0).bytes().describe(), limits))
                        .list()
                : List.of();
        return new VolumeSet(
                KIND,
                group.name(),
                Optional.of(group.uuid()),
                "lvm2",
                members,
                missing,
                Optional.ofNullable(failure),
                volumes);
    }
}
