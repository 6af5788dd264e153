package org.imginspect.facts.kernel;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;

/**
 * The files of a kernel's modules as they lie on the disk: in {@code kernel}, {@code extra}, {@code updates}, {@code updates/dkms},
 * {@code weak-updates} (links to another kernel's) or anywhere else below its directory. Looked for only where {@code modules.dep} does
 * not help, for it means a walk over some thousand files. Links to directories are not followed.
 */
public final class ModuleFiles {
    private final Map<String, GuestPath> byName;

    private ModuleFiles(Map<String, GuestPath> byName) {
        this.byName = byName;
    }

    /** Those that depmod would take for this kernel; none if it has no directory. */
    public static ModuleFiles of(GuestTree tree, Kernel kernel) throws ImageException {
        Map<String, GuestPath> found = new HashMap<>();
        if (kernel.directory().isEmpty()) {
            return new ModuleFiles(found);
        }
        Optional<GuestPath> start = tree.resolve(kernel.directory().get());
        if (start.isEmpty()) {
            return new ModuleFiles(found);
        }
        DepmodConfig config = DepmodConfig.of(tree, kernel.release());
        int prefix = start.get().text().length() + 1;
        tree.walk(start.get(), (path, node) -> {
            String name = path.name().text();
            if (node.isDirectory()) {
                return true;
            }
            if (isModule(name) && (node.isFile() || isFile(tree, path))) {
                String module = Kernel.moduleName(name);
                GuestPath known = found.get(module);
                if (known == null
                        || config.isBefore(
                                path.text().substring(prefix), known.text().substring(prefix))) {
                    found.put(module, path);
                }
            }
            return false;
        });
        return new ModuleFiles(found);
    }

    /** The file depmod would take for a module; empty if there is none, or only links that lead nowhere. */
    public Optional<GuestPath> find(String module) {
        return Optional.ofNullable(byName.get(Kernel.normalise(module)));
    }

    /** All of them, by the modules' normalised names. */
    public Map<String, GuestPath> all() {
        return Map.copyOf(byName);
    }

    private static boolean isModule(String name) {
        return name.endsWith(".ko")
                || name.endsWith(".ko.gz")
                || name.endsWith(".ko.xz")
                || name.endsWith(".ko.zst")
                || name.endsWith(".ko.bz2");
    }

    private static boolean isFile(GuestTree tree, GuestPath path) throws ImageException {
        return tree.stat(path).map(Node::isFile).orElse(false);
    }
}
