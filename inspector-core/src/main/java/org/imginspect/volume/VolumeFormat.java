package org.imginspect.volume;

import java.util.List;
import org.imginspect.io.Limits;

/** A kind of volume manager: how members that lie on disks make volumes. */
public interface VolumeFormat {
    /** What the members are recognised as, in blkid's words: {@code LVM2_member}, {@code linux_raid_member}. */
    String member();

    /**
     * Groups members and says which volumes they make. Never throws for what is on the disks: what cannot be read is in the sets, and
     * each member is in exactly one set.
     *
     * @param members all that are at hand, on all disks, in their order
     */
    List<VolumeSet> assemble(List<Member> members, Limits limits);
}
