package org.imginspect.facts.boot;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.imginspect.engine.PartitionTableInfo.BootCode;
import org.imginspect.engine.StorageEntry;
import org.imginspect.engine.StorageMap;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.facts.boot.BootMenu.Loader;
import org.imginspect.facts.boot.BootMenu.Timeout;
import org.imginspect.facts.os.OperatingSystem;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;

/** Finds the boot loaders' configurations and works out their menus. Loaders that are not understood are refused by name. */
public final class BootConfigGatherer implements FactGatherer<BootConfig> {
    private static final List<String> GRUB2 = List.of("/boot/grub/grub.cfg", "/boot/grub2/grub.cfg");
    private static final List<String> GRUB2_ON_ESP = List.of("/boot/efi/EFI/*/grub.cfg", "/efi/EFI/*/grub.cfg");
    private static final List<String> GRUB_LEGACY = List.of("/boot/grub/grub.conf", "/boot/grub/menu.lst");

    /** In the order in which extlinux and U-Boot look. */
    private static final List<String> EXTLINUX = List.of(
            "/boot/extlinux.conf",
            "/boot/extlinux/extlinux.conf",
            "/extlinux/extlinux.conf",
            "/extlinux.conf",
            "/boot/syslinux/extlinux.conf",
            "/boot/syslinux/syslinux.cfg",
            "/syslinux/syslinux.cfg",
            "/syslinux.cfg",
            "/boot/efi/syslinux.cfg",
            "/boot/efi/EFI/syslinux/syslinux.cfg");

    /** The extended boot loader partition of the Discoverable Partitions Specification. */
    private static final String XBOOTLDR = "BC13C2FF-59E6-4262-A352-B275FD6F7172";

    /** A loader whose configuration is not understood. */
    private record Refused(String pattern, String loader) {}

    /** They count where nothing else was found: their files may be left over from an earlier loader. */
    private static final List<Refused> OTHERS = List.of(
            new Refused("/etc/lilo.conf", "LILO"),
            new Refused("/etc/elilo.conf", "ELILO"),
            new Refused("/etc/zipl.conf", "zipl"),
            new Refused("/boot/refind_linux.conf", "rEFInd"),
            new Refused("/boot/efi/EFI/*/refind.conf", "rEFInd"),
            new Refused("/efi/EFI/*/refind.conf", "rEFInd"),
            new Refused("/boot/EFI/*/refind.conf", "rEFInd"),
            new Refused("/boot/limine.c*", "Limine"),
            new Refused("/boot/limine/limine.c*", "Limine"),
            new Refused("/boot/boot.scr", "a script of U-Boot's"),
            new Refused("/etc/yaboot.conf", "yaboot"));

    /** Where the firmware starts these, they come before everything. */
    private static final List<String> FALLBACK_REFIND =
            List.of("/boot/efi/EFI/BOOT/refind.conf", "/efi/EFI/BOOT/refind.conf", "/boot/EFI/BOOT/refind.conf");

    private static final Set<String> FALLBACKS =
            Set.of("bootx64.efi", "bootia32.efi", "bootaa64.efi", "bootarm.efi", "bootriscv64.efi");

    /** Stateless. */
    public BootConfigGatherer() {}

    @Override
    public Class<BootConfig> type() {
        return BootConfig.class;
    }

