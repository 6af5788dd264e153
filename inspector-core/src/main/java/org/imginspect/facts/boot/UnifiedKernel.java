package org.imginspect.facts.boot;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.boot.BootEntry.Argument;
import org.imginspect.facts.boot.BootFile.Section;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.io.ByteSource;

/**
 * A unified kernel image: a program for EFI that holds the kernel, its initial RAM file system and its command line as sections (UAPI
 * group, "Unified Kernel Image").
 *
 * @param sections all of them, by name
 * @param osRelease the assignments of {@code .osrel}; none if it has none
 * @param arguments the command line of {@code .cmdline} and of the add-ons that lie beside the image
 * @param release {@code .uname}, or what the kernel itself says; empty if neither does
 */
record UnifiedKernel(
        GuestPath file,
        Map<String, Section> sections,
        Map<String, String> osRelease,
        List<Argument> arguments,
        Optional<String> release) {

    /** Whether what lies at {@code file} is one; empty if it is another program, or none. */
    static Optional<UnifiedKernel> read(GuestTree tree, GuestPath file, GuestPath root) throws ImageException {
        Optional<ByteSource> opened = tree.open(file);
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        try (ByteSource source = opened.get()) {
            Optional<List<Section>> found = PeSections.read(source);
            Map<String, Section> sections = new HashMap<>();
            for (Section section : found.orElse(List.of())) {
                if (section.name().equals(".profile")) {
                    throw new UnsupportedFeatureException(
                            "unified kernel image: several profiles in one image are not followed", file.toString());
                }
                sections.putIfAbsent(section.name(), section);
            }
            if (!sections.containsKey(".linux")) {
                return Optional.empty();
            }
            List<Argument> arguments =
                    new ArrayList<>(KernelArguments.split(text(tree, source, sections, ".cmdline"), file, 1));
            addons(tree, root, file, arguments);
            String uname = text(tree, source, sections, ".uname").strip();
            Optional<String> release = uname.isEmpty()
                    ? KernelImage.release(source, sections.get(".linux").positionBytes())
                    : Optional.of(uname);
            return Optional.of(new UnifiedKernel(
                    file, sections, LoaderText.pairs(text(tree, source, sections, ".osrel"), "="), arguments, release));
        }
    }

    private static String text(GuestTree tree, ByteSource source, Map<String, Section> sections, String name)
            throws ImageException {
        Section section = sections.get(name);
        return section == null ? "" : PeSections.text(source, section, tree.limits());
    }

    /** The stub adds the command lines of add-ons: of those for all images first, then of this image's own. */
    private static void addons(GuestTree tree, GuestPath root, GuestPath image, List<Argument> arguments)
            throws ImageException {
        EfiPaths paths = new EfiPaths(tree);
        List<GuestPath> addons = new ArrayList<>(paths.files(root, "loader/addons", ".addon.efi"));
        GuestPath directory = image.parent().orElse(GuestPath.ROOT);
        addons.addAll(paths.files(directory, image.name().text() + ".extra.d", ".addon.efi"));
        for (GuestPath addon : addons) {
            Optional<ByteSource> opened = tree.open(addon);
            if (opened.isPresent()) {
                try (ByteSource source = opened.get()) {
                    for (Section section : PeSections.read(source).orElse(List.of())) {
                        if (section.name().equals(".cmdline")) {
                            arguments.addAll(
                                    KernelArguments.split(PeSections.text(source, section, tree.limits()), addon, 1));
                        }
                    }
                }
            }
        }
    }

    /** The image as what a loader starts. */
    BootFile kernel(String written, GuestPath configuration, int line) {
        return part(written, Optional.empty(), configuration, line);
    }

    /** Its initial RAM file systems, in the order in which the stub hands them on. */
    List<BootFile> initrds(String written, GuestPath configuration, int line) {
        List<BootFile> initrds = new ArrayList<>();
        for (String name : new String[] {".ucode", ".initrd"}) {
            Section section = sections.get(name);
            if (section != null) {
                initrds.add(part(written, Optional.of(section), configuration, line));
            }
        }
        return initrds;
    }

    private BootFile part(String written, Optional<Section> section, GuestPath configuration, int line) {
        return new BootFile(
                written, Optional.of(file), section, Optional.empty(), Optional.empty(), configuration, line);
    }

    /**
     * An entry that starts it.
     *
     * @param other the arguments, where they are not the image's own
     */
    BootEntry entry(String title, String id, String written, List<Argument> other, GuestPath configuration, int line) {
        return new BootEntry(
                title,
                id,
                Optional.of(kernel(written, configuration, line)),
                initrds(written, configuration, line),
                Optional.empty(),
                other,
                release,
                configuration,
                line);
    }
}
