package org.imginspect.compare;

import org.imginspect.engine.StorageMap;
import org.imginspect.facts.Facts;
import org.imginspect.guest.GuestTree;
import org.imginspect.scan.OpenedImage;
import org.imginspect.scan.ScanReport;

/**
 * One of the two images as the sections see it.
 *
 * @param report what the checks say of it
 */
record ImageView(OpenedImage opened, ScanReport report) {
    Facts facts() {
        return opened.facts();
    }

    GuestTree tree() {
        return opened.guest().tree();
    }

    StorageMap storage() {
        return opened.guest().storage();
    }
}
