package org.imginspect.facts.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.boot.BootEntry.Argument;
import org.imginspect.facts.boot.GrubScript.Branch;
import org.imginspect.facts.boot.GrubScript.Command;
import org.imginspect.facts.boot.GrubScript.For;
import org.imginspect.facts.boot.GrubScript.Function;
import org.imginspect.facts.boot.GrubScript.If;
import org.imginspect.facts.boot.GrubScript.Piece;
import org.imginspect.facts.boot.GrubScript.Statement;
import org.imginspect.facts.boot.GrubScript.While;
import org.imginspect.facts.boot.GrubScript.Word;
import org.imginspect.facts.boot.GrubVariables.Value;
import org.imginspect.facts.boot.GrubWorld.Item;
import org.imginspect.facts.boot.GrubWorld.Loaded;
import org.imginspect.facts.boot.GrubWorld.Menu;
import org.imginspect.guest.GuestPath;
import org.jspecify.annotations.Nullable;

/** Runs the statements of one script, as GRUB's script/execute.c does: status 0 is true. */
final class GrubRun {
    private static final int ENTRIES = 10_000;

    private enum Flow {
        ON,
        BREAK,
        CONTINUE,
        RETURN,
        /** Nothing more of this menu's script is run: another configuration took over. */
        HALT
    }

    final GrubWorld world;
    GuestPath file;
    GrubVariables variables;
    final List<Item> items = new ArrayList<>();
    private List<String> positional;
    private Flow flow = Flow.ON;
    private int status;
    private Optional<BootFile> kernel = Optional.empty();
    private List<BootFile> initrds = List.of();
    private List<Argument> arguments = List.of();
    private Optional<BootFile> deviceTree = Optional.empty();
    private Optional<BootFile> chained = Optional.empty();
    private @Nullable Menu replacement;

    GrubRun(GrubWorld world, GuestPath file, GrubVariables variables, List<String> positional) {
        this.world = world;
        this.file = file;
        this.variables = variables;
        this.positional = positional;
    }

    Menu menu() {
        return replacement != null ? replacement : new Menu(items, variables);
    }

    Loaded loaded() {
        return new Loaded(kernel, initrds, deviceTree, chained, arguments);
    }

    /** Runs a script in this environment: {@code source}, the body of a function or an entry. */
    void execute(GrubScript script) throws ImageException {
        GuestPath before = file;
        file = script.file();
        run(script.statements());
        file = before;
    }

    private void run(List<Statement> statements) throws ImageException {
        for (Statement statement : statements) {
            if (flow != Flow.ON) {
                return;
            }
            world.count(file, statement.line());
            if (statement instanceof Command command) {
                status = command(command);
            } else if (statement instanceof If choice) {
                choose(choice);
            } else if (statement instanceof While loop) {
                repeat(loop);
            } else if (statement instanceof For loop) {
                repeat(loop);
            } else if (statement instanceof Function function) {
                world.functions.put(function.name(), function.body());
                status = 0;
            }
        }
    }

    private void choose(If choice) throws ImageException {
        for (Branch branch : choice.branches()) {
            run(branch.condition());
            if (flow != Flow.ON) {
                return;
            }
            if (status == 0) {
                run(branch.body());
                return;
            }
        }
        status = 0;
        run(choice.otherwise());
    }

    private void repeat(While loop) throws ImageException {
        while (flow == Flow.ON) {
            world.count(file, loop.line());
            run(loop.condition());
            if (flow != Flow.ON || (status == 0) == loop.until()) {
                return;
            }
            run(loop.body());
            endRound();
        }
    }

    private void repeat(For loop) throws ImageException {
        for (Value value : expand(loop.words(), loop.line())) {
            if (flow != Flow.ON) {
                break;
            }
            world.count(file, loop.line());
            variables.set(loop.variable(), value);
            run(loop.body());
            if (flow == Flow.CONTINUE) {
                flow = Flow.ON;
            }
        }
        if (flow == Flow.BREAK) {
            flow = Flow.ON;
        }
    }

    private void endRound() {
        if (flow == Flow.CONTINUE) {
            flow = Flow.ON;
        } else if (flow == Flow.BREAK) {
            flow = Flow.ON;
            status = 0;
        }
    }

