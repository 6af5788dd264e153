package org.imginspect.checks.boot;

import java.util.Locale;
import org.imginspect.check.CheckContext;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.engine.StorageEntry;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.kernel.Kernels;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** What the checks of this area say of a guest in which no boot loader's menu was found. */
final class MissingMenu {
    private MissingMenu() {}

    /**
     * A finding if the guest has a kernel and all the places where a menu may lie were seen; not applicable if there is no kernel.
     *
     * @throws ImageException if a menu may lie where nobody looked
     */
    static Verdict verdict(CheckContext context, Level level) throws ImageException {
        if (context.facts().find(Kernels.class).isEmpty()) {
            return Verdict.notApplicable("there is neither a boot loader's menu nor a kernel");
        }
        if (context.storage().table().isEmpty()) {
            throw new UnsupportedFeatureException(
                    "boot: no boot menu was found; what starts a disk without a partition table is not examined",
                    context.storage().entries().get(0).path());
        }
        for (StorageEntry files : context.storage().fileSystems()) {
            if (context.storage().isInSnapshot(files)) {
                continue; // nothing starts from it
            }
            if (context.storage().mountPoints(files).isEmpty()) {
                throw new UnsupportedFeatureException(
                        "boot: no boot menu was found; it may lie in a file system that the guest does not mount",
                        files.path());
            }
            if (files.format().equals("vfat") && files.mountPoint().isPresent()) {
                requireNoLoader(context.tree(), files.mountPoint().get());
            }
        }
        return Verdict.of(Finding.of(
                level,
                "no boot menu was found, neither in /boot nor on an EFI system partition: nothing starts the kernel"));
    }

    /** A loader for EFI may hold its menu, or the kernel itself. FAT does not tell upper from lower case. */
    private static void requireNoLoader(GuestTree tree, GuestPath mounted) throws ImageException {
        for (GuestName top : tree.list(mounted)) {
            if (!lowerCase(top).equals("efi")) {
                continue;
            }
            GuestPath efi = mounted.resolve(top);
            for (GuestName vendor : tree.list(efi)) {
                for (GuestName file : tree.list(efi.resolve(vendor))) {
                    if (lowerCase(file).endsWith(".efi")) {
                        throw new UnsupportedFeatureException(
                                "boot: no boot menu was found; this loader may hold one, or the kernel itself",
                                efi.resolve(vendor).resolve(file).toString());
                    }
                }
            }
        }
    }

    private static String lowerCase(GuestName name) {
        return name.text().toLowerCase(Locale.ROOT);
    }
}
