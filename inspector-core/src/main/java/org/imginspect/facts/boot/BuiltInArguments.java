package org.imginspect.facts.boot;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.boot.BootEntry.Argument;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** The command line that is compiled into a kernel, {@code CONFIG_CMDLINE}, and what the kernel makes of it and of the loader's. */
final class BuiltInArguments {
    private static final String PREFIX = "\nCONFIG_CMDLINE";

    private final GuestTree tree;
    private final Map<String, Optional<Line>> known = new HashMap<>();

    /** How the two are put together. */
    private enum Rule {
        /** arch/x86: the kernel's own come first. */
        BEFORE,
        /** {@code CONFIG_CMDLINE_EXTEND}: the kernel's own come last. */
        BEHIND,
        /** {@code CONFIG_CMDLINE_FORCE}, {@code CONFIG_CMDLINE_OVERRIDE}: the loader's do not count. */
        ALONE,
        /** {@code CONFIG_CMDLINE_FROM_BOOTLOADER}: the kernel's own count if the loader has none. */
        OTHERWISE
    }

    private record Line(Rule rule, List<Argument> arguments) {}

    BuiltInArguments(GuestTree tree) {
        this.tree = tree;
    }

    /** The entry with the arguments its kernel will have. */
    BootEntry apply(BootEntry entry) throws ImageException {
        BootEntry applied = withBuiltIn(entry);
        for (Argument argument : applied.arguments()) {
            if (argument.text().equals("bootconfig")) {
                throw new UnsupportedFeatureException(
                        "boot: the argument bootconfig, line " + argument.line()
                                + ": what it adds lies behind the initial RAM file system and is not read",
                        argument.file().toString());
            }
        }
        return applied;
    }

    private BootEntry withBuiltIn(BootEntry entry) throws ImageException {
        if (entry.release().isEmpty()) {
            return entry;
        }
        String release = entry.release().get();
        Optional<Line> line = known.get(release);
        if (line == null) {
            line = read(release);
            known.put(release, line);
        }
        if (line.isEmpty()) {
            return entry;
        }
        List<Argument> own = line.get().arguments;
        List<Argument> all = new ArrayList<>();
        switch (line.get().rule) {
            case BEFORE -> {
                all.addAll(own);
                all.addAll(entry.arguments());
            }
            case BEHIND -> {
                all.addAll(entry.arguments());
                all.addAll(own);
            }
            case ALONE -> all.addAll(own);
            case OTHERWISE -> all.addAll(entry.arguments().isEmpty() ? own : entry.arguments());
        }
        return entry.with(all);
    }

    private Optional<Line> read(String release) throws ImageException {
        if (release.indexOf('/') >= 0 || release.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        for (String place : new String[] {"/boot/config-" + release, "/lib/modules/" + release + "/config"}) {
            GuestPath file = GuestPath.of(place);
            Optional<String> text = tree.text(file);
            if (text.isPresent()) {
                return parse("\n" + text.get(), file);
            }
        }
        return Optional.empty();
    }

    /** Empty if nothing is compiled in. */
    private static Optional<Line> parse(String text, GuestPath file) {
        int at = text.indexOf(PREFIX + "=\"");
        if (at < 0) {
            return Optional.empty();
        }
        StringBuilder value = new StringBuilder();
        int i = at + PREFIX.length() + 2;
        while (i < text.length() && text.charAt(i) != '"' && text.charAt(i) != '\n') {
            i += text.charAt(i) == '\\' && i + 1 < text.length() ? 1 : 0;
            value.append(text.charAt(i));
            i++;
        }
        int line = 1;
        for (int j = 1; j <= at; j++) {
            line += text.charAt(j) == '\n' ? 1 : 0;
        }
        List<Argument> arguments = KernelArguments.split(value.toString(), file, line);
        return arguments.isEmpty() ? Optional.empty() : Optional.of(new Line(rule(text), arguments));
    }

    private static Rule rule(String text) {
        if (text.contains(PREFIX + "_OVERRIDE=y") || text.contains(PREFIX + "_FORCE=y")) {
            return Rule.ALONE;
        }
        if (text.contains(PREFIX + "_EXTEND=y")) {
            return Rule.BEHIND;
        }
        return text.contains("\nCONFIG_X86=y") ? Rule.BEFORE : Rule.OTHERWISE;
    }
}
