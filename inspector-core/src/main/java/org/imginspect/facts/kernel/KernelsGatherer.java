package org.imginspect.facts.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.facts.boot.BootConfig;
import org.imginspect.facts.boot.BootEntry;
import org.imginspect.facts.boot.BootFile;
import org.imginspect.facts.packages.versions.RpmVersionOrder;
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
            if (isImage(name.text())) {
                Optional<String> release = release(tree, BOOT.resolve(name));
                if (release.isPresent()) {
                    images.putIfAbsent(release.get(), Optional.of(BOOT.resolve(name)));
                }
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

    /** A rescue kernel is one of the others by another name; SUSE's {@code vmlinux-….gz} is for debuggers. */
    private static boolean isImage(String name) {
        for (String prefix : IMAGE_PREFIXES) {
            if (name.startsWith(prefix) && name.length() > prefix.length()) {
                return !name.startsWith("0-rescue", prefix.length())
                        && !name.endsWith(".old")
                        && !name.endsWith(".gz")
                        && !name.endsWith(".xz");
            }
        }
        return false;
    }

    /** {@code 6.1.0-56-cloud-amd64} of {@code vmlinuz-6.1.0-56-cloud-amd64}; empty if the name has no release in it. */
    static Optional<String> release(String image) {
        for (String prefix : IMAGE_PREFIXES) {
            if (isImage(image) && image.startsWith(prefix) && Character.isDigit(image.charAt(prefix.length()))) {
                return Optional.of(image.substring(prefix.length()));
            }
        }
        return Optional.empty();
    }

    /** By the image's name; what a link leads to; what the image says itself; the modules that are called as Alpine calls them. */
    private static Optional<String> release(GuestTree tree, GuestPath image) throws ImageException {
        Optional<String> named = release(image.name().text());
        if (named.isPresent()) {
            return named;
        }
        Optional<GuestPath> real = tree.resolve(image);
        if (real.isEmpty()) {
            return Optional.empty();
        }
        named = release(real.get().name().text());
        if (named.isPresent()) {
            return named;
        }
        Optional<String> told = KernelImage.release(tree, real.get());
        return told.isPresent() ? told : byFlavour(tree, real.get().name().text());
    }

    /** {@code 6.6.31-0-virt} for {@code vmlinuz-virt}, if there are modules for one such kernel only. */
    private static Optional<String> byFlavour(GuestTree tree, String image) throws ImageException {
        int hyphen = image.indexOf('-');
        List<String> found = new ArrayList<>();
        for (GuestName name : hyphen < 0 ? List.<GuestName>of() : tree.list(MODULES)) {
            if (name.text().endsWith(image.substring(hyphen))) {
                found.add(name.text());
            }
        }
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    private static Optional<String> release(GuestTree tree, BootEntry entry) throws ImageException {
        Optional<BootFile> kernel = entry.kernel();
        if (kernel.isEmpty()) {
            return Optional.empty();
        }
        if (entry.release().isPresent() && isFileName(entry.release().get())) {
            return entry.release();
        }
        Optional<String> release = release(kernel.get().name());
        if (release.isPresent()) {
            return release;
        }
        Optional<GuestPath> place = kernel.get().located();
        release = place.isPresent() ? release(tree, place.get()) : Optional.empty();
        if (release.isEmpty() && place.isPresent() && tree.exists(place.get())) {
            throw new UnsupportedFeatureException(
                    "kernel whose release neither its name nor its header tells",
                    place.get().toString());
        }
        return release;
    }

    /** What a text has to be for the kernel's modules to have a directory. */
    private static boolean isFileName(String release) {
        return !release.isEmpty() && !release.startsWith(".") && release.indexOf('/') < 0 && release.indexOf('\0') < 0;
    }

    private static Kernel kernel(GuestTree tree, String release, Optional<GuestPath> image) throws ImageException {
        GuestPath directory = MODULES.resolve(release);
        boolean there = tree.stat(directory).map(Node::isDirectory).orElse(false);
        Optional<GuestPath> config = Optional.empty();
        List<GuestPath> candidates = new ArrayList<>(List.of(BOOT.resolve("config-" + release)));
        image.ifPresent(path -> candidates.add(BOOT.resolve("config-" + afterHyphen(path))));
        candidates.add(directory.resolve("config"));
        for (GuestPath candidate : candidates) {
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

    private static String afterHyphen(GuestPath image) {
        String name = image.name().text();
        return name.substring(name.indexOf('-') + 1);
    }
}
