package org.imginspect.facts.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.imginspect.engine.StorageMap;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.boot.BootEntry.Argument;
import org.imginspect.facts.boot.BootMenu.Loader;
import org.imginspect.facts.boot.BootMenu.Timeout;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/**
 * The menu of extlinux and syslinux (syslinux's {@code com32/elflink/ldlinux/readconfig.c} and its wiki, "Config"): one command a line,
 * upper and lower case alike.
 */
final class ExtlinuxMenu {
    private static final int NESTING = 16;
    private static final int FILES = 200;
    private static final int ENTRIES = 10_000;

    private final GuestTree tree;
    private final GrubDevices devices;
    private final String device;
    private final GuestPath directory;
    private final GuestPath directoryInTree;
    private final List<Label> labels = new ArrayList<>();
    private Optional<Label> current = Optional.empty();
    private Optional<Append> append = Optional.empty();
    private int depth;
    private boolean submenuFirst;
    private String choice = "";
    private String onTimeout = "";
    private String menuDefault = "";
    private boolean menu;
    private boolean prompt;
    private Timeout timeout;
    private Optional<Timeout> totalTimeout = Optional.empty();
    private int files;

    /** Arguments, and where they are written. */
    private record Append(String text, GuestPath file, int line) {}

    /** What stands behind {@code LABEL}. */
    private static final class Label {
        private final String name;
        private final GuestPath file;
        private final int line;
        private String title;
        private String kernel;
        private int kernelLine;
        private boolean starts = true;
        private boolean disabled;
        private final boolean top;
        private final List<String> initrds = new ArrayList<>();
        private int initrdLine;
        private Optional<String> deviceTree = Optional.empty();
        private int deviceTreeLine;
        private Optional<Append> append = Optional.empty();

        Label(String name, boolean top, GuestPath file, int line) {
            this.name = name;
            this.top = top;
            this.title = name;
            this.kernel = name;
            this.file = file;
            this.line = line;
            this.kernelLine = line;
        }
    }

    private ExtlinuxMenu(GuestTree tree, GrubDevices devices, GuestPath file, GuestPath real) {
        this.tree = tree;
        this.devices = devices;
        this.directoryInTree = real.parent().orElse(GuestPath.ROOT);
        GrubDevices.Home home = devices.home(directoryInTree);
        this.device = home.device();
        this.directory = home.path();
        this.timeout = Timeout.unsaid(OptionalLong.empty(), file);
    }

    /**
     * @param file the configuration, as the guest's tree has it
     * @param real the same without links; files are named relative to its directory
     */
    static BootMenu read(GuestTree tree, StorageMap storage, GuestPath file, GuestPath real) throws ImageException {
        ExtlinuxMenu menu = new ExtlinuxMenu(tree, new GrubDevices(tree, storage), file, real);
        menu.read(file, 0);
        menu.close();
        return menu.menu(file);
    }

