package org.imginspect.volume.lvm2;

/**
 * A physical volume as the group's text has it.
 *
 * @param name what segments call it: {@code pv0}
 * @param uuid as LVM prints it
 * @param device where it was when the text was written; a hint, may be empty text
 * @param startBytes where its first extent begins
 * @param extents how many it has
 * @param markedMissing whether the group went on without it, so that what it holds may be out of date
 */
record Lvm2Pv(String name, String uuid, String device, long startBytes, long extents, boolean markedMissing) {
    /** For people. */
    String describe() {
        return name + " " + uuid + (device.isEmpty() ? "" : " (" + device + ")")
                + (markedMissing ? ", which the group's text marks as missing" : "");
    }
}
