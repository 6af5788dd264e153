package org.imginspect.facts.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.imginspect.error.ImageException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.facts.kernel.ModuleRules.Kind;
import org.imginspect.facts.kernel.ModuleRules.Rule;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** Reads {@code *.conf} of modprobe's directories; a file of the same name in an earlier directory masks a later one. */
public final class ModuleRulesGatherer implements FactGatherer<ModuleRules> {
    private static final List<GuestPath> DIRECTORIES = List.of(
            GuestPath.of("/etc/modprobe.d"),
            GuestPath.of("/run/modprobe.d"),
            GuestPath.of("/usr/local/lib/modprobe.d"),
            GuestPath.of("/usr/lib/modprobe.d"),
            GuestPath.of("/lib/modprobe.d"));

    private static final Set<String> NOTHING =
            Set.of("/bin/true", "/bin/false", "/usr/bin/true", "/usr/bin/false", "true", "false", ":", "/dev/null");

    /** Stateless. */
    public ModuleRulesGatherer() {}

    @Override
    public Class<ModuleRules> type() {
        return ModuleRules.class;
    }

    @Override
    public Optional<ModuleRules> gather(GuestTree tree, Facts others) throws ImageException {
        TreeMap<GuestName, GuestPath> files = new TreeMap<>();
        for (GuestPath directory : DIRECTORIES) {
            for (GuestName name : tree.list(directory)) {
                String text = name.text();
                if (text.endsWith(".conf") && !text.startsWith(".")) {
                    files.putIfAbsent(name, directory.resolve(name));
                }
            }
        }
        List<Rule> rules = new ArrayList<>();
        for (GuestPath file : files.values()) {
            Optional<List<String>> lines = tree.lines(file);
            if (lines.isPresent()) {
                read(file, lines.get(), rules);
            }
        }
        return Optional.of(new ModuleRules(rules));
    }

    private static void read(GuestPath file, List<String> lines, List<Rule> rules) {
        for (int i = 0; i < lines.size(); i++) {
            int start = i;
            StringBuilder text = new StringBuilder(lines.get(i));
            while (text.length() > 0 && text.charAt(text.length() - 1) == '\\' && i + 1 < lines.size()) {
                text.setCharAt(text.length() - 1, ' ');
                text.append(lines.get(++i));
            }
            String line = text.toString().strip();
            String[] words = line.split("[ \t]+", 4);
            if (words.length < 2) {
                continue;
            }
            boolean nothing = words[0].equals("install") && words.length > 2 && NOTHING.contains(words[2]);
            if (nothing || words[0].equals("blacklist")) {
                rules.add(new Rule(
                        nothing ? Kind.INSTALL_NOTHING : Kind.BLACKLIST,
                        Kernel.normalise(words[1]),
                        line,
                        file,
                        start + 1));
            }
        }
    }
}
