package org.imginspect.facts.kernel;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.facts.kernel.CpioArchives.Header;
import org.imginspect.facts.kernel.Initramfs.Generator;
import org.imginspect.guest.FileTree;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.io.Limits;

/** What an initial RAM file system holds: the modules, who made it, and a tree of the few files that are looked into. */
final class InitramfsFiles implements CpioArchives.Sink {
    /** More than any generator writes of what is kept here; beyond it somebody plays with us. */
    private static final int MOST_KEPT = 10_000;

    private static final int MOST_HOPS = 40;

    private record Kept(boolean symlink, byte[] content) {}

    private static final String WHERE = "initramfs";

    private final long capBytes;
    private final Map<String, Set<String>> modules = new HashMap<>();
    private final Map<String, Kept> kept = new HashMap<>();
    private final Map<String, List<String>> namesOfFiles = new HashMap<>();
    private final Set<String> marks = new HashSet<>();
    private long keptBytes;

    /** @param capBytes most bytes to keep, all files together */
    InitramfsFiles(long capBytes) {
        this.capBytes = capBytes;
    }

    Map<String, Set<String>> modules() {
        return modules;
    }

    Generator generator() {
        if (marks.contains("conf/initramfs.conf")) {
            return Generator.INITRAMFS_TOOLS;
        }
        if (marks.contains("dracut")) {
            return Generator.DRACUT;
        }
        if (marks.contains("init_functions")) {
            return Generator.MKINITCPIO;
        }
        return marks.contains("nlplug-findfs") ? Generator.MKINITFS : Generator.OTHER;
    }

    @Override
    public boolean entry(Header header) throws ImageException {
        String name = plain(header.name());
        if (module(name)) {
            return false;
        }
        mark(name);
        if (header.isSymlink()) {
            return isKeptLink(name);
        }
        if (!header.isFile()) {
            return false;
        }
        boolean wanted = isKept(name);
        if (!header.identity().isEmpty()) {
            // cpio writes the content of a file with several names behind the last of them only.
            List<String> names = namesOfFiles.computeIfAbsent(header.identity(), any -> new ArrayList<>());
            if (wanted) {
                names.add(name);
                bound(names.size() + namesOfFiles.size());
            }
            return header.sizeBytes() > 0 ? !names.isEmpty() : wanted;
        }
        return wanted;
    }

    @Override
    public void content(Header header, byte[] content) throws ImageException {
        keptBytes += content.length;
        if (keptBytes > capBytes) {
            throw new LimitExceededException(
                    "initramfs: its configuration is longer than may be read whole",
                    Limits.TEXT_FILE_BYTES,
                    capBytes,
                    WHERE);
        }
        List<String> names =
                header.identity().isEmpty() ? List.of() : namesOfFiles.getOrDefault(header.identity(), List.of());
        if (header.isSymlink() || names.isEmpty()) {
            kept.put(through(plain(header.name())), new Kept(header.isSymlink(), content));
        } else {
            for (String name : names) {
                kept.put(through(name), new Kept(false, content));
            }
        }
        bound(kept.size());
    }

    private void bound(int count) throws LimitExceededException {
        if (count > MOST_KEPT) {
            throw new LimitExceededException(
                    "initramfs: more configuration files than may be kept", Limits.DIRECTORY_ENTRIES, MOST_KEPT, WHERE);
        }
    }

    /** The kept files as a tree. */
    FileTree tree() {
        Set<String> directories = new HashSet<>();
        for (String path : kept.keySet()) {
            for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
                directories.add(path.substring(0, slash));
            }
        }
        MemoryFileTree.Builder tree = MemoryFileTree.builder();
        for (var each : kept.entrySet()) {
            String path = "/" + each.getKey();
            Kept file = each.getValue();
            // The kernel lets a directory that is not empty stand where a link or file should take its place.
            if (directories.contains(each.getKey())) {
                continue;
            }
            if (file.symlink) {
                tree.symlink(path, new String(file.content, StandardCharsets.UTF_8));
            } else {
                tree.file(path, file.content, 0644, 0, 0);
            }
        }
        return tree.build();
    }

    /** {@code ./usr//lib} is {@code usr/lib}; {@code ..} ends at the root. */
    private static String plain(String name) {
        if (!name.startsWith("/")
                && !name.startsWith(".")
                && !name.contains("//")
                && !name.contains("/.")
                && !name.endsWith("/")) {
            return name;
        }
        Deque<String> parts = new ArrayDeque<>();
        for (String part : name.split("/", -1)) {
            if (part.equals("..")) {
                parts.pollLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        return String.join("/", parts);
    }

    /** Where the kernel writes a file whose directories are links that were unpacked before it. */
    private String through(String name) {
        String path = name;
        for (int hop = 0; hop < MOST_HOPS; hop++) {
            String before = path;
            for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
                Kept link = kept.get(path.substring(0, slash));
                if (link != null && link.symlink) {
                    String target = new String(link.content, StandardCharsets.UTF_8);
                    int parent = path.lastIndexOf('/', slash - 1);
                    String base = target.startsWith("/") || parent < 0 ? "" : path.substring(0, parent);
                    path = plain(base + "/" + target + path.substring(slash));
                    break;
                }
            }
            if (path.equals(before)) {
                return path;
            }
        }
        return path;
    }

    /** {@code usr/lib/modules/6.1.0/kernel/…/virtio_blk.ko.xz}, with or without {@code usr/} in front. */
    private boolean module(String name) {
        int start = name.indexOf("lib/modules/");
        if (start != 0 && !(start == 4 && name.startsWith("usr/"))) {
            return false;
        }
        int release = start + "lib/modules/".length();
        int end = name.indexOf('/', release);
        String module = Kernel.moduleName(name);
        if (end > release && !module.isEmpty()) {
            modules.computeIfAbsent(name.substring(release, end), any -> new HashSet<>())
                    .add(module);
        }
        return true;
    }

    private void mark(String name) {
        switch (name) {
            case "conf/initramfs.conf", "init_functions" -> marks.add(name);
            case "sbin/nlplug-findfs", "usr/sbin/nlplug-findfs" -> marks.add("nlplug-findfs");
            default -> {
                // dracut 004 of CentOS 6 leaves an empty file with its version in the root.
                if (name.startsWith("usr/lib/dracut") || name.startsWith("lib/dracut") || name.startsWith("dracut-0")) {
                    marks.add("dracut");
                }
            }
        }
    }

    private static boolean isKeptLink(String name) {
        return switch (name) {
            case "lib", "usr/lib", "usr", "etc", "usr/lib/modprobe.d", "etc/modprobe.d" -> true;
            default -> isKept(name);
        };
    }

    private static boolean isKept(String name) {
        if (name.startsWith("etc/")) {
            return name.startsWith("etc/modprobe.d/")
                    || name.startsWith("etc/cmdline.d/")
                    || name.startsWith("etc/systemd/network/")
                    || name.equals("etc/modprobe.conf")
                    || name.equals("etc/cmdline")
                    || name.equals("etc/fstab")
                    || name.equals("etc/crypttab");
        }
        String library = name.startsWith("usr/lib/") ? name.substring(4) : name;
        return library.startsWith("lib/modprobe.d/")
                || library.startsWith("lib/systemd/network/")
                || library.equals("lib/dracut/build-parameter.txt")
                || library.equals("lib/dracut/hostonly-kernel-modules.txt")
                || name.startsWith("usr/local/lib/modprobe.d/")
                || name.startsWith("run/modprobe.d/")
                || name.startsWith("conf/conf.d/")
                || name.equals("conf/initramfs.conf")
                || name.equals("cryptroot/crypttab");
    }
}
