package org.imginspect.facts.cloudinit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.boot.BootEntry;
import org.imginspect.facts.cloudinit.CloudConfig.Setting;
import org.imginspect.facts.cloudinit.DsIdentify.Policy;
import org.imginspect.facts.cloudinit.DsIdentify.Told;
import org.imginspect.facts.yaml.YamlScalar;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;

/**
 * Reads what ds-identify reads, as it reads it: with the shell's {@code read} and, since cloud-init 23.1, with grep. Versions differ, so
 * the guest's own script is asked which way it goes and what its policy is.
 */
final class DsIdentifyReader {
    private static final GuestPath[] SCRIPTS = {
        GuestPath.of("/usr/lib/cloud-init/ds-identify"), GuestPath.of("/usr/libexec/cloud-init/ds-identify")
    };
    private static final GuestPath CONFIG = GuestPath.of("/etc/cloud/ds-identify.cfg");
    private static final GuestPath MAIN = GuestPath.of("/etc/cloud/cloud.cfg");
    private static final String KEY = "datasource_list";

    private final GuestTree tree;
    private final GuestPath path;
    private final String script;

    private DsIdentifyReader(GuestTree tree, GuestPath path, String script) {
        this.tree = tree;
        this.path = path;
        this.script = script;
    }

    /**
     * Empty if there is no such script that can be run.
     *
     * @param entry whose command line counts; empty if there is no boot loader
     * @param intel whether the machine is of the family x86, which has another policy
     */
    static Optional<DsIdentify> read(GuestTree tree, Optional<BootEntry> entry, boolean intel) throws ImageException {
        for (GuestPath path : SCRIPTS) {
            Optional<Node> node = tree.stat(path);
            if (node.isPresent() && node.get().isFile() && (node.get().permissions() & 0111) != 0) {
                String script = tree.text(path).orElse("");
                return Optional.of(new DsIdentifyReader(tree, path, script).identify(entry, intel));
            }
        }
        return Optional.empty();
    }

    private DsIdentify identify(Optional<BootEntry> entry, boolean intel) throws ImageException {
        Optional<Told> name = Optional.empty();
        Optional<Told> policy = Optional.empty();
        List<String> lines = ended(CONFIG);
        for (int i = 0; i < lines.size(); i++) {
            String line = beforeComment(lines.get(i));
            int colon = line.indexOf(':');
            if (colon < 0) {
                continue;
            }
            Told told = new Told(unquote(words(line.substring(colon + 1))), CONFIG, i + 1);
            switch (words(line.substring(0, colon))) {
                case "datasource" -> name = Optional.of(told);
                case "policy" -> policy = Optional.of(told);
                default -> {
                    // ci.datasource.ec2.strict_id, and what it does not know.
                }
            }
        }
        boolean shortName = script.contains(" ds) _rc_dsname=");
        boolean cuts = script.contains("val=${val%%;*}");
        for (BootEntry.Argument argument : entry.map(BootEntry::arguments).orElse(List.of())) {
            String value = argument.text().indexOf('=') < 0 ? argument.text() : argument.value();
            int semicolon = value.indexOf(';');
            value = cuts && semicolon >= 0 ? value.substring(0, semicolon) : value;
            Told told = new Told(value, argument.file(), argument.line());
            switch (argument.name()) {
                case "ci.ds", "ci.datasource" -> name = Optional.of(told);
                case "ds" -> name = shortName ? Optional.of(told) : name;
                case "ci.di.policy" -> policy = Optional.of(told);
                default -> {
                    // Another argument.
                }
            }
        }
        name = name.filter(told -> !told.value().isEmpty());
        Policy own = new Policy("", "", "", Optional.empty()).with(builtIn(intel), Optional.empty());
        Policy effective = policy.isEmpty() ? own : own.with(policy.get().value(), policy);
        Optional<Setting> listed = name.isPresent() ? Optional.empty() : listed();
        List<String> list = new ArrayList<>();
        if (name.isPresent()) {
            list.add(name.get().value());
        }
        if (listed.isPresent()) {
            list.addAll(array(listed.get().text().orElse("")));
        }
        return new DsIdentify(effective, name, list, list.isEmpty() ? Optional.empty() : listed);
    }

    /** {@code DI_DEFAULT_POLICY="search,…,notfound=${DI_DISABLED}"}, which distributions change. */
    private String builtIn(boolean intel) throws UnsupportedFeatureException {
        String name = intel ? "DI_DEFAULT_POLICY=\"" : "DI_DEFAULT_POLICY_NO_DMI=\"";
        int from = script.startsWith(name) ? 0 : script.indexOf("\n" + name) + 1;
        int end = from == 0 && !script.startsWith(name) ? -1 : script.indexOf('"', from + name.length());
        if (end < 0) {
            throw new UnsupportedFeatureException("ds-identify: a script without " + name, path.toString());
        }
        return script.substring(from + name.length(), end)
                .replace("${DI_DISABLED}", "disabled")
                .replace("${DI_ENABLED}", "enabled");
    }

