package org.imginspect.facts.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.imginspect.error.ImageException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.facts.boot.BootConfig;
import org.imginspect.facts.boot.BootEntry;
import org.imginspect.facts.boot.BootFile;
import org.imginspect.facts.packages.RpmVersionOrder;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;

/** Lists the kernels from {@code /boot}, {@code /lib/modules} and the boot menus. */
public final class KernelsGatherer implements FactGatherer<Kernels> {
    private static final GuestPath BOOT = GuestPath.of("/boot");
    private static final GuestPath MODULES = GuestPath.of("/lib/modules");
    private static final List<String> IMAGE_PREFIXES = List.of("vmlinuz-", "vmlinux-", "bzImage-", "Image-", "kernel-");

    /** Stateless. */
    public KernelsGatherer() {}

    @Override
    public Class<Kernels> type() {
        return Kernels.class;
    }

    @Override
    public Optional<Kernels> gather(GuestTree tree, Facts others) throws ImageException {
        TreeMap<String, Optional<GuestPath>> images = new TreeMap<>((a, b) -> {
            int order = RpmVersionOrder.compare(a, b);
            return order == 0 ? a.compareTo(b) : order;
        });
        for (GuestName name : tree.list(BOOT)) {
            Optional<String> release = release(name.text());
            if (release.isPresent()) {
                images.putIfAbsent(release.get(), Optional.of(BOOT.resolve(name)));
            }
        }
        for (GuestName name : tree.list(MODULES)) {
            // What an uninstalled kernel leaves behind is an empty directory, or files of depmod's.
            if (tree.exists(MODULES.resolve(name).resolve("kernel"))
                    || tree.exists(MODULES.resolve(name).resolve("modules.builtin"))) {
                images.putIfAbsent(name.text(), Optional.empty());
            }
        }
        Optional<BootConfig> menus = others.find(BootConfig.class);
        List<String> started = new ArrayList<>();
        if (menus.isPresent()) {
            for (BootEntry entry : menus.get().defaultEntries()) {
                Optional<String> release = release(tree, entry);
                if (release.isPresent()) {
                    started.add(release.get());
                    images.putIfAbsent(release.get(), Optional.empty());
                }
            }
        }
        if (images.isEmpty()) {
            return Optional.empty();
        }
        if (menus.isEmpty()) {
            started.add(images.lastKey());
        }
        List<Kernel> all = new ArrayList<>();
        List<Kernel> defaults = new ArrayList<>();
        for (var image : images.entrySet()) {
            Kernel kernel = kernel(tree, image.getKey(), image.getValue());
            all.add(kernel);
            if (started.contains(image.getKey())) {
                defaults.add(kernel);
            }
        }
        return Optional.of(new Kernels(all, defaults));
    }

    /** {@code 6.1.0-56-cloud-amd64} of {@code vmlinuz-6.1.0-56-cloud-amd64}; a rescue kernel is one of the others by another name. */
    static Optional<String> release(String image) {
        for (String prefix : IMAGE_PREFIXES) {
            if (image.startsWith(prefix)
                    && image.length() > prefix.length()
                    && Character.isDigit(image.charAt(prefix.length()))
                    && !image.startsWith("0-rescue", prefix.length())
                    && !image.endsWith(".old")) {
                return Optional.of(image.substring(prefix.length()));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> release(GuestTree tree, BootEntry entry) throws ImageException {
        Optional<BootFile> kernel = entry.kernel();
        if (kernel.isEmpty() || entry.release().isPresent()) {
            return entry.release();
        }
        Optional<String> release = release(kernel.get().name());
        if (release.isPresent()) {
            return release;
        }
        // A link such as /vmlinuz leads to the file that has the release in its name.
        Optional<GuestPath> place = kernel.get().located();
        Optional<GuestPath> real = place.isPresent() ? tree.resolve(place.get()) : Optional.empty();
        return real.flatMap(path -> release(path.name().text()));
    }

    private static Kernel kernel(GuestTree tree, String release, Optional<GuestPath> image) throws ImageException {
        GuestPath directory = MODULES.resolve(release);
        boolean there = tree.stat(directory).map(Node::isDirectory).orElse(false);
        Optional<GuestPath> config = Optional.empty();
        for (GuestPath candidate : new GuestPath[] {BOOT.resolve("config-" + release), directory.resolve("config")}) {
            if (config.isEmpty() && tree.stat(candidate).map(Node::isFile).orElse(false)) {
                config = Optional.of(candidate);
            }
        }
        return new Kernel(
                release,
                image,
                there ? Optional.of(directory) : Optional.empty(),
                tree.lines(directory.resolve("modules.builtin")).orElse(List.of()),
                tree.lines(directory.resolve("modules.dep")).orElse(List.of()),
                config);
    }
}