    @Override
    public Optional<BootConfig> gather(GuestTree tree, Facts others) throws ImageException {
        StorageMap storage = others.storage();
        List<BootMenu> menus = new ArrayList<>();
        grub(menus, tree, storage);
        for (String path : FALLBACK_REFIND) {
            if (tree.exists(GuestPath.of(path))) {
                throw new UnsupportedFeatureException("boot: the configuration of rEFInd is not read", path);
            }
        }
        systemdBoot(menus, tree, others);
        boolean grubInMbr = !menus.isEmpty()
                && storage.table().isPresent()
                && storage.table().get().bootCode() == BootCode.GRUB;
        if (!grubInMbr) {
            extlinux(menus, tree, storage);
        }
        for (String path : GRUB_LEGACY) {
            Optional<GuestPath> real = tree.resolve(GuestPath.of(path));
            if (menus.isEmpty() && real.isPresent() && isFile(tree, real.get())) {
                menus.add(GrubLegacyMenu.read(tree, storage, GuestPath.of(path), real.get()));
            }
        }
        if (!menus.isEmpty()) {
            return Optional.of(new BootConfig(completed(tree, menus)));
        }
        for (Refused other : OTHERS) {
            for (GuestPath path : tree.glob(other.pattern)) {
                throw new UnsupportedFeatureException(
                        "boot: the configuration of " + other.loader + " is not read", path.toString());
            }
        }
        for (StorageEntry unread : storage.unread()) {
            throw new UnsupportedFeatureException(
                    "boot: no boot loader's configuration was found; it may lie in what was not read", unread.path());
        }
        return Optional.empty();
    }

    private static void grub(List<BootMenu> menus, GuestTree tree, StorageMap storage) throws ImageException {
        for (String path : GRUB2) {
            if (menus.isEmpty()) {
                grub(menus, tree, storage, GuestPath.of(path));
            }
        }
        for (String pattern : GRUB2_ON_ESP) {
            for (GuestPath path : tree.glob(pattern)) {
                grub(menus, tree, storage, path);
            }
        }
    }

    private static void grub(List<BootMenu> menus, GuestTree tree, StorageMap storage, GuestPath file)
            throws ImageException {
        Optional<GuestPath> real = tree.resolve(file);
        if (real.isEmpty() || !isFile(tree, real.get())) {
            return;
        }
        GuestPath directory = real.get().parent().orElse(GuestPath.ROOT);
        boolean onEsp = !file.startsWith(GuestPath.of("/boot/grub")) && !file.startsWith(GuestPath.of("/boot/grub2"));
        boolean pc = !onEsp && tree.exists(directory.resolve("i386-pc"));
        boolean arm =
                tree.exists(directory.resolve("arm64-efi")) || tree.exists(GuestPath.of("/usr/lib/aarch64-linux-gnu"));
        boolean efi = onEsp || (!pc && (arm || tree.exists(directory.resolve("x86_64-efi"))));
        String processor = arm ? "arm64" : efi ? "x86_64" : "i386";
        BootMenu menu = GrubMenu.read(tree, storage, file, real.get(), efi ? "efi" : "pc", processor);
        // The usual one on the EFI system partition only leads to the one in /boot.
        if (menus.isEmpty() || !menus.get(0).defaultEntry().equals(menu.defaultEntry())) {
            menus.add(menu);
        }
    }

    /** systemd-boot where it is installed, or where nothing else would start its entries; an image that the firmware starts. */
    private static void systemdBoot(List<BootMenu> menus, GuestTree tree, Facts others) throws ImageException {
        SystemdBootMenu loader = new SystemdBootMenu(tree);
        List<GuestPath> roots = roots(tree, others.storage());
        boolean alone = menus.isEmpty();
        Optional<GuestPath> home = Optional.empty();
        for (GuestPath root : roots) {
            if (home.isEmpty() && loader.isInstalledIn(root)) {
                home = Optional.of(root);
            }
        }
        boolean entries = false;
        boolean images = false;
        for (GuestPath root : roots) {
            images |= loader.hasImagesIn(root);
            entries |= loader.hasEntriesIn(root);
        }
        if (home.isPresent()) {
            menus.add(loader.read(home.get(), roots, () -> architecture(others)));
            return;
        }
        if (alone || images) {
            for (GuestPath root : roots) {
                fallback(tree, root).ifPresent(menus::add);
            }
        }
        if (alone && menus.isEmpty() && entries) {
            if (images) {
                throw new UnsupportedFeatureException(
                        "boot: there are unified kernel images, but no loader that is known to start one",
                        "/EFI/Linux");
            }
            menus.add(loader.read(roots.get(0), roots, () -> architecture(others)));
        }
    }