    private Optional<Setting> listed() throws ImageException {
        List<GuestPath> files = new ArrayList<>();
        files.add(MAIN);
        files.addAll(tree.glob("/etc/cloud/cloud.cfg.d/*.cfg"));
        return script.contains("get_single_line_flow_sequence") ? byGrep(files) : byRead(files);
    }

    /** The last line that begins with the key; a value of nothing counts too. */
    private Optional<Setting> byRead(List<GuestPath> files) throws ImageException {
        Optional<Setting> last = Optional.empty();
        for (GuestPath file : files) {
            List<String> lines = ended(file);
            for (int i = 0; i < lines.size(); i++) {
                String line = beforeComment(lines.get(i));
                if (line.startsWith(KEY + ": ") || line.equals(KEY + ":")) {
                    String value = line.substring(KEY.length() + 1);
                    last = Optional.of(setting(value.startsWith(" ") ? value.substring(1) : value, file, i + 1));
                }
            }
        }
        return last;
    }

    /** The last line with the key and a colon anywhere in it, in a comment behind blanks too. */
    private Optional<Setting> byGrep(List<GuestPath> files) throws ImageException {
        Optional<Setting> last = Optional.empty();
        for (GuestPath file : files) {
            List<String> lines = tree.lines(file).orElse(List.of());
            for (int i = 0; i < lines.size(); i++) {
                if (!isKeyAndColon(lines.get(i))) {
                    continue;
                }
                String line = lines.get(i);
                int comment = line.indexOf('#');
                line = comment < 0 ? line : line.substring(0, comment);
                if (line.isEmpty()) {
                    continue;
                }
                int colon = line.indexOf(": ");
                String value = colon < 0 ? line : line.substring(colon + 2);
                last = Optional.of(setting(value, file, i + 1));
            }
        }
        return last.map(found -> {
            String value = found.text().orElse("");
            return setting(words(value.substring(value.lastIndexOf(':') + 1)), found.file(), found.line());
        });
    }

    /** grep's {@code datasource_list["']*[[:space:]]*:}. */
    private static boolean isKeyAndColon(String line) {
        int at = line.indexOf(KEY);
        while (at >= 0) {
            int i = at + KEY.length();
            while (i < line.length() && (line.charAt(i) == '"' || line.charAt(i) == '\'')) {
                i++;
            }
            while (i < line.length() && Character.isWhitespace(line.charAt(i))) {
                i++;
            }
            if (i < line.length() && line.charAt(i) == ':') {
                return true;
            }
            at = line.indexOf(KEY, at + 1);
        }
        return false;
    }

    private static Setting setting(String value, GuestPath file, int line) {
        return new Setting(new YamlScalar(YamlScalar.Type.STRING, value, true, line), file, line);
    }

    /** The shell's parse_yaml_array: one bracket off each end, commas, then words. */
    static List<String> array(String value) {
        String text = value.startsWith("[") ? value.substring(1) : value;
        text = text.endsWith("]") ? text.substring(0, text.length() - 1) : text;
        List<String> names = new ArrayList<>();
        for (String item : text.split(",", -1)) {
            for (String word : unquote(words(item)).split(" ", -1)) {
                if (!word.isEmpty()) {
                    names.add(word);
                }
            }
        }
        return names;
    }

    /** The lines that end with a line feed, without blanks around them: {@code while read line} drops what follows the last. */
    private List<String> ended(GuestPath file) throws ImageException {
        String text = tree.text(file).orElse("");
        List<String> lines = new ArrayList<>();
        int from = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
            // Without -r a backslash is taken away; one at the end of a line, which would join it with the next, is
            // seen in no such file.
            lines.add(trim(text.substring(from, end)).replace("\\", ""));
            from = end + 1;
        }
        return lines;
    }

    private static String beforeComment(String line) {
        int comment = line.indexOf('#');
        return comment < 0 ? line : line.substring(0, comment);
    }

    /** Blanks and tabs off both ends. */
    private static String trim(String text) {
        int from = 0;
        int end = text.length();
        while (from < end && isBlank(text.charAt(from))) {
            from++;
        }
        while (end > from && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(from, end);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    /** The shell's {@code set -- $*; echo "$*"}: words with one blank between them. */
    private static String words(String text) {
        StringBuilder words = new StringBuilder();
        for (String word : text.replace('\t', ' ').replace('\n', ' ').split(" ", -1)) {
            if (!word.isEmpty()) {
                words.append(words.isEmpty() ? "" : " ").append(word);
            }
        }
        return words.toString();
    }

    private static String unquote(String text) {
        if (text.length() >= 2) {
            char first = text.charAt(0);
            if ((first == '"' || first == '\'') && text.charAt(text.length() - 1) == first) {
                return text.substring(1, text.length() - 1);
            }
        }
        return text;
    }
}
