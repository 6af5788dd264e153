package org.imginspect.facts.startup;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.units.Setting;
import org.imginspect.facts.units.UnitFile;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/**
 * Something that is run.
 *
 * @param text the command as it is written, without what stands before it (schedule, key); comments left out
 * @param user as whom; empty if it is not said or not known
 * @param line in the file, from 1
 */
public record StartupCommand(String text, Optional<String> user, GuestPath file, int line) {
    private static final int CRON_FIELDS = 5;
    private static final int LONGEST = 1 << 16;

    /**
     * The commands of a file. Of programs there are none; a file that is no text has none either. Lines that are continued with a backslash are joined.
     *
     * @throws org.imginspect.error.LimitExceededException if it is longer than texts are read
     */
    public static List<StartupCommand> of(GuestTree tree, StartupFile file) throws ImageException {
        List<StartupCommand> found = new ArrayList<>();
        List<String> lines = tree.lines(file.path()).orElse(List.of());
        if (lines.isEmpty() || lines.get(0).indexOf('\0') >= 0) {
            return found;
        }
        if (file.kind() == StartupFile.Kind.UNIT) {
            unit(UnitFile.parse(file.path(), lines), found);
            return found;
        }
        for (int i = 0; i < lines.size(); i++) {
            int begin = i;
            StringBuilder text = new StringBuilder(lines.get(i));
            while (text.length() > 0
                    && text.charAt(text.length() - 1) == '\\'
                    && i + 1 < lines.size()
                    && text.length() < LONGEST) {
                text.setLength(text.length() - 1);
                text.append(lines.get(++i));
            }
            String line = text.toString().strip();
            if (!line.isEmpty() && !isComment(line, file.kind())) {
                add(file, line, begin + 1, found);
            }
        }
        return found;
    }

    private static boolean isComment(String line, StartupFile.Kind kind) {
        return line.startsWith("#") || (kind == StartupFile.Kind.APT && line.startsWith("//"));
    }

    private static void unit(UnitFile unit, List<StartupCommand> into) {
        for (UnitFile.Section section : unit.sections()) {
            Optional<String> user = section.last("User").map(Setting::value);
            for (Setting setting : section.settings()) {
                if (setting.key().startsWith("Exec") && !setting.value().isEmpty()) {
                    String value = setting.value();
                    int prefixes = 0;
                    while (prefixes < value.length() && "@-:+!|".indexOf(value.charAt(prefixes)) >= 0) {
                        prefixes++;
                    }
                    into.add(new StartupCommand(value.substring(prefixes), user, setting.file(), setting.line()));
                }
            }
        }
    }

    private static void add(StartupFile file, String line, int number, List<StartupCommand> into) {
        switch (file.kind()) {
            case SYSTEM_CRONTAB -> cron(file, line, number, true, into);
            case USER_CRONTAB -> cron(file, line, number, false, into);
            case ANACRONTAB -> command(file, line, number, 3, into);
            case INITTAB -> {
                String[] fields = line.split(":", 4);
                if (fields.length == 4) {
                    into.add(new StartupCommand(fields[3], Optional.of("root"), file.path(), number));
                }
            }
            case PAM -> {
                int exec = line.indexOf("pam_exec.so");
                if (exec >= 0) {
                    into.add(new StartupCommand(
                            withoutOptions(line.substring(exec + "pam_exec.so".length())),
                            Optional.of("root"),
                            file.path(),
                            number));
                }
            }
            case UDEV -> udev(file, line, number, into);
            case APT, DPKG -> {
                if (line.toLowerCase(java.util.Locale.ROOT).contains("invoke") || line.startsWith("\"")) {
                    int quote = line.indexOf('"');
                    String text = quote >= 0 ? line.substring(quote) : line.substring(line.indexOf('=') + 1);
                    into.add(new StartupCommand(text, Optional.of("root"), file.path(), number));
                }
            }
            case MODPROBE -> {
                if (line.startsWith("install ") || line.startsWith("remove ")) {
                    command(file, line, number, 2, into);
                }
            }
            case DESKTOP -> {
                if (line.startsWith("Exec=")) {
                    into.add(new StartupCommand(
                            line.substring("Exec=".length()), Optional.empty(), file.path(), number));
                }
            }
            case SCRIPT, PROFILE ->
                into.add(new StartupCommand(action(file, line), Optional.empty(), file.path(), number));
            case AT_JOB, UNIT, GENERATOR, MANAGER, ENVIRONMENT, PAM_ENVIRONMENT, PAM_MODULE, MODULES -> {
                // No commands, or read otherwise.
            }
        }
    }

    /** Of yum's and dnf's actions ({@code package:state:command}; of dnf 5 four fields before it) the command; any other line as it is. */
    private static String action(StartupFile file, String line) {
        String name = file.path().name().text();
        int fields = name.endsWith(".action") ? 3 : name.endsWith(".actions") ? 5 : 0;
        String[] parts = fields == 0 ? new String[0] : line.split(":", fields);
        return fields > 0 && parts.length == fields ? parts[fields - 1] : line;
    }

    /** crontab(5): five fields or a word with @, a user in the system's own, the command; or a variable. */
    private static void cron(StartupFile file, String line, int number, boolean user, List<StartupCommand> into) {
        int fields = line.startsWith("@") ? 1 : CRON_FIELDS;
        int equals = line.indexOf('=');
        if (equals > 0 && isName(line.substring(0, equals).strip())) {
            return;
        }
        String[] parts = line.split("[ \t]+", fields + (user ? 2 : 1));
        if (parts.length == fields + (user ? 2 : 1)) {
            Optional<String> as = user
                    ? Optional.of(parts[fields])
                    : Optional.of(file.path().name().text());
            into.add(new StartupCommand(parts[parts.length - 1], as, file.path(), number));
        }
    }

    private static boolean isName(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!(Character.isLetterOrDigit(c) || c == '_') || (i == 0 && Character.isDigit(c))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static void command(StartupFile file, String line, int number, int fields, List<StartupCommand> into) {
        String[] parts = line.split("[ \t]+", fields + 1);
        if (parts.length == fields + 1) {
            into.add(new StartupCommand(parts[fields], Optional.of("root"), file.path(), number));
        }
    }

    private static String withoutOptions(String text) {
        StringBuilder rest = new StringBuilder();
        for (String word : text.strip().split("[ \t]+", -1)) {
            boolean option = rest.isEmpty()
                    && (word.startsWith("log=")
                            || word.startsWith("type=")
                            || switch (word) {
                                case "debug", "expose_authtok", "seteuid", "quiet", "quiet_log", "stdout" -> true;
                                default -> false;
                            });
            if (!option) {
                rest.append(rest.isEmpty() ? "" : " ").append(word);
            }
        }
        return rest.toString();
    }

    /** {@code RUN+="…"}, {@code PROGRAM=="…"}, {@code IMPORT{program}="…"}. */
    private static void udev(StartupFile file, String line, int number, List<StartupCommand> into) {
        for (String key : new String[] {"RUN", "PROGRAM", "IMPORT{program}"}) {
            for (int at = line.indexOf(key); at >= 0; at = line.indexOf(key, at + 1)) {
                boolean whole = at == 0 || " ,\t".indexOf(line.charAt(at - 1)) >= 0;
                int open = line.indexOf('"', at);
                int close = open < 0 ? -1 : line.indexOf('"', open + 1);
                if (whole && close > open && open - at < key.length() + 16) {
                    into.add(new StartupCommand(
                            line.substring(open + 1, close), Optional.of("root"), file.path(), number));
                }
            }
        }
    }
}