    /** Where EFI's files may lie: what is mounted of FAT and of the extended boot loader partition, and the usual places. */
    private static List<GuestPath> roots(GuestTree tree, StorageMap storage) throws ImageException {
        Set<GuestPath> roots = new LinkedHashSet<>();
        for (StorageEntry entry : storage.fileSystems()) {
            if (entry.format().equals("vfat")) {
                entry.mountPoint().ifPresent(roots::add);
            }
        }
        for (StorageEntry partition : storage.partitions()) {
            if (partition.partition().orElseThrow().type().equalsIgnoreCase(XBOOTLDR)) {
                for (StorageEntry inside : storage.inside(partition)) {
                    inside.mountPoint().ifPresent(roots::add);
                }
            }
        }
        for (String usual : new String[] {"/boot/efi", "/efi", "/boot"}) {
            GuestPath root = GuestPath.of(usual);
            if (tree.exists(root)) {
                roots.add(root);
            }
        }
        return List.copyOf(roots);
    }

    /** A unified kernel image in the place where the firmware looks for what it starts. */
    private static Optional<BootMenu> fallback(GuestTree tree, GuestPath root) throws ImageException {
        Optional<GuestPath> directory = new EfiPaths(tree).find(root, "EFI/BOOT");
        if (directory.isEmpty()) {
            return Optional.empty();
        }
        for (GuestName name : tree.list(directory.get())) {
            if (!FALLBACKS.contains(EfiPaths.lower(name))) {
                continue;
            }
            GuestPath file = directory.get().resolve(name);
            Optional<UnifiedKernel> image = UnifiedKernel.read(tree, file, root);
            if (image.isPresent()) {
                String title = image.get().osRelease().getOrDefault("PRETTY_NAME", name.text());
                BootEntry entry = image.get()
                        .entry(
                                title,
                                name.text(),
                                "/EFI/BOOT/" + name.text(),
                                image.get().arguments(),
                                file,
                                1);
                return Optional.of(new BootMenu(
                        Loader.FIRMWARE,
                        file,
                        List.of(entry),
                        Optional.of(entry),
                        Optional.empty(),
                        Timeout.unsaid(OptionalLong.of(0), file)));
            }
        }
        return Optional.empty();
    }

    /** EFI's name of the guest's architecture; empty if it is not known. */
    private static Optional<String> architecture(Facts others) throws ImageException {
        Optional<OperatingSystem> system = others.find(OperatingSystem.class);
        return system.flatMap(OperatingSystem::architecture).map(name -> switch (name) {
            case "x86_64" -> "x64";
            case "i686" -> "ia32";
            case "aarch64" -> "aa64";
            case "armv7l" -> "arm";
            default -> name;
        });
    }

    private static void extlinux(List<BootMenu> menus, GuestTree tree, StorageMap storage) throws ImageException {
        for (String path : EXTLINUX) {
            Optional<GuestPath> real = tree.resolve(GuestPath.of(path));
            if (real.isPresent() && isFile(tree, real.get())) {
                menus.add(ExtlinuxMenu.read(tree, storage, GuestPath.of(path), real.get()));
                return;
            }
        }
    }

    /** Adds what no configuration says: the kernels' releases, and the arguments that are compiled into them. */
    private static List<BootMenu> completed(GuestTree tree, List<BootMenu> menus) throws ImageException {
        BuiltInArguments builtIn = new BuiltInArguments(tree);
        List<BootMenu> completed = new ArrayList<>();
        for (BootMenu menu : menus) {
            List<BootEntry> entries = new ArrayList<>();
            for (BootEntry entry : menu.entries()) {
                entries.add(builtIn.apply(KernelImage.completed(tree, entry)));
            }
            Optional<BootEntry> chosen = menu.defaultEntry();
            if (chosen.isPresent()) {
                chosen = Optional.of(builtIn.apply(KernelImage.completed(tree, chosen.get())));
            }
            completed.add(new BootMenu(menu.loader(), menu.file(), entries, chosen, menu.choice(), menu.timeout()));
        }
        return completed;
    }

    private static boolean isFile(GuestTree tree, GuestPath path) throws ImageException {
        return tree.stat(path).map(Node::isFile).orElse(false);
    }
}
