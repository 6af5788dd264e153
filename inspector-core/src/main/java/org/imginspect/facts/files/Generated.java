package org.imginspect.facts.files;

import java.util.Optional;
import org.imginspect.guest.GuestPath;

/**
 * What no package owns but machines make from what packages own, by place. The list is part of the documentation of the checks that
 * search files.
 */
final class Generated {
    /** Kernel interfaces, and the package manager's database, indexes and downloads. */
    private static final GuestPath[] DIRECTORIES = {
        GuestPath.of("/proc"),
        GuestPath.of("/sys"),
        GuestPath.of("/dev"),
        GuestPath.of("/var/lib/dpkg"),
        GuestPath.of("/var/lib/apt/lists"),
        GuestPath.of("/var/cache/apt"),
        GuestPath.of("/var/lib/rpm"),
        GuestPath.of("/usr/lib/sysimage/rpm"),
        GuestPath.of("/var/lib/dnf"),
        GuestPath.of("/var/cache/dnf"),
        GuestPath.of("/var/cache/libdnf5"),
        GuestPath.of("/var/lib/yum"),
        GuestPath.of("/var/cache/yum"),
        GuestPath.of("/var/cache/zypp"),
        GuestPath.of("/lib/apk/db"),
        GuestPath.of("/usr/lib/apk/db"),
        GuestPath.of("/var/cache/apk"),
        GuestPath.of("/var/lib/pacman"),
        GuestPath.of("/var/cache/pacman")
    };

    private static final GuestPath[] FILES = {
        GuestPath.of("/usr/lib/locale/locale-archive"),
        GuestPath.of("/usr/lib/udev/hwdb.bin"),
        GuestPath.of("/lib/udev/hwdb.bin"),
        GuestPath.of("/etc/udev/hwdb.bin"),
        GuestPath.of("/etc/ld.so.cache"),
        GuestPath.of("/var/cache/ldconfig/aux-cache"),
        GuestPath.of("/var/lib/systemd/catalog/database"),
        GuestPath.of("/var/cache/debconf/templates.dat"),
        GuestPath.of("/var/cache/debconf/templates.dat-old"),
        GuestPath.of("/var/cache/man/index.db")
    };

    private static final String MODULES = "/usr/lib/modules/";
    private static final String BOOT = "/boot/";
    private static final String[] GRUBS = {"/boot/grub/", "/boot/grub2/"};
    private static final String KERNEL = "/boot/vmlinuz-";
    private static final String CACHE = "/__pycache__/";

    private Generated() {}

    static boolean isDirectory(GuestPath path) {
        for (GuestPath directory : DIRECTORIES) {
            if (path.equals(directory)) {
                return true;
            }
        }
        return false;
    }

    static boolean isFile(GuestPath path) {
        for (GuestPath file : FILES) {
            if (path.equals(file)) {
                return true;
            }
        }
        String text = path.text();
        if (text.startsWith(MODULES) && text.indexOf("/modules.") == text.indexOf('/', MODULES.length())) {
            return text.lastIndexOf('/')
                    == text.indexOf("/modules."); // depmod's: /usr/lib/modules/6.1.0/modules.dep.bin
        }
        // Initial RAM file systems: compressed archives of files that lie elsewhere.
        return text.startsWith(BOOT)
                && text.lastIndexOf('/') == BOOT.length() - 1
                && (text.startsWith("/boot/initrd") || text.startsWith("/boot/initramfs"));
    }

    /** The file that this one was made from, if its place says so: a package's ownership of that is ownership of this. */
    static Optional<GuestPath> source(GuestPath path) {
        String text = path.text();
        int cache = text.lastIndexOf(CACHE);
        if (cache >= 0 && text.endsWith(".pyc")) {
            // dir/__pycache__/name.cpython-311.opt-1.pyc, from dir/name.py (PEP 3147, PEP 488).
            int name = cache + CACHE.length();
            int dot = text.indexOf('.', name);
            return Optional.of(GuestPath.of(text.substring(0, cache + 1) + text.substring(name, dot) + ".py"));
        }
        if (text.startsWith(KERNEL)) {
            // kernel-install copies: /boot/vmlinuz-5.14.0-1.el9, which rpm's package only names.
            return Optional.of(GuestPath.of(MODULES + text.substring(KERNEL.length()) + "/vmlinuz"));
        }
        for (String grub : GRUBS) {
            if (!text.startsWith(grub)) {
                continue;
            }
            // grub-install copies: /boot/grub/i386-pc/x.mod, /boot/grub/fonts/x.pf2, /boot/grub/locale/de.mo.
            String rest = text.substring(grub.length());
            if (rest.startsWith("locale/") && rest.endsWith(".mo")) {
                String language = rest.substring("locale/".length(), rest.length() - ".mo".length());
                return Optional.of(GuestPath.of("/usr/share/locale/" + language + "/LC_MESSAGES/grub.mo"));
            }
            if (rest.indexOf('/') < 0) {
                return Optional.of(GuestPath.of("/usr/share/grub/" + rest));
            }
            return Optional.of(
                    rest.startsWith("fonts/")
                            ? GuestPath.of("/usr/share/grub/" + rest.substring("fonts/".length()))
                            : GuestPath.of("/usr/lib/grub/" + rest));
        }
        return Optional.empty();
    }
}
