package org.imginspect.junit;

import org.imginspect.engine.Guest;
import org.imginspect.scan.OpenedImage;
import org.imginspect.scan.ScanReport;

/** Where assertions begin: {@code import static org.imginspect.junit.ImageAssertions.assertThat}. */
public final class ImageAssertions {
    private ImageAssertions() {}

    /** About files of a guest. */
    public static GuestAssert<?> assertThat(Guest guest) {
        return new GuestAssert.OfGuest(guest);
    }

    /** About files, packages and what else is known of a guest. */
    public static OpenedImageAssert assertThat(OpenedImage image) {
        return new OpenedImageAssert(image);
    }

    /** About what a scan found. */
    public static ReportAssert assertThat(ScanReport report) {
        return new ReportAssert(report);
    }
}
