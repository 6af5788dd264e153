package org.imginspect.checks.cloudinit;

import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestPath;

/** Flags the metadata that UCloud's tools keep of the machine they ran on. */
final class VendorCacheRemoved implements Check {
    private static final CheckInfo INFO = new CheckInfo(
                    "cloudinit.vendor-cache-removed",
                    Area.CLOUDINIT,
                    Level.ERROR,
                    "The cloud agent's copy of the build machine's metadata is removed",
                    "rm -f /usr/local/ucloud/.cache/metadata.json")
            .onRequest();
    private static final GuestPath CACHE = GuestPath.of("/usr/local/ucloud/.cache/metadata.json");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        return context.tree().lstat(CACHE).isPresent()
                ? Verdict.of(Finding.of(Level.ERROR, "metadata of the machine the image was made on is left", CACHE))
                : Verdict.pass();
    }
}
