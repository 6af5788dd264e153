package org.imginspect.facts.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.boot.GrubVariables.Value;
import org.imginspect.guest.GuestPath;

/**
 * GRUB's commands, as far as they tell what will be started. A command that could, but is not understood, is refused by name; one that
 * GRUB has not heard of fails, as it does there.
 */
final class GrubCommands {
    /** They succeed, and nothing that is asked here depends on what they do. */
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "insmod",
            "rmmod",
            "echo",
            "true",
            "sleep",
            "save_env",
            "list_env",
            "terminal_input",
            "terminal_output",
            "terminal",
            "terminfo",
            "serial",
            "loadfont",
            "play",
            "clear",
            "background_image",
            "background_color",
            "color_normal",
            "password",
            "password_pbkdf2",
            "cutmem",
            "badram",
            "videoinfo",
            "multiboot",
            "multiboot2",
            "module",
            "module2",
            "xen_hypervisor",
            "xen_module",
            "boot",
            "linux_gfx_mode",
            "cat",
            "ls",
            "date",
            "drivemap",
            "parttool",
            "ntldr",
            "gptsync",
            "efitextmode",
            "keymap",
            "fwsetup",
            "loadbios",
            "fakebios",
            "outb",
            "knetbsd",
            "kfreebsd",
            "appleloader",
            "lsefi",
            "gfxmode",
            "clearfix",
            "nativedisk",
            "authenticate",
            "cpuid");

    /** They fail on the machines an image is for: nobody holds a key, no hardware is on GRUB's lists. */
    private static final Set<String> FAILING = Set.of("false", "keystatus", "hwmatch", "rdmsr", "pcidump");

    /** What they do to variables or devices is not worked out. */
    private static final Set<String> REFUSED = Set.of(
            "regexp",
            "probe",
            "smbios",
            "getenv",
            "tr",
            "eval",
            "loopback",
            "cryptomount",
            "file",
            "hashsum",
            "cmp",
            "setpci",
            "legacy_configfile",
            "legacy_source",
            "syslinux_configfile",
            "uki",
            "verify_detached",
            "net_bootp",
            "sendkey",
            "backtrace",
            "tpm",
            "bli");

    private GrubCommands() {}

    /** @return the status: 0 is success */
    static int run(GrubRun run, String name, List<Value> rest, int line) throws ImageException {
        List<String> words = GrubRun.texts(rest);
        return switch (name) {
            case "set" -> set(run, rest);
            case "unset" -> {
                words.forEach(run.variables::unset);
                yield 0;
            }
            case "export" -> {
                words.forEach(word -> {
                    if (!word.startsWith("-")) {
                        run.variables.export(word.split("=", 2)[0]);
                    }
                });
                yield 0;
            }
            case "increment", "decrement" -> step(run, words, name.equals("increment") ? 1 : -1, line);
            case "load_env" -> loadEnv(run, words);
            case "[", "test" -> test(run, name, words);
            case "!" -> 1;
            case "search", "search.fs_uuid", "search.fs_label", "search.file" -> search(run, name, words, line);
            case "blscfg" -> {
                BlsEntries.add(run, words, line);
                yield 0;
            }
            default -> {
                if (REFUSED.contains(name)) {
                    throw new UnsupportedFeatureException(
                            "grub script, line " + line + ": the command " + name + " is not followed",
                            run.file.toString());
                }
                yield WITHOUT_EFFECT.contains(name) && !FAILING.contains(name) ? 0 : 1;
            }
        };
    }

    /** Sets and exports a variable as GRUB itself does before any script runs. */
    static void give(GrubVariables variables, String name, String value, GuestPath file)
            throws UnsupportedFeatureException {
        variables.set(name, new Value(value, file, 0));
        variables.export(name);
    }

    private static int set(GrubRun run, List<Value> rest) throws UnsupportedFeatureException {
        for (Value value : rest) {
            int equals = value.text().indexOf('=');
            if (equals <= 0) {
                return 1;
            }
            run.variables.set(
                    value.text().substring(0, equals),
                    new Value(value.text().substring(equals + 1), value.file(), value.line(), value.found()));
        }
        return 0;
    }

    private static int step(GrubRun run, List<String> words, int by, int line) throws UnsupportedFeatureException {
        if (words.isEmpty()) {
            return 1;
        }
        long value = 0;
        for (char c : run.variables.text(words.get(0)).toCharArray()) {
            if (c < '0' || c > '9' || value > Integer.MAX_VALUE) {
                return 1;
            }
            value = (value * 10) + (c - '0');
        }
        run.variables.set(words.get(0), new Value(Long.toString(value + by), run.file, line));
        return 0;
    }

    private static int loadEnv(GrubRun run, List<String> words) throws ImageException {
        String written = run.variables.text("prefix") + "/grubenv";
        List<String> only = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals("-f") || word.equals("--file")) {
                written = i + 1 < words.size() ? words.get(++i) : "";
            } else if (word.startsWith("--file=")) {
                written = word.substring("--file=".length());
            } else if (!word.startsWith("-")) {
                only.add(word);
            }
        }
        Optional<GuestPath> path = run.world.path(written, run.variables);
        Optional<String> text = path.isPresent() ? run.world.tree.text(path.get()) : Optional.empty();
        if (text.isEmpty()) {
            return 1;
        }
        for (GrubEnvironmentBlock.Variable variable : GrubEnvironmentBlock.parse(text.get())) {
            if (only.isEmpty() || only.contains(variable.name())) {
                run.variables.set(variable.name(), new Value(variable.value(), path.orElseThrow(), variable.line()));
            }
        }
        return 0;
    }

    private static int test(GrubRun run, String name, List<String> words) throws ImageException {
        List<String> expression = words;
        if (name.equals("[")) {
            if (words.isEmpty() || !words.get(words.size() - 1).equals("]")) {
                return 1;
            }
            expression = words.subList(0, words.size() - 1);
        }
        return GrubTest.evaluate(expression, written -> run.world.stat(written, run.variables)) ? 0 : 1;
    }

    private static int search(GrubRun run, String name, List<String> words, int line) throws ImageException {
        String by = "file";
        String variable = "";
        List<String> plain = new ArrayList<>();
        if (name.equals("search.fs_uuid")) {
            by = "fs-uuid";
        } else if (name.equals("search.fs_label")) {
            by = "label";
        }
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals("--fs-uuid") || word.equals("-u")) {
                by = "fs-uuid";
            } else if (word.equals("--label") || word.equals("--fs-label") || word.equals("-l")) {
                by = "label";
            } else if (word.startsWith("--set=")) {
                variable = word.substring("--set=".length());
            } else if (word.equals("--set") || word.equals("-s")) {
                variable = "root";
            } else if (word.startsWith("--hint") && word.indexOf('=') < 0) {
                i++;
            } else if (!word.startsWith("-")) {
                plain.add(word);
            }
        }
        if (name.indexOf('.') > 0) {
            variable = plain.size() > 1 ? plain.get(1) : "root";
        }
        if (plain.isEmpty()) {
            return 1;
        }
        Optional<String> device = run.world.devices.search(by, plain.get(0));
        if (device.isEmpty()) {
            return 1;
        }
        if (!variable.isEmpty()) {
            run.variables.set(variable, new Value(device.get(), run.file, line, true));
        }
        return 0;
    }
}
