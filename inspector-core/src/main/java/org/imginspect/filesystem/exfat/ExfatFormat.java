package org.imginspect.filesystem.exfat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.imginspect.error.ImageException;
import org.imginspect.error.Problem;
import org.imginspect.filesystem.FileSystemFormat;
import org.imginspect.filesystem.FileSystemIdentity;
import org.imginspect.filesystem.FreeSpace;
import org.imginspect.filesystem.OpenedFileSystem;
import org.imginspect.guest.Consistency;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;
import org.imginspect.io.Limits;

/** exFAT. */
public final class ExfatFormat implements FileSystemFormat {
    /** FileSystemName. */
    static final String NAME = "EXFAT   ";

    @Override
    public String id() {
        return "exfat";
    }

    @Override
    public boolean recognises(ByteSource volume) throws ImageException {
        return volume.size() >= ExfatBootSector.BYTES
                && ExfatBootRegion.sector(volume).latin1(3, 8).equals(NAME);
    }

    @Override
    public FileSystemIdentity identify(ByteSource volume) throws ImageException {
        try {
            return identity(ExfatVolume.open(volume, Limits.defaults()));
        } catch (org.imginspect.error.DamagedImageException | org.imginspect.error.UnsupportedFeatureException e) {
            // It has an identity too; opening it says what is wrong.
            Bytes sector = ExfatBootRegion.sector(volume);
            return identity(sector.le32(100), Optional.empty()); // VolumeSerialNumber, 100, le32
        }
    }

    private FileSystemIdentity identity(ExfatVolume volume) {
        return identity(volume.boot().serial(), volume.root().label());
    }

    private FileSystemIdentity identity(long serial, Optional<String> label) {
        return new FileSystemIdentity(
                id(), serial == 0 ? Optional.empty() : Optional.of(ExfatName.serial(serial)), label);
    }

    @Override
    public OpenedFileSystem open(ByteSource bytes, Limits limits) throws ImageException {
        ExfatVolume volume = ExfatVolume.open(bytes, limits);
        ExfatBootSector boot = volume.boot();
        Consistency consistency = Consistency.CLEAN;
        if (boot.dirty()) {
            consistency = Consistency.stale("not unmounted: the dirty bit is set in the boot sector");
        } else if (volume.mainDamage().isPresent()) {
            consistency = Consistency.stale("the main boot sector, whose dirty bit would tell, is damaged");
        }
        return new OpenedFileSystem(identity(volume), new ExfatTree(volume), consistency, warning(volume), List.of());
    }

    private static Optional<Problem> warning(ExfatVolume volume) {
        Optional<String> failed = volume.boot().mediaFailure()
                ? Optional.of("exfat: the volume says that sectors of its medium failed")
                : Optional.empty();
        Optional<String> backup = volume.mainDamage()
                .map(damage -> "exfat: the main boot region is damaged, its backup was used: "
                        + damage.problem().what());
        String both = backup.map(text -> text + failed.map(more -> "; " + more).orElse(""))
                .or(() -> failed)
                .orElse("");
        return both.isEmpty()
                ? Optional.empty()
                : Optional.of(new Problem(
                        Problem.Kind.DAMAGED,
                        both,
                        volume.bytes().describe(),
                        volume.mainDamage().map(e -> e.problem().offsetBytes()).orElse(OptionalLong.empty())));
    }

    @Override
    public Optional<FreeSpace> freeSpace(ByteSource volume, Limits limits) throws ImageException {
        return Optional.of(new ExfatFreeSpace(ExfatVolume.open(volume, limits)));
    }
}
