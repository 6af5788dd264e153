package org.imginspect.checks.disk;

import java.util.Optional;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.engine.PartitionInfo;
import org.imginspect.engine.PartitionTableInfo;
import org.imginspect.engine.StorageEntry;
import org.imginspect.engine.StorageMap;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.guest.GuestPath;

/** Flags disks that a BIOS cannot start. */
final class BiosBootable implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "disk.bios-bootable",
            Area.DISK,
            Level.ERROR,
            "The disk can be started by a BIOS",
            "add a 1 MiB partition of type ef02 (BIOS boot) and run grub-install --target=i386-pc on the disk");

    private static final String BIOS_BOOT = "21686148-6449-6E6F-744E-656564454649";
    private static final String ESP = "C12A7328-F81F-11D2-BA4B-00A0C93EC93B";
    private static final long LEGACY_BOOTABLE = 1L << 2;
    private static final long ACTIVE = 0x80;
    private static final GuestPath ARM_LIBRARIES = GuestPath.of("/usr/lib/ld-linux-aarch64.so.1");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        StorageMap storage = context.storage();
        if (storage.table().isEmpty()) {
            throw new UnsupportedFeatureException(
                    "disk: whether a disk without a partition table starts by BIOS is not examined",
                    storage.entries().get(0).path());
        }
        PartitionTableInfo table = storage.table().get();
        Optional<Finding> finding = table.scheme().equals("gpt") ? gpt(storage, table) : mbr(storage, table);
        if (finding.isEmpty()) {
            return Verdict.pass();
        }
        if (context.tree().exists(ARM_LIBRARIES)) {
            return Verdict.notApplicable("machines with ARM processors have no BIOS");
        }
        return Verdict.of(finding.get());
    }

    private static Optional<Finding> gpt(StorageMap storage, PartitionTableInfo table) {
        Optional<StorageEntry> core = Optional.empty();
        boolean esp = false;
        boolean legacy = false;
        for (StorageEntry entry : storage.partitions()) {
            PartitionInfo partition = entry.partition().orElseThrow();
            core = partition.type().equals(BIOS_BOOT) ? Optional.of(entry) : core;
            esp |= partition.type().equals(ESP);
            legacy |= (partition.attributes() & LEGACY_BOOTABLE) != 0;
        }
        // The cloud may start it by UEFI instead.
        Level level = esp ? Level.WARNING : Level.ERROR;
        return switch (table.bootCode()) {
            case NONE -> Optional.of(Finding.of(level, "sector 0 holds no boot code"));
            case OTHER ->
                core.isPresent() || legacy
                        ? Optional.empty()
                        : Optional.of(Finding.of(
                                level,
                                "the boot code in sector 0 has no partition to start: none is marked legacy-bootable"));
            case GRUB -> {
                if (core.isEmpty()) {
                    yield Optional.of(
                            Finding.of(level, "the GPT has no BIOS boot partition, where GRUB's core image would lie"));
                }
                boolean empty = storage.inside(core.get()).stream()
                        .anyMatch(content -> content.format().equals("empty"));
                yield empty
                        ? Optional.of(
                                Finding.of(level, "the BIOS boot partition is empty: GRUB's core image is not there"))
                        : Optional.empty();
            }
        };
    }

    private static Optional<Finding> mbr(StorageMap storage, PartitionTableInfo table) {
        boolean active = storage.partitions().stream()
                .anyMatch(entry -> (entry.partition().orElseThrow().attributes() & ACTIVE) != 0);
        return switch (table.bootCode()) {
            case NONE -> Optional.of(Finding.of(Level.ERROR, "sector 0 holds no boot code"));
            case GRUB -> Optional.empty();
            case OTHER ->
                active
                        ? Optional.empty()
                        : Optional.of(Finding.of(
                                Level.ERROR, "the boot code in sector 0 has no partition to start: none is active"));
        };
    }
}
