package org.imginspect.facts.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.imginspect.error.ImageException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.facts.os.OperatingSystem;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;

/**
 * Reads {@code *.conf} and {@code *.alias} of modprobe's directories; a file of the same name in an earlier directory masks a later one.
 *
 * <p>Newer versions of kmod (34 in Debian 13) no longer read {@code *.alias}; hardly anybody has such files, and they hold aliases only.
 *
 * <p>module-init-tools, which CentOS 6 has, reads {@code /etc/modprobe.conf} and {@code /etc/modprobe.d} only, and files by any name.
 */
public final class ModprobeConfigGatherer implements FactGatherer<ModprobeConfig> {
    /** As kmod's libkmod.c (default_config_paths), first the one that wins; {@code /lib} and {@code /usr/lib} by its build. */
    private static final List<GuestPath> DIRECTORIES = List.of(
            GuestPath.of("/etc/modprobe.d"),
            GuestPath.of("/run/modprobe.d"),
            GuestPath.of("/usr/local/lib/modprobe.d"),
            GuestPath.of("/usr/lib/modprobe.d"),
            GuestPath.of("/lib/modprobe.d"));

    private static final GuestPath MODPROBE = GuestPath.of("/sbin/modprobe");
    private static final GuestPath OLD_FILE = GuestPath.of("/etc/modprobe.conf");

    /** Stateless. */
    public ModprobeConfigGatherer() {}

    @Override
    public Class<ModprobeConfig> type() {
        return ModprobeConfig.class;
    }

    @Override
    public Optional<ModprobeConfig> gather(GuestTree tree, Facts others) throws ImageException {
        boolean suse = others.find(OperatingSystem.class)
                .map(system -> system.family() == OperatingSystem.Family.SUSE)
                .orElse(false);
        return Optional.of(read(tree, suse, isModuleInitTools(tree)));
    }

    /** kmod is one program by several names; before it, modprobe was a program of its own. */
    private static boolean isModuleInitTools(GuestTree tree) throws ImageException {
        Optional<Node> program = tree.lstat(MODPROBE);
        return program.isPresent()
                && program.get().isFile()
                && !tree.exists(GuestPath.of("/bin/kmod"))
                && !tree.exists(GuestPath.of("/sbin/kmod"));
    }

    /**
     * Reads the directories of a tree, which may be that of an initial RAM file system.
     *
     * @param suse whether SUSE's commands are known
     * @param old whether module-init-tools reads them
     */
    static ModprobeConfig read(GuestTree tree, boolean suse, boolean old) throws ImageException {
        TreeMap<GuestName, GuestPath> files = new TreeMap<>();
        List<GuestPath> ignored = new ArrayList<>();
        for (GuestPath directory : old ? DIRECTORIES.subList(0, 1) : DIRECTORIES) {
            boolean twice = directory.equals(DIRECTORIES.get(DIRECTORIES.size() - 1))
                    && tree.resolve(directory).equals(tree.resolve(DIRECTORIES.get(DIRECTORIES.size() - 2)));
            for (GuestName name : twice ? List.<GuestName>of() : tree.list(directory)) {
                String text = name.text();
                GuestPath file = directory.resolve(name);
                if (text.startsWith(".")) {
                    continue;
                }
                if (old || (text.length() >= 6 && (text.endsWith(".conf") || text.endsWith(".alias")))) {
                    files.putIfAbsent(name, file);
                } else {
                    ignored.add(file);
                }
            }
        }
        ModprobeParser parser = new ModprobeParser(suse);
        if (old) {
            tree.text(OLD_FILE).ifPresent(text -> parser.read(OLD_FILE, text));
        }
        for (GuestPath file : files.values()) {
            tree.text(file).ifPresent(text -> parser.read(file, text));
        }
        return new ModprobeConfig(parser.directives(), parser.badLines(), ignored);
    }
}
