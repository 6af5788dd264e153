package org.imginspect.facts.units;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;
import org.imginspect.io.Limits;

/**
 * systemd's unit load path (systemd.unit(5), table "Load path when running in system mode") without {@code /run}, which no disk holds; the names of each
 * directory are read once. {@code /lib} counts where it is no link.
 */
final class UnitDirectories {
    static final GuestPath NULL = GuestPath.of("/dev/null");

    private static final String[] LOAD_PATH = {
        "/etc/systemd/system.control",
        "/etc/systemd/system",
        "/etc/systemd/system.attached",
        "/usr/local/lib/systemd/system",
        "/lib/systemd/system",
        "/usr/lib/systemd/system"
    };

    /** Aliases of aliases that are followed: {@code FOLLOW_MAX} of systemd's unit-file.c. */
    private static final int FOLLOW_MAX = 8;

    private record Directory(GuestPath path, Set<String> names) {}

    /**
     * The file that a name leads to.
     *
     * @param name the name of the file, an instance put in; the name that was asked for if the link leads out of the load path
     * @param path of the file, which may be a link out of the load path; of a mask the link
     */
    record Fragment(String name, GuestPath path, boolean masked) {}

    private final GuestTree tree;
    private final List<Directory> directories = new ArrayList<>();
    /** By the name of a unit's file the names of directories {@code NAME.wants} and the like: its own and its aliases'. */
    private final Map<String, Set<String>> owners = new LinkedHashMap<>();

    UnitDirectories(GuestTree tree) throws ImageException {
        this.tree = tree;
        Set<GuestPath> seen = new HashSet<>();
        for (String name : LOAD_PATH) {
            Optional<GuestPath> real = tree.resolve(GuestPath.of(name));
            if (real.isPresent() && seen.add(real.get())) {
                Set<String> names = new LinkedHashSet<>();
                for (GuestName entry : tree.list(real.get())) {
                    names.add(entry.text());
                }
                directories.add(new Directory(real.get(), names));
            }
        }
        for (Directory directory : directories) {
            for (String name : directory.names) {
                owner(name);
            }
        }
    }

    private void owner(String directory) throws ImageException {
        for (String suffix : new String[] {".wants", ".requires", ".upholds", ".d"}) {
            if (directory.endsWith(suffix)) {
                String owner = directory.substring(0, directory.length() - suffix.length());
                if (UnitName.isValid(owner)) {
                    String name = fragment(owner).map(Fragment::name).orElse(owner);
                    owners.computeIfAbsent(name, any -> new LinkedHashSet<>()).add(owner);
                }
            }
        }
    }

