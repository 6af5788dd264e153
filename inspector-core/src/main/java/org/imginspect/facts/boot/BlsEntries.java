package org.imginspect.facts.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.boot.GrubScript.Command;
import org.imginspect.facts.boot.GrubScript.Piece;
import org.imginspect.facts.boot.GrubScript.Statement;
import org.imginspect.facts.boot.GrubScript.Word;
import org.imginspect.facts.boot.GrubVariables.Value;
import org.imginspect.facts.boot.GrubWorld.Item;
import org.imginspect.facts.packages.versions.RpmVersionOrder;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;

/**
 * The {@code blscfg} command of Fedora's and Red Hat's GRUB: entries from {@code loader/entries/*.conf} (Boot Loader Specification,
 * type 1), newest version first, their {@code options} with GRUB's variables put in.
 */
final class BlsEntries {
    /** What an entry begins with: no command of GRUB's, whose names have no blanks in them. */
    static final String ROOT = "blscfg root";

    private static final String FOUND = "found";

    private BlsEntries() {}

    /** The value of {@code root} that {@link #ROOT} gives. */
    static Value root(List<String> words, GuestPath file) {
        return new Value(
                words.isEmpty() ? "" : words.get(0),
                file,
                1,
                words.size() > 1 && words.get(1).equals(FOUND));
    }

    static void add(GrubRun run, List<String> words, int line) throws ImageException {
        Value device = run.variables.value("boot");
        if (device == null || device.text().isEmpty()) {
            device = run.variables.value("root");
        }
        String root = device == null ? "" : device.text();
        // Where GRUB itself came from is as good as what was searched for.
        boolean found = device == null || device.found() || device.line() == 0;
        String directory = run.variables.text("blsdir");
        List<GuestPath> files = List.of();
        List<String> candidates =
                directory.isEmpty() ? List.of("/loader/entries", "/boot/loader/entries") : List.of(directory);
        for (String candidate : candidates) {
            if (files.isEmpty()) {
                Optional<GuestPath> path = run.world.path("(" + root + ")" + candidate, run.variables);
                files = path.isPresent() ? entries(run, path.get()) : List.of();
            }
        }
        for (GuestPath file : files) {
            Optional<Item> item = entry(file, run.world.tree.lines(file).orElse(List.of()), root, found);
            if (item.isPresent()) {
                run.add(item.get());
            }
        }
    }

    private static List<GuestPath> entries(GrubRun run, GuestPath directory) throws ImageException {
        List<GuestPath> files = new ArrayList<>();
        for (GuestName name : run.world.tree.list(directory)) {
            if (name.text().endsWith(".conf") && name.length() > ".conf".length()) {
                files.add(directory.resolve(name));
            }
        }
        files.sort((a, b) -> RpmVersionOrder.compareNames(id(b), id(a)));
        return files;
    }

    private static String id(GuestPath file) {
        String name = file.name().text();
        return name.substring(0, name.length() - ".conf".length());
    }

    private static Optional<Item> entry(GuestPath file, List<String> lines, String root, boolean found)
            throws ImageException {
        String title = id(file);
        List<Word> linux = new ArrayList<>();
        List<Word> initrd = new ArrayList<>();
        List<Word> options = new ArrayList<>();
        int linuxLine = 0;
        int initrdLine = 0;
        int optionsLine = 0;
        List<Word> deviceTree = List.of();
        int deviceTreeLine = 0;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            int blank = 0;
            while (blank < line.length() && line.charAt(blank) != ' ' && line.charAt(blank) != '\t') {
                blank++;
            }
            String value = line.substring(blank).strip();
            switch (line.substring(0, blank)) {
                case "title" -> title = value;
                case "linux" -> {
                    linux = GrubParser.words(value, file);
                    linuxLine = i + 1;
                }
                case "initrd" -> {
                    initrd.addAll(GrubParser.words(value, file));
                    initrdLine = i + 1;
                }
                case "devicetree" -> {
                    deviceTree = GrubParser.words(value, file);
                    deviceTreeLine = i + 1;
                }
                case "options" -> {
                    options.addAll(GrubParser.words(value, file));
                    optionsLine = i + 1;
                }
                default -> {
                    // Sorting keys and classes.
                }
            }
        }
        if (linux.isEmpty()) {
            return Optional.empty();
        }
        List<Statement> body = new ArrayList<>();
        body.add(new Command(
                List.of(word(ROOT), word(root), word(found ? FOUND : "written")), Optional.empty(), linuxLine));
        List<Word> command = new ArrayList<>(List.of(word("linux"), linux.get(0)));
        command.addAll(options);
        body.add(new Command(command, Optional.empty(), optionsLine == 0 ? linuxLine : optionsLine));
        if (!initrd.isEmpty()) {
            initrd.add(0, word("initrd"));
            body.add(new Command(initrd, Optional.empty(), initrdLine));
        }
        if (!deviceTree.isEmpty()) {
            body.add(new Command(List.of(word("devicetree"), deviceTree.get(0)), Optional.empty(), deviceTreeLine));
        }
        return Optional.of(new Item(title, id(file), false, new GrubScript(file, body), List.of(title), 1));
    }

    private static Word word(String text) {
        return new Word(List.of(new Piece(text, false, true)));
    }
}
