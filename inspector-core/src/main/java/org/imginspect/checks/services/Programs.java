package org.imginspect.checks.services;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.units.ScriptHead;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;

/** Whether programs can be run. */
final class Programs {
    /** What systemd looks through for a name without a slash (systemd.service(5), "Command lines"). */
    private static final String[] PATH = {"/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"
    };
    /** Where nothing lies before the machine runs. */
    private static final GuestPath RUN = GuestPath.of("/run");

    private final GuestTree tree;

    Programs(GuestTree tree) {
        this.tree = tree;
    }

    boolean isOnPath(String name) throws ImageException {
        for (String directory : PATH) {
            Optional<Node> node = tree.stat(GuestPath.of(directory).resolve(name));
            if (node.isPresent() && node.get().isFile() && (node.get().permissions() & 0111) != 0) {
                return true;
            }
        }
        return false;
    }

    /** Why a program cannot be run, as {@code which …}; empty if it can, or if only the running machine has it. */
    Optional<String> defect(GuestPath program) throws ImageException {
        if (program.startsWith(RUN)) {
            return Optional.empty();
        }
        Optional<Node> node = tree.stat(program);
        if (node.isEmpty()) {
            return Optional.of(
                    tree.lstat(program).isPresent() ? "which is a link that leads nowhere" : "which is not there");
        }
        if (!node.get().isFile()) {
            return Optional.of("which is no file");
        }
        if ((node.get().permissions() & 0111) == 0) {
            return Optional.of("which nobody may execute");
        }
        if (node.get().sizeBytes() == 0) {
            return Optional.of("which is empty");
        }
        Optional<String> interpreter = ScriptHead.interpreter(tree, program);
        if (interpreter.isPresent()
                && interpreter.get().startsWith("/")
                && interpreter.get().indexOf('\0') < 0) {
            GuestPath path = GuestPath.of(interpreter.get().getBytes(StandardCharsets.UTF_8));
            if (!tree.exists(path)) {
                return Optional.of("whose interpreter " + path + " is not there");
            }
        }
        return Optional.empty();
    }
}
