package org.imginspect.facts.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.engine.StorageEntry;
import org.imginspect.engine.StorageMap;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;

/** Finds the boot loaders' configurations and works out their menus. Loaders that are not understood are refused by name. */
public final class BootConfigGatherer implements FactGatherer<BootConfig> {
    private static final List<String> GRUB2 = List.of("/boot/grub/grub.cfg", "/boot/grub2/grub.cfg");
    private static final List<String> GRUB2_ON_ESP = List.of("/boot/efi/EFI/*/grub.cfg", "/efi/EFI/*/grub.cfg");
    private static final List<String> GRUB_LEGACY = List.of("/boot/grub/grub.conf", "/boot/grub/menu.lst");

    private static final List<String> OTHERS = List.of(
            "/boot/extlinux/extlinux.conf",
            "/boot/extlinux.conf",
            "/extlinux/extlinux.conf",
            "/boot/syslinux/syslinux.cfg",
            "/boot/syslinux/extlinux.conf",
            "/boot/efi/loader/loader.conf",
            "/boot/loader/loader.conf",
            "/efi/loader/loader.conf",
            "/boot/loader/entries/*.conf",
            "/boot/efi/loader/entries/*.conf",
            "/efi/loader/entries/*.conf",
            "/boot/efi/EFI/Linux/*.efi",
            "/boot/EFI/Linux/*.efi",
            "/efi/EFI/Linux/*.efi",
            "/boot/refind_linux.conf",
            "/etc/lilo.conf",
            "/etc/zipl.conf");

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
        for (String path : GRUB2) {
            if (menus.isEmpty()) {
                add(menus, tree, storage, GuestPath.of(path));
            }
        }
        for (String pattern : GRUB2_ON_ESP) {
            for (GuestPath path : tree.glob(pattern)) {
                add(menus, tree, storage, path);
            }
        }
        for (String path : GRUB_LEGACY) {
            Optional<GuestPath> real = tree.resolve(GuestPath.of(path));
            if (menus.isEmpty() && real.isPresent() && isFile(tree, real.get())) {
                menus.add(GrubLegacyMenu.read(tree, storage, GuestPath.of(path), real.get()));
            }
        }
        if (!menus.isEmpty()) {
            return Optional.of(new BootConfig(menus));
        }
        for (String pattern : OTHERS) {
            for (GuestPath path : tree.glob(pattern)) {
                throw new UnsupportedFeatureException(
                        "boot: the configuration of this boot loader is not read yet", path.toString());
            }
        }
        for (StorageEntry unread : storage.unread()) {
            throw new UnsupportedFeatureException(
                    "boot: no boot loader's configuration was found; it may lie in what was not read", unread.path());
        }
        return Optional.empty();
    }

    private static void add(List<BootMenu> menus, GuestTree tree, StorageMap storage, GuestPath file)
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

    private static boolean isFile(GuestTree tree, GuestPath path) throws ImageException {
        return tree.stat(path).map(Node::isFile).orElse(false);
    }
}
