package org.imginspect.facts.units;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.facts.boot.BootEntry.Argument;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;

/**
 * What systemd does once, when it boots a machine without an identity (machine-id(5), "First Boot Semantics"): it enables what the presets enable. It
 * disables nothing, unless it was built so (Fedora from 38, Enterprise Linux from 10).
 */
final class FirstBoot {
    private static final GuestPath MACHINE_ID = GuestPath.of("/etc/machine-id");

    private final GuestTree tree;
    private final SystemdUnits units;

    FirstBoot(GuestTree tree, SystemdUnits units) {
        this.tree = tree;
        this.units = units;
    }

    /** Whether the next boot is one: the file is missing or says {@code uninitialized}, or the command line says so. An empty file is none. */
    static boolean isNext(GuestTree tree, BootArguments arguments) throws ImageException {
        Optional<Argument> said = arguments.last("systemd.condition-first-boot");
        if (said.isPresent() && !said.get().value().isEmpty()) {
            return Wishes.isTrue(said.get().value());
        }
        Optional<String> id = tree.text(MACHINE_ID);
        return id.isEmpty() || id.get().strip().equals("uninitialized");
    }

    /** Adds what is enabled, and takes away what is disabled. */
    void addTo(Wishes wishes, boolean disables) throws ImageException {
        Presets presets = new Presets(tree);
        Deque<String> open = new ArrayDeque<>();
        Set<String> done = new HashSet<>();
        for (String name : units.directories().names()) {
            Optional<Unit> unit = unit(name);
            if (unit.isEmpty()) {
                continue;
            }
            if (presets.enable(name)) {
                open.add(name);
            } else if (disables && presets.disable(name)) {
                wishes.disable(name);
            }
        }
        while (!open.isEmpty()) {
            String name = open.remove();
            Optional<Unit> unit = unit(name);
            if (!done.add(name) || unit.isEmpty()) {
                continue;
            }
            List<String> instances = UnitName.isTemplate(name) ? presets.instances(name) : List.of();
            if (instances.isEmpty()) {
                install(unit.get(), name, wishes);
            }
            for (String instance : instances) {
                install(unit.get(), UnitName.instantiate(name, instance), wishes);
            }
            for (Setting also : unit.get().all("Install", "Also")) {
                open.addAll(Wishes.words(also.value()));
            }
        }
    }

    /** A unit with a file of its own that is no link and no mask. */
    private Optional<Unit> unit(String name) throws ImageException {
        Optional<Unit> unit = units.find(name);
        if (unit.isEmpty()
                || unit.get().load() == Unit.Load.MASKED
                || !unit.get().name().equals(name)) {
            return Optional.empty();
        }
        return tree.lstat(unit.get().file()).map(Node::isFile).orElse(false) ? unit : Optional.empty();
    }

    private static void install(Unit unit, String asked, Wishes wishes) throws ImageException {
        String name = asked;
        if (UnitName.isTemplate(asked)) {
            Optional<Setting> instance = unit.setting("Install", "DefaultInstance");
            if (instance.isEmpty()) {
                return; // A template alone cannot be wanted.
            }
            name = UnitName.instantiate(asked, instance.get().value());
        }
        for (Setting setting : unit.settings()) {
            if (!setting.section().equals("Install")) {
                continue;
            }
            boolean hard = setting.key().equals("RequiredBy");
            if (hard || setting.key().equals("WantedBy") || setting.key().equals("UpheldBy")) {
                for (String word : Wishes.words(setting.value())) {
                    Optional<String> owner = Specifiers.expand(word, name);
                    if (owner.isPresent() && UnitName.isValid(owner.get())) {
                        wishes.add(
                                owner.get(),
                                new Wish(
                                        name,
                                        hard,
                                        setting.file(),
                                        setting.line(),
                                        "the presets enable it at the first boot, for " + owner.get()));
                    }
                }
            }
        }
    }
}
