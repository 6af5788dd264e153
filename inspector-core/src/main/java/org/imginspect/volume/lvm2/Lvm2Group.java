package org.imginspect.volume.lvm2;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.io.Limits;

/**
 * What a text says of its group.
 *
 * @param sum the checksum of its section: those of one seqno must not differ
 * @param uuid as LVM prints it
 * @param extentBytes a multiple of 512
 * @param pvs by the name that segments use
 * @param lvs by name, hidden ones too
 */
record Lvm2Group(
        String name,
        String uuid,
        long seqno,
        int sum,
        long extentBytes,
        Map<String, Lvm2Pv> pvs,
        Map<String, Lvm2Section> lvs) {
    private static final long SECTOR = 512;
    private static final long EXTENT_SECTORS_MAX = 0xffff_ffffL; // 32 bits in LVM
    private static final int UUID_WITH_HYPHENS = 38;

    /** The group that a text is of. */
    static Lvm2Group of(Lvm2Section text, int sum, String where, Limits limits)
            throws DamagedImageException, UnsupportedFeatureException, LimitExceededException {
        if (text.number("version", 1) != 1) { // FORMAT_VERSION_VALUE
            throw new UnsupportedFeatureException(
                    "lvm2: text of version " + text.number("version") + " is not 1", where);
        }
        List<Lvm2Section> groups = text.sections();
        if (groups.size() != 1) {
            throw new DamagedImageException("lvm2: text of " + groups.size() + " volume groups, not 1", where);
        }
        Lvm2Section group = groups.get(0);
        if (group.has("format") && !group.text("format").equals("lvm2")) {
            throw new UnsupportedFeatureException(
                    "lvm2: volume group of format '" + group.text("format") + "' is not 'lvm2'", where);
        }
        long extentBytes = group.number("extent_size", 1, EXTENT_SECTORS_MAX) * SECTOR; // sectors
        Map<String, Lvm2Pv> pvs = new LinkedHashMap<>();
        for (Lvm2Section pv : group.section("physical_volumes").sections()) {
            pvs.put(pv.name(), pv(pv));
        }
        Map<String, Lvm2Section> lvs = new LinkedHashMap<>();
        if (group.has("logical_volumes")) { // a new group has none
            for (Lvm2Section lv : group.section("logical_volumes").sections()) {
                lvs.put(lv.name(), lv);
            }
        }
        long cap = limits.get(Limits.STORAGE_ENTRIES);
        if (lvs.size() > cap || pvs.size() > cap) {
            throw new LimitExceededException(
                    "lvm2: " + lvs.size() + " logical and " + pvs.size() + " physical volumes",
                    Limits.STORAGE_ENTRIES,
                    cap,
                    where);
        }
        return new Lvm2Group(
                group.name(), uuid(group), group.number("seqno", 0, EXTENT_SECTORS_MAX), sum, extentBytes, pvs, lvs);
    }

    private static Lvm2Pv pv(Lvm2Section pv) throws DamagedImageException {
        boolean missing =
                pv.list("status").contains("MISSING") || pv.list("flags").contains("MISSING");
        return new Lvm2Pv(
                pv.name(),
                uuid(pv),
                pv.optionalText("device").orElse(""),
                pv.number("pe_start", 0, Long.MAX_VALUE / SECTOR) * SECTOR, // sectors
                pv.number("pe_count", 0, EXTENT_SECTORS_MAX),
                missing);
    }

    /** The value of {@code id}, which has 32 characters, with hyphens 38. */
    static String uuid(Lvm2Section section) throws DamagedImageException {
        String id = section.text("id");
        if (id.length() > UUID_WITH_HYPHENS || plain(id).length() != 32) {
            throw section.damaged("id '" + id + "' is no UUID");
        }
        return id;
    }

    /** A UUID without its hyphens, as a pv_header has it. */
    static String plain(String uuid) {
        return uuid.replace("-", "");
    }

    /** A UUID with hyphens, as LVM prints it. */
    static String hyphened(String plain) {
        int[] ends = {6, 10, 14, 18, 22, 26, 32}; // 6-4-4-4-4-4-6
        List<String> parts = new ArrayList<>();
        int from = 0;
        for (int end : ends) {
            parts.add(plain.substring(Math.min(from, plain.length()), Math.min(end, plain.length())));
            from = end;
        }
        return String.join("-", parts);
    }

    /** Whether a physical volume is part of the group. */
    boolean lists(String plainUuid) {
        for (Lvm2Pv pv : pvs.values()) {
            if (plain(pv.uuid()).equals(plainUuid)) {
                return true;
            }
        }
        return false;
    }

    /** The names of a volume's device node: {@code /dev/vg/lv} and the device mapper's, whose hyphens are doubled. */
    List<String> devices(String lv) {
        return List.of(
                "/dev/" + name + "/" + lv, "/dev/mapper/" + name.replace("-", "--") + "-" + lv.replace("-", "--"));
    }
}
