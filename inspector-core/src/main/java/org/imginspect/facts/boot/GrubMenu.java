package org.imginspect.facts.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.imginspect.engine.StorageMap;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.boot.BootMenu.Loader;
import org.imginspect.facts.boot.BootMenu.Timeout;
import org.imginspect.facts.boot.GrubDevices.Home;
import org.imginspect.facts.boot.GrubWorld.Item;
import org.imginspect.facts.boot.GrubWorld.Loaded;
import org.imginspect.facts.boot.GrubWorld.Menu;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** Works out the menu of one {@code grub.cfg}: runs it, starts every entry for show, and picks the default as normal/menu.c does. */
final class GrubMenu {
    private static final int SUBMENU_DEPTH = 10;

    /** What GRUB 2.02 and later set to {@code y} before the configuration runs (grub-core/normal/main.c). */
    private static final List<String> FEATURES = List.of(
            "feature_chainloader_bpb",
            "feature_ntldr",
            "feature_platform_search_hint",
            "feature_default_font_path",
            "feature_all_video_module",
            "feature_menuentry_id",
            "feature_menuentry_options",
            "feature_200_final",
            "feature_nativedisk_cmd",
            "feature_timeout_style");

    private final GrubWorld world;

    private record Node(Item item, Optional<BootEntry> entry, List<Node> inside, String choice) {}

    private GrubMenu(GrubWorld world) {
        this.world = world;
    }

    /**
     * @param file the configuration, as the guest's tree has it
     * @param real the same without links
     * @param platform {@code pc} or {@code efi}
     */
    static BootMenu read(
            GuestTree tree, StorageMap storage, GuestPath file, GuestPath real, String platform, String processor)
            throws ImageException {
        GrubDevices devices = new GrubDevices(tree, storage);
        GrubWorld world = new GrubWorld(tree, devices);
        GrubVariables variables = new GrubVariables();
        Home home = devices.home(real.parent().orElse(GuestPath.ROOT));
        GrubCommands.give(variables, "root", home.device(), file);
        GrubCommands.give(variables, "prefix", home.toString(), file);
        GrubCommands.give(variables, "config_directory", home.toString(), file);
        GrubCommands.give(variables, "config_file", home + "/" + real.name().text(), file);
        GrubCommands.give(variables, "cmdpath", home.toString(), file);
        GrubCommands.give(variables, "grub_platform", platform, file);
        GrubCommands.give(variables, "grub_cpu", processor, file);
        for (String feature : FEATURES) {
            GrubCommands.give(variables, feature, "y", file);
        }
        GrubScript script = GrubParser.parse(tree.text(real).orElse(""), file);
        Menu menu = world.menu(script, variables);
        List<Node> nodes = new GrubMenu(world).nodes(menu, 0);
        List<BootEntry> entries = new ArrayList<>();
        collect(nodes, entries);
        String choice = menu.variables().text("default");
        return new BootMenu(
                Loader.GRUB2,
                file,
                entries,
                pick(nodes, choice),
                choice.isEmpty() ? Optional.empty() : Optional.of(choice),
                timeout(menu.variables(), file));
    }

    /** GRUB waits for ever unless it is told a number. */
    private static Timeout timeout(GrubVariables variables, GuestPath file) {
        GrubVariables.Value value = variables.value("timeout");
        if (value == null) {
            return new Timeout(OptionalLong.empty(), "", variables.text("timeout_style"), file, 0);
        }
        String text = value.text().strip();
        boolean number = !text.isEmpty() && text.length() < 10 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return new Timeout(
                number ? OptionalLong.of(1000 * Long.parseLong(text)) : OptionalLong.empty(),
                value.text(),
                variables.text("timeout_style"),
                value.file(),
                value.line());
    }

    private List<Node> nodes(Menu menu, int depth) throws ImageException {
        List<Node> nodes = new ArrayList<>();
        for (Item item : menu.items()) {
            if (!item.submenu()) {
                Loaded loaded = world.start(item, menu.variables());
                nodes.add(new Node(item, Optional.of(entry(world.tree, item, loaded)), List.of(), ""));
                continue;
            }
            if (depth == SUBMENU_DEPTH) {
                throw new UnsupportedFeatureException(
                        "grub script, line " + item.line() + ": submenus nest deeper than " + SUBMENU_DEPTH + " levels",
                        item.body().file().toString());
            }
            Menu inner = world.submenu(item, menu.variables());
            nodes.add(new Node(
                    item,
                    Optional.empty(),
                    nodes(inner, depth + 1),
                    inner.variables().text("default")));
        }
        return nodes;
    }

    private static BootEntry entry(GuestTree tree, Item item, Loaded loaded) throws ImageException {
        Optional<BootFile> chained = loaded.kernel().isPresent() ? Optional.empty() : loaded.chained();
        if (chained.isPresent() && chained.get().path().isPresent()) {
            BootFile program = chained.get();
            GuestPath place = program.path().get();
            Optional<UnifiedKernel> image =
                    UnifiedKernel.read(tree, place, place.parent().orElse(GuestPath.ROOT));
            if (image.isPresent()) {
                return image.get()
                        .entry(
                                item.title(),
                                item.id(),
                                program.written(),
                                image.get().arguments(),
                                program.file(),
                                program.line());
            }
        }
        return new BootEntry(
                item.title(),
                item.id(),
                loaded.kernel(),
                loaded.initrds(),
                loaded.deviceTree(),
                loaded.arguments(),
                Optional.empty(),
                item.body().file(),
                item.line());
    }

    private static void collect(List<Node> nodes, List<BootEntry> entries) {
        for (Node node : nodes) {
            node.entry.ifPresent(entries::add);
            collect(node.inside, entries);
        }
    }

    /** The first entry if {@code choice} names none. A submenu stands for what is the default in it. */
    private static Optional<BootEntry> pick(List<Node> nodes, String choice) {
        if (nodes.isEmpty()) {
            return Optional.empty();
        }
        int cut = cut(choice);
        String first = cut < 0 ? choice : choice.substring(0, cut);
        String rest = cut < 0 ? "" : choice.substring(cut + 1);
        Node node = nodes.get(index(nodes, first.replace(">>", ">")));
        return node.entry.isPresent() ? node.entry : pick(node.inside, rest.isEmpty() ? node.choice : rest);
    }

    /** Where a single {@code >} parts a submenu's name from the rest; {@code >>} stands for the character itself. */
    private static int cut(String choice) {
        for (int i = 0; i < choice.length(); i++) {
            if (choice.charAt(i) == '>') {
                if (i + 1 < choice.length() && choice.charAt(i + 1) == '>') {
                    i++;
                } else {
                    return i;
                }
            }
        }
        return -1;
    }

    private static int index(List<Node> nodes, String name) {
        int number = 0;
        boolean digits = !name.isEmpty();
        for (int i = 0; i < name.length(); i++) {
            int digit = name.charAt(i) - '0';
            digits &= digit >= 0 && digit <= 9;
            number = digits ? Math.min((number * 10) + digit, 1_000_000) : number;
        }
        if (digits) {
            return number < nodes.size() ? number : 0;
        }
        for (int i = 0; i < nodes.size(); i++) {
            Item item = nodes.get(i).item;
            if (item.title().equals(name) || (item.id().equals(name) && !name.isEmpty())) {
                return i;
            }
        }
        return 0;
    }
}
