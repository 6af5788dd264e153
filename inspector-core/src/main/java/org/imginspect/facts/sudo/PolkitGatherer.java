package org.imginspect.facts.sudo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.facts.packages.PackageFiles;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** Reads the rules of {@code rules.d} and the local authority's {@code *.pkla} that no package owns. */
public final class PolkitGatherer implements FactGatherer<Polkit> {
    private static final String[] RULES = {"/etc/polkit-1/rules.d/*.rules", "/usr/share/polkit-1/rules.d/*.rules"};
    private static final String[] LOCAL = {
        "/etc/polkit-1/localauthority/*/*.pkla", "/var/lib/polkit-1/localauthority/*/*.pkla"
    };

    /** Nothing to be told: a gatherer has no state. */
    public PolkitGatherer() {}

    @Override
    public Class<Polkit> type() {
        return Polkit.class;
    }

    @Override
    public Optional<Polkit> gather(GuestTree tree, Facts others) throws ImageException {
        List<Polkit.Grant> grants = new ArrayList<>();
        for (String pattern : RULES) {
            for (GuestPath file : unowned(tree, others, pattern)) {
                rules(file, tree.lines(file).orElse(List.of()), grants);
            }
        }
        for (String pattern : LOCAL) {
            for (GuestPath file : unowned(tree, others, pattern)) {
                local(file, tree.lines(file).orElse(List.of()), grants);
            }
        }
        return Optional.of(new Polkit(grants));
    }

    private static List<GuestPath> unowned(GuestTree tree, Facts others, String pattern) throws ImageException {
        List<GuestPath> found = new ArrayList<>();
        for (GuestPath path : tree.glob(pattern)) {
            Optional<PackageFiles> packages = others.find(PackageFiles.class);
            if (packages.isEmpty() || packages.get().owner(path) == PackageFiles.Owner.NONE) {
                found.add(path);
            }
        }
        return found;
    }

    /** Each {@code polkit.Result.YES}, with the condition on the caller that stands in the same function. */
    private static void rules(GuestPath file, List<String> lines, List<Polkit.Grant> into) {
        StringBuilder conditions = new StringBuilder();
        boolean action = false;
        boolean comment = false;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (comment) {
                int end = line.indexOf("*/");
                if (end < 0) {
                    continue;
                }
                line = line.substring(end + 2);
                comment = false;
            }
            int slashes = line.indexOf("//");
            line = slashes >= 0 ? line.substring(0, slashes) : line;
            int begin = line.indexOf("/*");
            if (begin >= 0) {
                int end = line.indexOf("*/", begin + 2);
                comment = end < 0;
                line = line.substring(0, begin) + (end < 0 ? "" : line.substring(end + 2));
            }
            if (line.contains("addRule")) {
                conditions.setLength(0);
                action = false;
            }
            action |= line.contains("action.id") || line.contains("action.lookup");
            for (String subject :
                    new String[] {"subject.isInGroup", "subject.user", "subject.groups", "subject.isInNetGroup"}) {
                int at = line.indexOf(subject);
                if (at >= 0 && conditions.length() < 200) {
                    int end = Math.min(line.length(), at + 60);
                    int and = line.indexOf("&&", at);
                    int or = line.indexOf("||", at);
                    int brace = line.indexOf('{', at);
                    for (int stop : new int[] {and, or, brace}) {
                        end = stop > at ? Math.min(end, stop) : end;
                    }
                    conditions.append(conditions.length() == 0 ? "" : ", ").append(line, at, end);
                }
            }
            if (line.contains("polkit.Result.YES") || line.contains("\"yes\"") || line.contains("'yes'")) {
                into.add(new Polkit.Grant(conditions.toString().strip(), !action, file, i + 1));
            }
        }
    }

    /** pklocalauthority(8): groups of {@code Identity=}, {@code Action=} and {@code Result…=}. */
    private static void local(GuestPath file, List<String> lines, List<Polkit.Grant> into) {
        String identity = "";
        String action = "";
        int result = 0;
        for (int i = 0; i <= lines.size(); i++) {
            String line = i == lines.size() ? "[" : lines.get(i).strip();
            if (line.startsWith("[")) {
                if (result > 0) {
                    boolean everything = action.equals("*") || action.contains(";*") || action.startsWith("*;");
                    into.add(
                            new Polkit.Grant(identity.equals("unix-user:*") ? "" : identity, everything, file, result));
                }
                identity = "";
                action = "";
                result = 0;
            } else if (line.startsWith("Identity=")) {
                identity = line.substring("Identity=".length());
            } else if (line.startsWith("Action=")) {
                action = line.substring("Action=".length());
            } else if (line.startsWith("Result") && line.endsWith("=yes")) {
                result = i + 1;
            }
        }
    }
}