    private int command(Command command) throws ImageException {
        List<Value> words = expand(command.words(), command.line());
        if (words.isEmpty()) {
            return 0;
        }
        String name = words.get(0).text();
        List<Value> rest = words.subList(1, words.size());
        GrubScript function = world.functions.get(name);
        if (function != null) {
            return call(function, texts(rest), command.line());
        }
        return switch (name) {
            case "menuentry", "submenu" -> addEntry(name.equals("submenu"), rest, command);
            case "linux", "linux16", "linuxefi" -> linux(rest, command.line());
            case "initrd", "initrd16", "initrdefi" -> initrd(rest, command.line());
            case "devicetree" -> {
                deviceTree = rest.isEmpty() ? Optional.empty() : Optional.of(bootFile(rest.get(0), command.line()));
                yield 0;
            }
            case "chainloader" -> {
                chained = rest.isEmpty()
                        ? Optional.empty()
                        : Optional.of(bootFile(rest.get(rest.size() - 1), command.line()));
                yield 0;
            }
            case BlsEntries.ROOT -> {
                variables.set("root", BlsEntries.root(texts(rest), file));
                yield 0;
            }
            case "source", "." -> source(rest, command.line());
            case "configfile", "normal", "extract_entries_configfile" -> configfile(rest, command.line());
            case "break" -> turn(Flow.BREAK);
            case "continue" -> turn(Flow.CONTINUE);
            case "return" -> {
                turn(Flow.RETURN);
                yield rest.isEmpty() || rest.get(0).text().equals("0") ? 0 : 1;
            }
            case "exit", "halt", "reboot" -> turn(Flow.HALT);
            case "setparams" -> {
                positional = texts(rest);
                yield 0;
            }
            case "shift" -> {
                positional = positional.isEmpty() ? positional : positional.subList(1, positional.size());
                yield 0;
            }
            default -> {
                int equals = name.indexOf('=');
                if (equals > 0 && rest.isEmpty()) {
                    Value value = words.get(0);
                    variables.set(
                            name.substring(0, equals),
                            new Value(name.substring(equals + 1), value.file(), value.line(), value.found()));
                    yield 0;
                }
                yield GrubCommands.run(this, name, rest, command.line());
            }
        };
    }

    private int turn(Flow to) {
        flow = to;
        return 0;
    }

    private int call(GrubScript function, List<String> parameters, int line) throws ImageException {
        world.enter(file, line);
        List<String> before = positional;
        positional = parameters;
        execute(function);
        if (flow == Flow.RETURN) {
            flow = Flow.ON;
        }
        positional = before;
        world.leave();
        return status;
    }

    private int source(List<Value> rest, int line) throws ImageException {
        Optional<GrubScript> script =
                rest.isEmpty() ? Optional.empty() : world.script(rest.get(0).text(), variables);
        if (script.isEmpty()) {
            return 1;
        }
        world.enter(file, line);
        execute(script.get());
        world.leave();
        return 0;
    }

    private int configfile(List<Value> rest, int line) throws ImageException {
        String written = rest.isEmpty()
                ? variables.text("prefix") + "/grub.cfg"
                : rest.get(0).text();
        Optional<GrubScript> script = world.script(written, variables);
        if (script.isEmpty()) {
            return 1;
        }
        world.enter(file, line);
        GrubVariables inherited = variables.inherited();
        int slash = written.lastIndexOf('/');
        GrubCommands.give(inherited, "config_file", written, script.get().file());
        GrubCommands.give(
                inherited,
                "config_directory",
                written.substring(0, Math.max(slash, 0)),
                script.get().file());
        replacement = world.menu(script.get(), inherited);
        world.leave();
        return turn(Flow.HALT);
    }

    private int addEntry(boolean submenu, List<Value> rest, Command command) throws ImageException {
        String id = "";
        List<String> plain = new ArrayList<>();
        for (int i = 0; i < rest.size(); i++) {
            String word = rest.get(i).text();
            if (word.startsWith("--")) {
                boolean hasValue = word.indexOf('=') > 0;
                String option = hasValue ? word.substring(0, word.indexOf('=')) : word;
                if (List.of("--class", "--users", "--hotkey", "--source", "--id")
                        .contains(option)) {
                    String value = hasValue
                            ? word.substring(word.indexOf('=') + 1)
                            : i + 1 < rest.size() ? rest.get(++i).text() : "";
                    id = option.equals("--id") ? value : id;
                }
            } else {
                plain.add(word);
            }
        }
        if (plain.isEmpty() || command.block().isEmpty()) {
            return 1;
        }
        add(new Item(plain.get(0), id, submenu, command.block().get(), plain, command.line()));
        return 0;
    }

