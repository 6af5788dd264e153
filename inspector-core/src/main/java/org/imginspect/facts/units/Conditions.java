package org.imginspect.facts.units;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;

/**
 * The conditions of a unit (systemd.unit(5), "Conditions and Asserts") as far as the disk decides them. Where only the running machine does, a
 * condition counts as met. The machine is one of KVM's.
 */
final class Conditions {
    /** Where file systems lie that are made while the machine boots. */
    private static final String[] VOLATILE = {"/run", "/var/run", "/proc", "/sys", "/dev", "/tmp"};

    private final GuestTree tree;
    private final BootArguments arguments;
    private final boolean firstBoot;

    Conditions(GuestTree tree, BootArguments arguments, boolean firstBoot) {
        this.tree = tree;
        this.arguments = arguments;
        this.firstBoot = firstBoot;
    }

    private enum Result {
        MET,
        NOT_MET,
        UNKNOWN
    }

    /**
     * The condition that keeps the unit from starting; empty if none is proved to. All must be met that have no {@code |} before their value, and one
     * of those that have.
     */
    Optional<Setting> notMet(Unit unit) throws ImageException {
        List<Setting> conditions = new ArrayList<>();
        for (Setting setting : unit.settings()) {
            if (setting.section().equals("Unit")
                    && (setting.key().startsWith("Condition") || setting.key().startsWith("Assert"))) {
                if (setting.value().isEmpty()) {
                    // An empty one resets all of its family: conditions or asserts.
                    boolean condition = setting.key().startsWith("Condition");
                    conditions.removeIf(each -> each.key().startsWith("Condition") == condition);
                } else {
                    conditions.add(setting);
                }
            }
        }
        Optional<Setting> triggering = Optional.empty();
        boolean triggered = false;
        for (Setting condition : conditions) {
            boolean trigger = condition.value().startsWith("|");
            Result result = evaluate(condition, unit.name());
            if (trigger) {
                triggering = triggering.isEmpty() ? Optional.of(condition) : triggering;
                triggered |= result != Result.NOT_MET;
            } else if (result == Result.NOT_MET) {
                return Optional.of(condition);
            }
        }
        return triggered ? Optional.empty() : triggering;
    }

    private Result evaluate(Setting condition, String unit) throws ImageException {
        String value = condition.value();
        int at = 0;
        if (value.startsWith("|")) {
            at++;
        }
        boolean negated = value.startsWith("!", at);
        if (negated) {
            at++;
        }
        Optional<String> expanded = Specifiers.expand(value.substring(at).strip(), unit);
        if (expanded.isEmpty()) {
            return Result.UNKNOWN;
        }
        int family = condition.key().startsWith("Condition") ? "Condition".length() : "Assert".length();
        Optional<Boolean> holds = holds(condition.key().substring(family), expanded.get());
        if (holds.isEmpty()) {
            return Result.UNKNOWN;
        }
        return holds.get() == negated ? Result.NOT_MET : Result.MET;
    }

    private Optional<Boolean> holds(String kind, String value) throws ImageException {
        return switch (kind) {
            case "PathExists",
                    "PathExistsGlob",
                    "PathIsDirectory",
                    "PathIsSymbolicLink",
                    "DirectoryNotEmpty",
                    "FileNotEmpty",
                    "FileIsExecutable" -> onDisk(kind, value);
            case "FirstBoot" -> Optional.of(Wishes.isTrue(value) == firstBoot);
            case "KernelCommandLine" -> Optional.of(isOnCommandLine(value));
            case "Virtualization" -> virtualization(value);
            default -> Optional.empty();
        };
    }

    private Optional<Boolean> onDisk(String kind, String value) throws ImageException {
        if (!value.startsWith("/") || value.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        GuestPath path = GuestPath.of(value);
        for (String each : VOLATILE) {
            if (path.startsWith(GuestPath.of(each))) {
                return Optional.empty();
            }
        }
        Optional<Node> node = kind.equals("PathExistsGlob") ? Optional.empty() : tree.stat(path);
        return Optional.of(
                switch (kind) {
                    case "PathExists" -> node.isPresent();
                    case "PathExistsGlob" -> !tree.glob(value).isEmpty();
                    case "PathIsDirectory" -> node.isPresent() && node.get().isDirectory();
                    case "PathIsSymbolicLink" ->
                        tree.lstat(path).map(Node::isSymlink).orElse(false);
                    case "DirectoryNotEmpty" ->
                        node.isPresent()
                                && node.get().isDirectory()
                                && !tree.list(path).isEmpty();
                    case "FileNotEmpty" ->
                        node.isPresent() && node.get().isFile() && node.get().sizeBytes() > 0;
                    default ->
                        node.isPresent() && node.get().isFile() && (node.get().permissions() & 0111) != 0;
                });
    }

    /** A word, or {@code name=} with the value that follows. */
    private boolean isOnCommandLine(String value) {
        boolean assignment = value.indexOf('=') >= 0;
        for (org.imginspect.facts.boot.BootEntry.Argument argument : arguments.all()) {
            if (assignment ? argument.text().equals(value) : argument.name().equals(value)) {
                return true;
            }
        }
        return false;
    }

    private static Optional<Boolean> virtualization(String value) {
        return switch (value) {
            case "vm", "kvm", "yes", "true", "1", "y", "on" -> Optional.of(true);
            case "container",
                    "private-users",
                    "no",
                    "false",
                    "0",
                    "vmware",
                    "oracle",
                    "microsoft",
                    "xen",
                    "parallels",
                    "bhyve",
                    "zvm",
                    "docker",
                    "lxc",
                    "lxc-libvirt",
                    "systemd-nspawn",
                    "podman",
                    "openvz",
                    "wsl",
                    "rkt",
                    "acrn",
                    "powervm",
                    "uml" -> Optional.of(false);
            default -> Optional.empty();
        };
    }
}
