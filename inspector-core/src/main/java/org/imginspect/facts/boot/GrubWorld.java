package org.imginspect.facts.boot;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.boot.GrubDevices.Place;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;

/** What all scripts of one GRUB share: the disk, the functions, and how much may be done in all. */
final class GrubWorld {
    private static final int COMMANDS = 200_000;
    private static final int NESTING = 50;

    final GuestTree tree;
    final GrubDevices devices;
    final Map<String, GrubScript> functions = new HashMap<>();
    private int commands;
    private int nesting;

    /**
     * A menu as a script leaves it.
     *
     * @param variables as they are when the menu is shown
     */
    record Menu(List<Item> items, GrubVariables variables) {
        Menu {
            items = List.copyOf(items);
        }
    }

    /**
     * What {@code menuentry} or {@code submenu} adds.
     *
     * @param arguments what its body sees as {@code $1} and so on
     */
    record Item(String title, String id, boolean submenu, GrubScript body, List<String> arguments, int line) {}

    /**
     * What an entry's commands loaded.
     *
     * @param chained what {@code chainloader} named
     */
    record Loaded(
            Optional<BootFile> kernel,
            List<BootFile> initrds,
            Optional<BootFile> deviceTree,
            Optional<BootFile> chained,
            List<BootEntry.Argument> arguments) {}

    GrubWorld(GuestTree tree, GrubDevices devices) {
        this.tree = tree;
        this.devices = devices;
    }

    /** Runs a configuration file. */
    Menu menu(GrubScript script, GrubVariables variables) throws ImageException {
        GrubRun run = new GrubRun(this, script.file(), variables, List.of());
        run.execute(script);
        return run.menu();
    }

    /** Opens a submenu. */
    Menu submenu(Item item, GrubVariables outer) throws ImageException {
        GrubRun run = new GrubRun(this, item.body().file(), outer.inherited(), item.arguments());
        run.execute(item.body());
        return run.menu();
    }

    /** Starts an entry. */
    Loaded start(Item item, GrubVariables variables) throws ImageException {
        GrubRun run = new GrubRun(this, item.body().file(), variables.copy(), item.arguments());
        run.execute(item.body());
        return run.loaded();
    }

    /** The text of a file GRUB reads; empty if it is absent. One character a byte would break nothing GRUB compares. */
    Optional<GrubScript> script(String written, GrubVariables variables) throws ImageException {
        Optional<GuestPath> path = path(written, variables);
        if (path.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> text = tree.text(path.get());
        return text.isPresent() ? Optional.of(GrubParser.parse(text.get(), path.get())) : Optional.empty();
    }

    Optional<Node> stat(String written, GrubVariables variables) throws ImageException {
        Optional<GuestPath> path = path(written, variables);
        return path.isPresent() ? tree.stat(path.get()) : Optional.empty();
    }

    /** Where a file lies; empty if its device is proved absent. */
    Optional<GuestPath> path(String written, GrubVariables variables) throws ImageException {
        Place place = devices.place(written, variables.text("root"));
        if (place.unknown().isPresent()) {
            throw new UnsupportedFeatureException(place.unknown().get(), written);
        }
        return place.path();
    }

    void count(GuestPath file, int line) throws UnsupportedFeatureException {
        if (++commands > COMMANDS) {
            throw new UnsupportedFeatureException(
                    "grub script, line " + line + ": more than " + COMMANDS + " commands are not followed",
                    file.toString());
        }
    }

    void enter(GuestPath file, int line) throws UnsupportedFeatureException {
        if (++nesting > NESTING) {
            throw new UnsupportedFeatureException(
                    "grub script, line " + line + ": functions and files nest deeper than " + NESTING + " levels",
                    file.toString());
        }
    }

    void leave() {
        nesting--;
    }
}