    private void read(GuestPath file, int nesting) throws ImageException {
        if (nesting > NESTING || ++files > FILES) {
            throw new UnsupportedFeatureException(
                    "extlinux: files include each other beyond what is followed", file.toString());
        }
        List<String> lines = tree.lines(file).orElse(List.of());
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            String word = first(line);
            if (word.equals("text")) {
                i = endOfText(lines, i);
                continue;
            }
            boolean include = word.equals("include")
                    || (word.equals("menu") && first(rest(line)).equals("include"));
            if (!include) {
                command(word, rest(line), file, i + 1);
                continue;
            }
            String named = rest(word.equals("menu") ? rest(line) : line).split("[ \t]", 2)[0];
            Optional<GuestPath> other = locate(named).path();
            if (other.isPresent()) {
                read(other.get(), nesting + 1);
            }
        }
    }

    private static int endOfText(List<String> lines, int from) {
        int i = from + 1;
        while (i < lines.size() && !first(lines.get(i).strip()).equals("endtext")) {
            i++;
        }
        return i;
    }

    private void command(String word, String rest, GuestPath file, int line) throws ImageException {
        switch (word) {
            case "label" -> {
                if (labels.size() >= ENTRIES) {
                    throw new UnsupportedFeatureException(
                            "extlinux: more than " + ENTRIES + " entries are not followed", file.toString());
                }
                close();
                Label label = new Label(rest.split("[ \t]", 2)[0], depth == 0, file, line);
                labels.add(label);
                current = Optional.of(label);
            }
            case "kernel", "linux" ->
                program(rest, line, !rest.toLowerCase(Locale.ROOT).endsWith(".c32"));
            case "localboot", "boot", "bss", "pxe", "fdimage", "comboot", "com32", "config" ->
                program(rest, line, false);
            case "append" -> append(rest, file, line);
            case "initrd" ->
                current.ifPresent(label -> {
                    label.initrds.clear();
                    label.initrds.addAll(List.of(rest.split(",", -1)));
                    label.initrdLine = line;
                });
            case "fdt", "devicetree" ->
                current.ifPresent(label -> {
                    label.deviceTree = Optional.of(rest);
                    label.deviceTreeLine = line;
                });
            case "default" -> choice = rest;
            case "ontimeout" -> onTimeout = rest;
            case "ui" -> menu = true;
            case "prompt" -> prompt = number(rest) != 0;
            case "timeout" -> timeout = tenths(rest, file, line);
            case "totaltimeout" -> totalTimeout = Optional.of(tenths(rest, file, line));
            case "menu" -> menuCommand(first(rest), rest(rest), file, line);
            default -> {
                // Colours, messages, the console, directories of FDTs.
            }
        }
    }

    private void program(String rest, int line, boolean linux) {
        current.ifPresent(label -> {
            label.kernel = rest;
            label.kernelLine = line;
            label.starts = linux;
        });
    }

    private void append(String rest, GuestPath file, int line) {
        Optional<Append> own = Optional.of(new Append(rest, file, line));
        if (current.isPresent()) {
            current.get().append = own;
        } else {
            append = own;
        }
    }

    /** Ends a label; without arguments of its own it gets the ones for all. */
    private void close() {
        if (current.isPresent() && current.get().append.isEmpty()) {
            current.get().append = append;
        }
        current = Optional.empty();
    }

    private void menuCommand(String word, String rest, GuestPath file, int line) throws ImageException {
        switch (word) {
            case "label" -> current.ifPresent(label -> label.title = rest.replace("^", ""));
            case "disable", "disabled" -> current.ifPresent(label -> label.disabled = true);
            case "default" -> {
                if (current.isEmpty() && depth > 0) {
                    throw refused("a submenu that starts by itself", file, line);
                }
                if (current.isPresent() && current.get().top) {
                    menuDefault = current.get().name;
                }
            }
            case "save" -> throw refused("the entry that MENU SAVE remembers", file, line);
            case "begin" -> {
                close();
                submenuFirst |= labels.isEmpty();
                depth++;
            }
            case "end" -> {
                close();
                depth = Math.max(depth - 1, 0);
            }
            case "separator" -> close();
            default -> {
                // Titles, colours, hot keys.
            }
        }
    }

    private static UnsupportedFeatureException refused(String what, GuestPath file, int line) {
        return new UnsupportedFeatureException(
                "extlinux, line " + line + ": " + what + " is not worked out", file.toString());
    }

    private BootMenu menu(GuestPath file) throws ImageException {
        List<BootEntry> entries = new ArrayList<>();
        for (Label label : labels) {
            entries.add(entry(label));
        }
        // A menu is drawn by a program, named by UI, or by DEFAULT where there is no UI.
        boolean drawn = menu || first(choice).endsWith(".c32");
        boolean asks = drawn || prompt;
        String label = menu || !drawn ? choice : "";
        String started = asks && !onTimeout.isEmpty() ? onTimeout : label;
        boolean uBoot = !drawn && !tree.exists(directoryInTree.resolve("ldlinux.sys"));
        if (started.isEmpty() && (drawn || uBoot)) {
            started = menuDefault;
        }
        Optional<BootEntry> entry =
                started.isEmpty() && (drawn || uBoot) ? firstOf(entries, file) : started(started, entries, file);
        Timeout wait = asks ? timeout : Timeout.unsaid(OptionalLong.of(0), file);
        if (asks && wait.milliseconds().isEmpty() && totalTimeout.isPresent()) {
            wait = totalTimeout.get();
        }
        return new BootMenu(
                Loader.EXTLINUX, file, entries, entry, Optional.of(choice).filter(text -> !text.isEmpty()), wait);
    }

    private Optional<BootEntry> firstOf(List<BootEntry> entries, GuestPath file) throws ImageException {
        if (submenuFirst) {
            throw refused("a submenu that starts by itself", file, 1);
        }
        for (int i = 0; i < entries.size(); i++) {
            if (!labels.get(i).disabled && labels.get(i).top) {
                return Optional.of(entries.get(i));
            }
        }
        return Optional.empty();
    }

    /** A label, with further arguments behind it; otherwise the name of a kernel. Empty if nothing is named: a prompt is shown. */
    private Optional<BootEntry> started(String command, List<BootEntry> entries, GuestPath file) throws ImageException {
        String name = command.split("[ \t]", 2)[0];
        for (int i = 0; i < entries.size(); i++) {
            if (labels.get(i).name.equals(name) && !labels.get(i).disabled) {
                BootEntry entry = entries.get(i);
                List<Argument> arguments = new ArrayList<>(entry.arguments());
                arguments.addAll(KernelArguments.split(command.substring(name.length()), file, 1));
                return Optional.of(arguments.size() == entry.arguments().size() ? entry : entry.with(arguments));
            }
        }
        if (name.isEmpty()) {
            return Optional.empty();
        }
        throw new UnsupportedFeatureException(
                "extlinux: '" + name + "' starts by itself, which is the name of no label", file.toString());
    }

    private BootEntry entry(Label label) throws ImageException {
        List<Argument> arguments = label.append
                .filter(own -> !own.text.equals("-"))
                .map(own -> KernelArguments.split(own.text, own.file, own.line))
                .orElse(List.of());
        List<BootFile> initrds = new ArrayList<>();
        for (String initrd : label.initrds) {
            initrds.add(file(initrd, label.file, label.initrdLine));
        }
        for (Argument argument : arguments) {
            if (argument.name().equals("initrd") && label.initrds.isEmpty()) {
                for (String initrd : argument.value().split(",", -1)) {
                    initrds.add(file(initrd, argument.file(), argument.line()));
                }
            }
        }
        String kernel = label.kernel.split("[ \t]", 2)[0];
        List<Argument> all = new ArrayList<>(
                KernelArguments.split(label.kernel.substring(kernel.length()), label.file, label.kernelLine));
        all.addAll(arguments);
        return new BootEntry(
                label.title,
                label.name,
                label.starts && !label.disabled
                        ? Optional.of(file(kernel, label.file, label.kernelLine))
                        : Optional.empty(),
                initrds,
                label.deviceTree.isPresent()
                        ? Optional.of(file(label.deviceTree.get(), label.file, label.deviceTreeLine))
                        : Optional.empty(),
                all,
                Optional.empty(),
                label.file,
                label.line);
    }

    private BootFile file(String written, GuestPath configuration, int line) throws ImageException {
        GrubDevices.Place place = locate(written);
        return new BootFile(written, place.path(), place.unknown(), configuration, line);
    }

    /** Relative to the configuration's directory, on the file system that extlinux lies on. */
    private GrubDevices.Place locate(String written) throws ImageException {
        if (written.isEmpty() || written.indexOf('\0') >= 0) {
            return GrubDevices.Place.absent();
        }
        String path = written.startsWith("/") ? written : directory.text() + "/" + written;
        return devices.place(GuestPath.of(path).text(), device);
    }

    /** Tenths of a second; 0 is for ever. */
    private static Timeout tenths(String text, GuestPath file, int line) {
        long value = number(text);
        return new Timeout(value == 0 ? OptionalLong.empty() : OptionalLong.of(value * 100), text, file, line);
    }

    private static long number(String text) {
        long value = 0;
        for (int i = 0; i < text.length() && Character.isDigit(text.charAt(i)); i++) {
            value = Math.min((value * 10) + Character.digit(text.charAt(i), 10), Integer.MAX_VALUE);
        }
        return value;
    }

    private static String first(String line) {
        return line.split("[ \t]", 2)[0].toLowerCase(Locale.ROOT);
    }

    private static String rest(String line) {
        String[] parts = line.split("[ \t]+", 2);
        return parts.length < 2 ? "" : parts[1].strip();
    }
}
