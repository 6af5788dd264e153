package org.imginspect.checks.disk;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;

/** Flags EFI system partitions whose loader only a boot entry in NVRAM would find, which does not travel with an image. */
final class EfiFallbackLoader implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "disk.efi-fallback-loader",
            Area.DISK,
            Level.ERROR,
            "The EFI system partition holds a loader under its fallback name",
            "grub-install --target=x86_64-efi --removable (Debian: debconf grub2/force_efi_extra_removable=true)");

    private static final String BIOS_BOOT = "21686148-6449-6E6F-744E-656564454649";
    private static final List<String> ESP = List.of("C12A7328-F81F-11D2-BA4B-00A0C93EC93B", "ef");
    private static final List<String> LOADERS = List.of("bootx64.efi", "bootaa64.efi", "bootriscv64.efi");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        StorageMap storage = context.storage();
        Optional<StorageEntry> esp = partition(storage, ESP);
        if (esp.isEmpty()) {
            return Verdict.notApplicable("the disk has no EFI system partition");
        }
        Level level = partition(storage, List.of(BIOS_BOOT)).isPresent() ? Level.WARNING : Level.ERROR;
        Optional<StorageEntry> files = storage.inside(esp.get()).stream()
                .filter(entry -> entry.kind() == StorageEntry.Kind.FILE_SYSTEM)
                .findFirst();
        if (files.isEmpty()) {
            return Verdict.of(Finding.of(level, "the EFI system partition holds no file system"));
        }
        if (files.get().mountPoint().isEmpty()) {
            throw new UnsupportedFeatureException(
                    "disk: the guest does not mount its EFI system partition, so its files are not seen",
                    files.get().path());
        }
        GuestPath mounted = files.get().mountPoint().get();
        Optional<GuestPath> directory = child(context.tree(), mounted, "efi");
        directory = directory.isPresent() ? child(context.tree(), directory.get(), "boot") : directory;
        if (directory.isPresent()) {
            for (String name : LOADERS) {
                Optional<GuestPath> loader = child(context.tree(), directory.get(), name);
                Optional<Node> node = loader.isPresent() ? context.tree().stat(loader.get()) : Optional.empty();
                if (node.isPresent() && node.get().isFile() && node.get().sizeBytes() > 0) {
                    return Verdict.pass();
                }
            }
        }
        return Verdict.of(Finding.of(
                level,
                "no loader under a fallback name such as \\EFI\\BOOT\\BOOTX64.EFI",
                mounted.resolve("EFI/BOOT")));
    }

    private static Optional<StorageEntry> partition(StorageMap storage, List<String> types) {
        return storage.partitions().stream()
                .filter(entry -> types.contains(entry.partition().orElseThrow().type()))
                .findFirst();
    }

    /** FAT does not tell upper from lower case. */
    private static Optional<GuestPath> child(GuestTree tree, GuestPath directory, String lowerCase)
            throws ImageException {
        for (GuestName name : tree.list(directory)) {
            if (name.text().toLowerCase(Locale.ROOT).equals(lowerCase)) {
                return Optional.of(directory.resolve(name));
            }
        }
        return Optional.empty();
    }
}
