package org.imginspect.facts.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.facts.Fact;
import org.imginspect.guest.GlobPattern;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;

/**
 * What modprobe.d(5) says, as kmod reads it. Always present; without any such file its lists are empty.
 *
 * @param directives those that modprobe understands, in the order it reads them
 * @param badLines those that it ignores, in that order
 * @param ignoredFiles files in those directories that it does not read because of their name
 */
public record ModprobeConfig(List<Directive> directives, List<BadLine> badLines, List<GuestPath> ignoredFiles)
        implements Fact {
    /** The commands of modprobe.d(5). */
    public enum Kind {
        ALIAS,
        BLACKLIST,
        OPTIONS,
        INSTALL,
        REMOVE,
        SOFTDEP
    }

    /** What an {@code install} command does in place of loading the module. */
    public enum Install {
        /** It ends without loading anything: {@code /bin/true}. */
        NOTHING,
        /** It loads the module after all, with modprobe or insmod. */
        LOADS,
        /** It runs something else, and that decides. */
        UNKNOWN
    }

    public ModprobeConfig {
        directives = List.copyOf(directives);
        badLines = List.copyOf(badLines);
        ignoredFiles = List.copyOf(ignoredFiles);
    }

    /**
     * One line.
     *
     * @param name what stands behind the command with {@code -} written as {@code _}: a module's name, or a pattern for one (install,
     *     remove, softdep), or what an alias stands for
     * @param rest what follows it; of an alias the module it leads to
     * @param text the whole line, continuation lines joined
     * @param file the file
     * @param line the number of the line it begins in, from 1
     */
    public record Directive(Kind kind, String name, String rest, String text, GuestPath file, int line) {
        /** Whether this is about a module, by the rule of its kind: blacklist and options by name, others by pattern. */
        public boolean isAbout(String module) {
            String normal = Kernel.normalise(module);
            if (name.equals(normal)) {
                return true;
            }
            return kind != Kind.BLACKLIST
                    && kind != Kind.OPTIONS
                    && (name.indexOf('*') >= 0 || name.indexOf('?') >= 0 || name.indexOf('[') >= 0)
                    && GlobPattern.compile(name).matchesHidden(GuestName.of(normal));
        }

        /** Of a soft dependency the normalised names of the modules that are loaded before; none of another kind. */
        public List<String> before() {
            List<String> names = new ArrayList<>();
            boolean pre = false;
            for (String word : kind == Kind.SOFTDEP ? rest.split("\\s+", -1) : new String[0]) {
                if (word.equals("pre:") || word.equals("post:")) {
                    pre = word.equals("pre:");
                } else if (pre && !word.isEmpty()) {
                    names.add(Kernel.normalise(word));
                }
            }
            return names;
        }
    }

    /**
     * A line that modprobe ignores.
     *
     * @param why one clause
     */
    public record BadLine(String text, String why, GuestPath file, int line) {}

    /** The directives of one kind about a module, in order. */
    public List<Directive> about(Kind kind, String module) {
        List<Directive> found = new ArrayList<>();
        for (Directive each : directives) {
            if (each.kind == kind && each.isAbout(module)) {
                found.add(each);
            }
        }
        return found;
    }

    /** The command that runs in place of loading a module; the first one counts. Empty if there is none. */
    public Optional<Directive> installCommand(String module) {
        List<Directive> found = about(Kind.INSTALL, module);
        return found.isEmpty() ? Optional.empty() : Optional.of(found.get(0));
    }

    /** The soft dependencies of a module; only the first line counts, as kmod has it. Empty if there is none. */
    public Optional<Directive> softDependencies(String module) {
        List<Directive> found = about(Kind.SOFTDEP, module);
        return found.isEmpty() ? Optional.empty() : Optional.of(found.get(0));
    }

    /** What the command of an {@code install} line does. */
    public static Install installs(Directive install) {
        String command = install.rest.strip();
        int comment = command.indexOf(" #");
        String code = comment < 0 ? command : command.substring(0, comment).strip();
        if (code.contains("modprobe") || code.contains("insmod")) {
            return Install.LOADS;
        }
        int end = 0;
        while (end < code.length() && " \t;|&".indexOf(code.charAt(end)) < 0) {
            end++;
        }
        String first =
                code.substring(code.startsWith("#") ? code.length() : 0, code.startsWith("#") ? code.length() : end);
        return switch (first) {
            case "/bin/true",
                    "/bin/false",
                    "/usr/bin/true",
                    "/usr/bin/false",
                    "true",
                    "false",
                    ":",
                    "exit",
                    "/dev/null",
                    "" -> Install.NOTHING;
            default -> Install.UNKNOWN;
        };
    }
}
