package org.imginspect.facts.boot;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.boot.BootEntry.Argument;
import org.imginspect.facts.boot.LoaderText.Pair;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/**
 * An entry of systemd-boot's menu: a file {@code loader/entries/*.conf} (Boot Loader Specification, type 1) or a unified kernel image in
 * {@code EFI/Linux} (type 2).
 *
 * @param name its file's name in lower case, with counters; up to systemd 258 {@code default} in {@code loader.conf} is matched with it
 * @param plainName the same without counters, which later versions match
 * @param starts whether the program that it starts is there; systemd-boot leaves it out otherwise
 * @param sortKey empty if it has none
 * @param triesLeft how often it is still tried before it counts as bad; -1 if that is not counted
 * @param triesDone how often it was tried
 */
record LoaderEntry(
        BootEntry entry,
        String name,
        String plainName,
        boolean starts,
        Optional<String> sortKey,
        String machineId,
        String version,
        long triesLeft,
        long triesDone) {

    /** EFI's name of the guest's architecture; empty if it is not known. Asked only by entries that name one. */
    @FunctionalInterface
    interface Architecture {
        Optional<String> name() throws ImageException;
    }

    /** The order of the menu (src/boot/boot.c, {@code boot_entry_compare}). */
    static final Comparator<LoaderEntry> ORDER = LoaderEntry::compare;

    private static int compare(LoaderEntry a, LoaderEntry b) {
        int order = Boolean.compare(a.triesLeft == 0, b.triesLeft == 0);
        if (order == 0) {
            order = Boolean.compare(a.sortKey.isEmpty(), b.sortKey.isEmpty());
        }
        if (order == 0 && a.sortKey.isPresent() && b.sortKey.isPresent()) {
            order = a.sortKey.get().compareTo(b.sortKey.get());
            order = order == 0 ? a.machineId.compareTo(b.machineId) : order;
            order = order == 0 ? SystemdVersionOrder.compare(b.version, a.version) : order;
        }
        if (order == 0) {
            order = SystemdVersionOrder.compare(b.name, a.name);
        }
        if (order == 0 && a.triesLeft >= 0 && b.triesLeft >= 0) {
            order = Long.compare(b.triesLeft, a.triesLeft);
            order = order == 0 ? Long.compare(a.triesDone, b.triesDone) : order;
        }
        return order;
    }

    /**
     * An entry of type 1.
     *
     * @param root the file system it lies on, whose files it names
     * @return empty if systemd-boot leaves it out: it starts nothing, or is for another architecture
     */
    static Optional<LoaderEntry> read(GuestTree tree, GuestPath root, GuestPath file, Architecture architecture)
            throws ImageException {
        String fileName = file.name().text();
        String title = fileName;
        Optional<String> sortKey = Optional.empty();
        String version = "";
        String machineId = "";
        Optional<Pair> program = Optional.empty();
        Optional<Pair> deviceTree = Optional.empty();
        List<Pair> initrds = new ArrayList<>();
        List<Argument> arguments = new ArrayList<>();
        for (Pair pair : LoaderText.parse(tree.text(file).orElse(""), " \t")) {
            switch (pair.key()) {
                case "title" -> title = pair.value();
                case "sort-key" -> sortKey = Optional.of(pair.value());
                case "version" -> version = pair.value();
                case "machine-id" -> machineId = pair.value();
                case "linux", "efi", "uki" -> program = Optional.of(pair);
                case "devicetree" -> deviceTree = Optional.of(pair);
                case "initrd" -> initrds.add(pair);
                case "options" -> arguments.addAll(KernelArguments.split(pair.value(), file, pair.line()));
                case "architecture" -> {
                    Optional<String> own = architecture.name();
                    if (own.isPresent() && !own.get().equals(pair.value().toLowerCase(Locale.ROOT))) {
                        return Optional.empty();
                    }
                }
                default -> {
                    // Device tree overlays, user groups, what later versions add.
                }
            }
        }
        if (program.isEmpty()) {
            return Optional.empty();
        }
        Files files = new Files(tree, root, file);
        BootEntry entry = files.entry(title, program.get(), initrds, deviceTree, arguments, version);
        long[] tries = tries(fileName, ".conf");
        boolean starts = new EfiPaths(tree).find(root, program.get().value()).isPresent();
        return Optional.of(new LoaderEntry(
                entry,
                fileName.toLowerCase(Locale.ROOT),
                plainName(fileName, ".conf"),
                starts,
                sortKey,
                machineId,
                version,
                tries[0],
                tries[1]));
    }

    /** The files that an entry of type 1 names. */
    private record Files(GuestTree tree, GuestPath root, GuestPath file) {
        BootEntry entry(
                String title,
                Pair program,
                List<Pair> initrds,
                Optional<Pair> deviceTree,
                List<Argument> arguments,
                String version)
                throws ImageException {
            String id = file.name().text();
            BootFile kernel = at(program);
            if (!program.key().equals("linux") && kernel.path().isPresent()) {
                Optional<UnifiedKernel> image =
                        UnifiedKernel.read(tree, kernel.path().get(), root);
                if (image.isEmpty()) {
                    // Another loader, a shell, a memory test.
                    return new BootEntry(title, id, Optional.empty(), List.of(), List.of(), file, program.line());
                }
                List<Argument> own = image.get().arguments();
                return image.get()
                        .entry(title, id, program.value(), arguments.isEmpty() ? own : arguments, file, program.line());
            }
            List<BootFile> archives = new ArrayList<>();
            for (Pair initrd : initrds) {
                archives.add(at(initrd));
            }
            Optional<BootFile> tables = deviceTree.isPresent() ? Optional.of(at(deviceTree.get())) : Optional.empty();
            Optional<String> release = Optional.empty();
            boolean isRelease = !version.isEmpty()
                    && version.indexOf('\0') < 0
                    && (program.value().contains("/" + version + "/")
                            || tree.exists(GuestPath.of("/lib/modules/" + version)));
            if (isRelease) {
                release = Optional.of(version);
            }
            return new BootEntry(
                    title, id, Optional.of(kernel), archives, tables, arguments, release, file, program.line());
        }

        private BootFile at(Pair pair) throws ImageException {
            Optional<GuestPath> found = new EfiPaths(tree).find(root, pair.value());
            GuestPath path = found.orElse(root.append(
                    GuestPath.of(("/" + pair.value()).replace('\\', '/').replace("\0", ""))));
            return new BootFile(pair.value(), Optional.of(path), Optional.empty(), file, pair.line());
        }
    }

    /** An entry of type 2; empty if systemd-boot leaves it out, for want of a kernel or of a name. */
    static Optional<LoaderEntry> image(GuestTree tree, GuestPath root, GuestPath file) throws ImageException {
        Optional<UnifiedKernel> image = UnifiedKernel.read(tree, file, root);
        if (image.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> system = image.get().osRelease();
        Optional<String> title = first(system, "PRETTY_NAME", "IMAGE_ID", "NAME", "ID");
        if (title.isEmpty()) {
            return Optional.empty();
        }
        String fileName = file.name().text();
        long[] tries = tries(fileName, ".efi");
        return Optional.of(new LoaderEntry(
                image.get()
                        .entry(
                                title.get(),
                                fileName,
                                "/EFI/Linux/" + fileName,
                                image.get().arguments(),
                                file,
                                1),
                fileName.toLowerCase(Locale.ROOT),
                plainName(fileName, ".efi"),
                true,
                first(system, "IMAGE_ID", "ID"),
                "",
                first(system, "IMAGE_VERSION", "VERSION", "VERSION_ID", "BUILD_ID")
                        .orElse(""),
                tries[0],
                tries[1]));
    }

    private static Optional<String> first(Map<String, String> values, String... names) {
        for (String name : names) {
            if (values.containsKey(name)) {
                return Optional.of(values.get(name));
            }
        }
        return Optional.empty();
    }

    /** {@code +LEFT} or {@code +LEFT-DONE} before the suffix (Automatic Boot Assessment); -1 where there is none. */
    static long[] tries(String fileName, String suffix) {
        long[] none = {-1, -1};
        int plus = fileName.lastIndexOf('+');
        if (plus < 0 || !fileName.toLowerCase(Locale.ROOT).endsWith(suffix)) {
            return none;
        }
        String counters = fileName.substring(plus + 1, Math.max(plus + 1, fileName.length() - suffix.length()));
        int dash = counters.indexOf('-');
        long left = number(dash < 0 ? counters : counters.substring(0, dash));
        long done = dash < 0 ? 0 : number(counters.substring(dash + 1));
        return left < 0 || done < 0 ? none : new long[] {left, done};
    }

    private static String plainName(String fileName, String suffix) {
        String name = fileName.toLowerCase(Locale.ROOT);
        return tries(fileName, suffix)[0] < 0 ? name : name.substring(0, name.lastIndexOf('+')) + suffix;
    }

    private static long number(String text) {
        if (text.isEmpty() || text.length() > 10) {
            return -1;
        }
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = (value * 10) + digit;
        }
        return value > Integer.MAX_VALUE ? -1 : value;
    }
}