    void add(Item item) throws UnsupportedFeatureException {
        if (items.size() >= ENTRIES) {
            throw new UnsupportedFeatureException(
                    "grub script, line " + item.line() + ": more than " + ENTRIES + " menu entries are not followed",
                    file.toString());
        }
        items.add(item);
    }

    private int linux(List<Value> rest, int line) throws ImageException {
        if (rest.isEmpty()) {
            return 1;
        }
        kernel = Optional.of(bootFile(rest.get(0), line));
        List<Argument> all = new ArrayList<>();
        for (Value value : rest.subList(1, rest.size())) {
            all.add(new Argument(value.text(), value.file(), value.line()));
        }
        arguments = List.copyOf(all);
        return 0;
    }

    private int initrd(List<Value> rest, int line) throws ImageException {
        List<BootFile> files = new ArrayList<>();
        for (Value value : rest) {
            if (!value.text().startsWith("-")) {
                files.add(bootFile(value, line));
            }
        }
        initrds = List.copyOf(files);
        return 0;
    }

    private BootFile bootFile(Value value, int line) throws ImageException {
        GrubDevices.Place place = world.devices.place(value.text(), variables.text("root"));
        return new BootFile(
                value.text(), place.path(), Optional.empty(), bareDevice(value), place.unknown(), file, line);
    }

    /** The device that the script names by its position; empty if it was searched for, or is the one GRUB itself came from. */
    private Optional<String> bareDevice(Value written) {
        String text = written.text();
        if (text.startsWith("(")) {
            return written.found() || text.indexOf(')') < 0
                    ? Optional.empty()
                    : Optional.of(text.substring(1, text.indexOf(')')));
        }
        Value root = variables.value("root");
        return root == null || root.found() || root.line() == 0 ? Optional.empty() : Optional.of(root.text());
    }

    static List<String> texts(List<Value> values) {
        List<String> texts = new ArrayList<>(values.size());
        for (Value value : values) {
            texts.add(value.text());
        }
        return texts;
    }

    /** Puts variables in; an unquoted one is split at blanks and may vanish. */
    private List<Value> expand(List<Word> words, int line) throws UnsupportedFeatureException {
        List<Value> expanded = new ArrayList<>();
        for (Word word : words) {
            StringBuilder text = new StringBuilder();
            boolean there = false;
            Value origin = null;
            boolean mixed = false;
            boolean found = false;
            for (Piece piece : word.pieces()) {
                if (!piece.variable()) {
                    text.append(piece.text());
                    there = true;
                    mixed = true;
                    continue;
                }
                Value value = lookUp(piece.text(), line);
                mixed |= origin != null || value.line() == 0;
                found |= value.found();
                origin = value;
                if (piece.quoted()) {
                    text.append(value.text());
                    there = true;
                    continue;
                }
                for (int i = 0; i < value.text().length(); i++) {
                    char c = value.text().charAt(i);
                    if (c == ' ' || c == '\t' || c == '\n') {
                        if (there) {
                            expanded.add(finish(text, mixed ? null : origin, line, found));
                            there = false;
                            mixed = false;
                        }
                    } else {
                        text.append(c);
                        there = true;
                    }
                }
            }
            if (there) {
                expanded.add(finish(text, mixed ? null : origin, line, found));
            }
            if (expanded.size() > ENTRIES) {
                throw new UnsupportedFeatureException(
                        "grub script, line " + line + ": a command of more than " + ENTRIES + " words",
                        file.toString());
            }
        }
        return expanded;
    }

    private Value finish(StringBuilder text, @Nullable Value origin, int line, boolean found)
            throws UnsupportedFeatureException {
        if (text.length() > (1 << 16)) {
            throw new UnsupportedFeatureException(
                    "grub script, line " + line + ": a word grows beyond what is followed", file.toString());
        }
        Value value = origin == null
                ? new Value(text.toString(), file, line, found)
                : new Value(text.toString(), origin.file(), origin.line(), found);
        text.setLength(0);
        return value;
    }

    private Value lookUp(String name, int line) {
        if (name.length() == 1) {
            char c = name.charAt(0);
            if (c == '?') {
                return new Value(Integer.toString(status), file, line);
            }
            if (c == '#') {
                return new Value(Integer.toString(positional.size()), file, line);
            }
            if (c == '@' || c == '*') {
                return new Value(String.join(" ", positional), file, line);
            }
            if (c >= '1' && c <= '9') {
                int index = c - '1';
                return new Value(index < positional.size() ? positional.get(index) : "", file, line);
            }
        }
        Value value = variables.value(name);
        return value == null ? new Value("", file, 0) : value;
    }
}