    /** The names of everything in the load path that a unit could have, in the order of the directories, each once. */
    Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        for (Directory directory : directories) {
            for (String name : directory.names) {
                if (UnitName.isValid(name)) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    /** The places where a name lies, the one that counts first. */
    List<GuestPath> places(String name) {
        List<GuestPath> places = new ArrayList<>();
        for (Directory directory : directories) {
            if (directory.names.contains(name)) {
                places.add(directory.path.resolve(name));
            }
        }
        return places;
    }

    /** {@code unit_file_find_fragment()}: the file of a name, aliases followed; an instance is its template's. Empty if there is none. */
    Optional<Fragment> fragment(String asked) throws ImageException {
        String name = asked;
        for (int i = 0; i < FOLLOW_MAX; i++) {
            List<GuestPath> places = places(name);
            boolean fromTemplate = places.isEmpty() && UnitName.isInstance(name);
            if (fromTemplate) {
                places = places(UnitName.template(name));
            }
            Optional<Fragment> found = Optional.empty();
            String next = name;
            for (GuestPath place : places) {
                Optional<Node> node = tree.lstat(place);
                if (node.isEmpty() || node.get().isDirectory()) {
                    continue;
                }
                if (!node.get().isSymlink()) {
                    found = Optional.of(new Fragment(
                            name, place, node.get().isFile() && node.get().sizeBytes() == 0));
                    break;
                }
                Optional<GuestPath> target = target(place);
                if (target.isEmpty()) {
                    continue;
                }
                if (target.get().equals(NULL)) {
                    found = Optional.of(new Fragment(name, place, true));
                    break;
                }
                if (!isInLoadPath(target.get())) {
                    Optional<Node> linked = tree.stat(place);
                    if (linked.isPresent()) {
                        boolean empty = linked.get().isFile() && linked.get().sizeBytes() == 0;
                        found = Optional.of(new Fragment(name, place, empty));
                        break;
                    }
                    continue;
                }
                Optional<String> alias = alias(
                        fromTemplate ? UnitName.template(name) : name,
                        name,
                        target.get().name().text());
                if (alias.isPresent()) {
                    next = alias.get();
                    break;
                }
            }
            if (found.isPresent()) {
                return found;
            }
            if (next.equals(name)) {
                return Optional.empty();
            }
            name = next;
        }
        return Optional.empty();
    }

    /** {@code unit_validate_alias_symlink_and_warn()}: what {@code asked} is called if the link {@code link} leads to {@code target}. */
    private static Optional<String> alias(String link, String asked, String target) {
        if (!UnitName.isValid(target) || !UnitName.type(link).equals(UnitName.type(target)) || link.equals(target)) {
            return Optional.empty();
        }
        if (UnitName.isTemplate(link)) {
            return UnitName.isTemplate(target)
                    ? Optional.of(
                            UnitName.isInstance(asked)
                                    ? UnitName.instantiate(target, UnitName.instance(asked))
                                    : target)
                    : Optional.empty();
        }
        if (UnitName.isInstance(link)) {
            if (UnitName.isTemplate(target)) {
                return Optional.of(UnitName.instantiate(target, UnitName.instance(link)));
            }
            return UnitName.isInstance(target) && UnitName.instance(target).equals(UnitName.instance(link))
                    ? Optional.of(target)
                    : Optional.empty();
        }
        return target.indexOf('@') < 0 ? Optional.of(target) : Optional.empty();
    }

    /** Where a link leads by its own text, the directories on the way resolved; whether anything lies there does not matter. */
    Optional<GuestPath> target(GuestPath link) throws ImageException {
        Optional<GuestName> target = tree.readLink(link);
        if (target.isEmpty()) {
            return Optional.empty();
        }
        String text = target.get().text();
        if (text.isEmpty() || text.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        GuestPath path = text.startsWith("/")
                ? GuestPath.of(text)
                : link.parent().orElseThrow().resolve(text);
        if (path.isRoot()) {
            return Optional.empty();
        }
        Optional<GuestPath> directory = tree.resolve(path.parent().orElseThrow());
        return Optional.of(directory.isPresent() ? directory.get().resolve(path.name()) : path);
    }

    private boolean isInLoadPath(GuestPath path) {
        Optional<GuestPath> parent = path.parent();
        if (parent.isEmpty()) {
            return false;
        }
        for (Directory directory : directories) {
            if (parent.get().equals(directory.path)) {
                return true;
            }
        }
        for (String literal : LOAD_PATH) { // A link may go through a directory that is not there.
            if (parent.get().equals(GuestPath.of(literal))) {
                return true;
            }
        }
        return false;
    }

    /** The names under which a unit has directories: its own first. */
    private Set<String> names(String unit) {
        Set<String> names = new LinkedHashSet<>();
        names.add(unit);
        names.addAll(owners.getOrDefault(unit, Set.of()));
        if (UnitName.isInstance(unit)) {
            names.add(UnitName.template(unit));
            for (String alias : owners.getOrDefault(UnitName.template(unit), Set.of())) {
                names.add(alias);
            }
        }
        return names;
    }

    /**
     * The entries of a unit's directories {@code .wants}, {@code .requires} or {@code .upholds} by name; of several with the same name the first, which
     * may be a mask.
     */
    Map<String, GuestPath> links(String unit, String suffix) throws ImageException {
        Map<String, GuestPath> links = new TreeMap<>();
        for (String name : names(unit)) {
            entries(name + suffix, links);
        }
        return links;
    }

    /** The drop-ins of a unit in the order in which systemd reads them, masked ones left out. */
    List<GuestPath> dropIns(String unit) throws ImageException {
        Map<String, GuestPath> found = new TreeMap<>();
        for (String name : names(unit)) {
            entries(name + ".d", found);
            // foo-bar-baz.service: foo-bar-.service.d and foo-.service.d.
            String type = UnitName.type(name);
            String prefix = UnitName.prefix(name);
            for (int dash = prefix.lastIndexOf('-', prefix.length() - 2);
                    dash > 0;
                    dash = prefix.lastIndexOf('-', dash - 1)) {
                entries(prefix.substring(0, dash + 1) + type + ".d", found);
            }
        }
        entries(UnitName.type(unit).substring(1) + ".d", found);
        List<GuestPath> files = new ArrayList<>();
        for (Map.Entry<String, GuestPath> entry : found.entrySet()) {
            if (entry.getKey().endsWith(".conf") && !isMask(entry.getValue())) {
                files.add(entry.getValue());
            }
        }
        return files;
    }

    private void entries(String directory, Map<String, GuestPath> into) throws ImageException {
        for (Directory each : directories) {
            if (each.names.contains(directory)) {
                GuestPath path = each.path.resolve(directory);
                for (GuestName entry : tree.list(path)) {
                    into.putIfAbsent(entry.text(), path.resolve(entry));
                }
            }
        }
    }

    /** {@code null_or_empty_path()}: a link to {@code /dev/null}, be it by way of others, or an empty file. */
    boolean isMask(GuestPath path) throws ImageException {
        GuestPath at = path;
        for (long hops = tree.limits().get(Limits.SYMLINK_HOPS); hops > 0; hops--) {
            Optional<GuestPath> target = target(at);
            if (target.isEmpty()) {
                Optional<Node> node = tree.stat(at);
                return node.isPresent() && node.get().isFile() && node.get().sizeBytes() == 0;
            }
            if (target.get().equals(NULL)) {
                return true; // It need not be there: the disk has no devices.
            }
            at = target.get();
        }
        return false;
    }

    /** The links to a unit in any directory {@code .wants}, {@code .requires} or {@code .upholds}; those that a mask hides are left out. */
    List<GuestPath> wishesFor(String unit) throws ImageException {
        List<GuestPath> found = new ArrayList<>();
        Set<String> decided = new HashSet<>();
        for (Directory directory : directories) {
            for (String name : directory.names) {
                if (name.endsWith(".wants") || name.endsWith(".requires") || name.endsWith(".upholds")) {
                    GuestPath link = directory.path.resolve(name).resolve(unit);
                    if (tree.lstat(link).isPresent() && decided.add(name) && !isMask(link)) {
                        found.add(link);
                    }
                }
            }
        }
        return found;
    }
}
