package org.imginspect.facts.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.facts.boot.BootConfig;
import org.imginspect.facts.boot.BootEntry;
import org.imginspect.facts.boot.BootFile;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;

/**
 * Reads the archives that the default boot entry loads; without any boot menu, or if the entry is tried without one first, the one that
 * is named after the default kernel.
 */
public final class InitramfsGatherer implements FactGatherer<Initramfs> {
    private static final List<String> NAMES = List.of("initrd.img-%", "initramfs-%.img", "initrd-%", "initramfs-%");

    /** Stateless. */
    public InitramfsGatherer() {}

    @Override
    public Class<Initramfs> type() {
        return Initramfs.class;
    }

    @Override
    public Optional<Initramfs> gather(GuestTree tree, Facts others) throws ImageException {
        List<GuestPath> files = new ArrayList<>();
        InitramfsFiles contents = new InitramfsFiles(tree.limits().get(Limits.TEXT_FILE_BYTES));
        Optional<BootConfig> menus = others.find(BootConfig.class);
        if (menus.isPresent()) {
            Optional<BootEntry> entry = menus.get().main().defaultEntry();
            for (BootFile initrd : entry.map(BootEntry::initrds).orElse(List.of())) {
                read(tree, initrd.located(), initrd.open(tree), files, contents);
            }
        }
        boolean named = menus.isPresent()
                && !menus.get()
                        .main()
                        .defaultEntry()
                        .map(InitramfsGatherer::isTriedWithout)
                        .orElse(false);
        if (!named) {
            Optional<Kernels> kernels = others.find(Kernels.class);
            for (Kernel kernel : kernels.map(Kernels::defaults).orElse(List.of())) {
                Optional<GuestPath> file = guess(tree, kernel);
                if (file.isPresent()) {
                    read(tree, file, tree.open(file.get()), files, contents);
                }
            }
        }
        if (files.isEmpty()) {
            return Optional.empty();
        }
        GuestTree configuration = new GuestTree(contents.tree(), tree.limits());
        return Optional.of(new Initramfs(
                files,
                contents.generator(),
                contents.modules(),
                configuration,
                ModprobeConfigGatherer.read(configuration, true, false),
                HostOnly.evidence(configuration)));
    }

    /** Ubuntu's cloud images start without an archive, restart at once if that fails, and then start with it. */
    private static boolean isTriedWithout(BootEntry entry) {
        return entry.initrds().isEmpty()
                && entry.arguments("panic").stream()
                        .anyMatch(argument -> argument.value().equals("-1"));
    }

    private static void read(
            GuestTree tree,
            Optional<GuestPath> file,
            Optional<ByteSource> opened,
            List<GuestPath> files,
            InitramfsFiles contents)
            throws ImageException {
        if (file.isEmpty() || opened.isEmpty()) {
            return;
        }
        try (ByteSource archive = opened.get()) {
            long cap = tree.limits().get(Limits.DECOMPRESSED_BYTES);
            long most = Math.min(tree.limits().get(Limits.TEXT_FILE_BYTES), Integer.MAX_VALUE - 8);
            new CpioArchives(file.get().toString(), cap, most).read(archive, contents);
        }
        files.add(file.get());
    }

    /** The archive that is called as the kernel is: {@code initramfs-virt} beside {@code vmlinuz-virt}. */
    private static Optional<GuestPath> guess(GuestTree tree, Kernel kernel) throws ImageException {
        List<String> suffixes = new ArrayList<>(List.of(kernel.release()));
        if (kernel.image().isPresent()) {
            String image = kernel.image().get().name().text();
            suffixes.add(image.substring(image.indexOf('-') + 1));
        }
        for (String suffix : suffixes) {
            for (String name : NAMES) {
                GuestPath file = GuestPath.of("/boot").resolve(name.replace("%", suffix));
                if (tree.exists(file)) {
                    return Optional.of(file);
                }
            }
        }
        return Optional.empty();
    }
}
