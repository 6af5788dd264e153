package org.imginspect.checks.disk;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.engine.StorageEntry;
import org.imginspect.engine.StorageMap;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.guest.GuestPath;

/** Flags disks that nobody but the holder of a key can start. */
final class ContainerNotEncrypted implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "disk.container-not-encrypted",
            Area.DISK,
            Level.ERROR,
            "Neither the container nor the disk in it is encrypted",
            "install without disk encryption, or copy the system to an unencrypted volume; clouds encrypt disks themselves");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    private static final Set<String> ENCRYPTED = Set.of("crypto_LUKS", "BitLocker");

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        StorageMap storage = context.storage();
        boolean rootKnown = storage.mountedAt(GuestPath.ROOT).isPresent();
        List<Finding> findings = new ArrayList<>();
        for (StorageEntry entry : storage.entries()) {
            if (ENCRYPTED.contains(entry.format()) || entry.state() == StorageEntry.State.ENCRYPTED) {
                findings.add(Finding.of(
                        rootKnown ? Level.WARNING : Level.ERROR,
                        entry.path() + " is encrypted"
                                + (rootKnown ? "; it does not hold the root" : ", and no root was found beside it")));
            }
        }
        if (!findings.isEmpty()) {
            return Verdict.of(findings);
        }
        // Plain dm-crypt has no signature; neither may what lies in a volume that was not opened.
        for (StorageEntry entry : storage.unread()) {
            if (entry.kind() != StorageEntry.Kind.FILE_SYSTEM && entry.kind() != StorageEntry.Kind.PARTITION) {
                throw new UnsupportedFeatureException(
                        "disk: whether anything in it is encrypted is not known, for it was not read", entry.path());
            }
        }
        return Verdict.pass();
    }
}
