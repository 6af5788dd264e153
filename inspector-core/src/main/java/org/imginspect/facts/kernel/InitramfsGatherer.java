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

/** Reads the archives that the default boot entry loads; without any boot menu, the one that is named after the default kernel. */
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
        List<GuestPath> files = files(tree, others);
        if (files.isEmpty()) {
            return Optional.empty();
        }
        String where = files.get(files.size() - 1).toString();
        InitramfsFiles contents = new InitramfsFiles(where, tree.limits().get(Limits.TEXT_FILE_BYTES));
        for (GuestPath file : files) {
            Optional<ByteSource> source = tree.open(file);
            if (source.isEmpty()) {
                continue;
            }
            try (ByteSource archive = source.get()) {
                long cap = tree.limits().get(Limits.DECOMPRESSED_BYTES);
                long most = Math.min(tree.limits().get(Limits.TEXT_FILE_BYTES), Integer.MAX_VALUE - 8);
                new CpioArchives(file.toString(), cap, most).read(archive, contents);
            }
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

    private static List<GuestPath> files(GuestTree tree, Facts others) throws ImageException {
        List<GuestPath> files = new ArrayList<>();
        Optional<BootConfig> menus = others.find(BootConfig.class);
        if (menus.isPresent()) {
            Optional<BootEntry> entry = menus.get().main().defaultEntry();
            for (BootFile initrd : entry.map(BootEntry::initrds).orElse(List.of())) {
                Optional<GuestPath> place = initrd.located();
                if (place.isPresent() && tree.exists(place.get())) {
                    files.add(place.get());
                }
            }
            return files;
        }
        Optional<Kernels> kernels = others.find(Kernels.class);
        if (kernels.isPresent()) {
            for (Kernel kernel : kernels.get().defaults()) {
                guess(tree, kernel).ifPresent(files::add);
            }
        }
        return files;
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
