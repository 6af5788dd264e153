package org.imginspect.facts.kernel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imginspect.error.DamagedImageException;
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
        Map<String, Set<String>> modules = new HashMap<>();
        for (GuestPath file : files) {
            Optional<ByteSource> source = tree.open(file);
            if (source.isEmpty()) {
                continue;
            }
            try (ByteSource archive = source.get()) {
                long cap = tree.limits().get(Limits.DECOMPRESSED_BYTES);
                new CpioNames(file.toString(), cap).read(archive, name -> add(modules, name));
            }
        }
        return Optional.of(new Initramfs(files, modules));
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
                for (String name : NAMES) {
                    GuestPath file = GuestPath.of("/boot").resolve(name.replace("%", kernel.release()));
                    if (files.isEmpty() && tree.exists(file)) {
                        files.add(file);
                    }
                }
            }
        }
        return files;
    }

    /** {@code usr/lib/modules/6.1.0/kernel/…/virtio_blk.ko.xz}, with or without {@code usr/} and {@code ./} in front. */
    private static void add(Map<String, Set<String>> modules, String name) throws DamagedImageException {
        int start = name.indexOf("lib/modules/");
        String module = start < 0 ? "" : Kernel.moduleName(name);
        if (module.isEmpty()) {
            return;
        }
        int release = start + "lib/modules/".length();
        int end = name.indexOf('/', release);
        if (end > release) {
            modules.computeIfAbsent(name.substring(release, end), any -> new HashSet<>())
                    .add(module);
        }
    }
}
