package org.imginspect.facts.answers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.imginspect.guest.GuestPath;

/** Reads each format line by line, so that a file that is broken, or only half of one, tells what it holds all the same. */
final class AnswerFormats {
    private static final Set<String> YAML_KEYS = Set.of(
            "password",
            "passwd",
            "hashed_passwd",
            "hashed-passwd",
            "plain_text_passwd",
            "plain-text-passwd",
            "passphrase",
            "root_password",
            "rootpw",
            "adminpass",
            "admin_pass",
            "user_password");
    private static final Set<String> XML_TAGS = Set.of(
            "user_password",
            "password",
            "crypt_key",
            "luks2_password",
            "encryption_key",
            "reg_code",
            "userpassword",
            "adminpassword",
            "root_password");
    private static final Set<String> JSON_KEYS = Set.of(
            "password",
            "passwordhash",
            "hashedpassword",
            "rootpassword",
            "encryptionpassword",
            "passphrase",
            "registrationcode",
            "plainpassword");

    private final String format;
    private final GuestPath file;
    private final List<Answer> answers = new ArrayList<>();

    AnswerFormats(String format, GuestPath file) {
        this.format = format;
        this.file = file;
    }

    List<Answer> answers() {
        return answers;
    }

    private void add(String raw, boolean hashed, String key, int line) {
        Optional<String> kind = PasswordValue.kind(raw, hashed);
        if (kind.isPresent()) {
            answers.add(new Answer(format, kind.get(), key, file, line));
        }
    }

    /** Kickstart's commands; {@code %post} is a script. */
    void kickstart(List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.startsWith("#")) {
                continue;
            }
            String[] words = line.split("[ \t]+", -1);
            boolean hashed = line.contains("--iscrypted");
            switch (words[0]) {
                case "rootpw", "sshpw" -> {
                    List<String> value = new ArrayList<>();
                    for (int w = 1; w < words.length; w++) {
                        if (!words[w].startsWith("--")) {
                            value.add(words[w]);
                        }
                    }
                    add(String.join(" ", value), hashed, words[0], i + 1);
                }
                case "user",
                        "bootloader",
                        "vnc",
                        "part",
                        "partition",
                        "logvol",
                        "raid",
                        "autopart",
                        "realm",
                        "rhsm",
                        "group",
                        "zipl" -> {
                    for (String word : words) {
                        for (String option : new String[] {
                            "--password=", "--passphrase=", "--one-time-password=", "--activation-key="
                        }) {
                            if (word.startsWith(option)) {
                                add(
                                        word.substring(option.length()),
                                        hashed && option.equals("--password="),
                                        words[0] + " " + option.substring(0, option.length() - 1),
                                        i + 1);
                            }
                        }
                    }
                }
                default -> script(line, i + 1);
            }
        }
    }

    /** debian-installer(7): {@code owner question type value}. */
    void preseed(List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            String[] words = line.split("[ \t]+", 4);
            if (!line.startsWith("#")
                    && words.length == 4
                    && (words[2].equals("password") || words[2].equals("string"))
                    && isSecret(words[1])) {
                add(words[3], words[1].endsWith("-crypted"), words[1], i + 1);
            }
        }
    }

    /** The database of debconf: stanzas with {@code Name:} and {@code Value:}. */
    void debconf(List<String> lines) {
        String name = "";
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith("Name:")) {
                name = line.substring("Name:".length()).strip();
            } else if (line.startsWith("Value:") && isSecret(name)) {
                add(line.substring("Value:".length()), name.endsWith("-crypted"), name, i + 1);
            }
        }
    }

    private static boolean isSecret(String question) {
        String lower = question.toLowerCase(Locale.ROOT);
        boolean about = lower.contains("password")
                || lower.contains("passphrase")
                || lower.endsWith("_pass")
                || lower.endsWith("/pass");
        return about
                && !lower.contains("mismatch")
                && !lower.contains("weak")
                && !lower.contains("empty")
                && !lower.contains("again");
    }

    /** Keys of YAML, and the lists below {@code chpasswd:}; lines of scripts among them. */
    void yaml(List<String> lines) {
        int list = -1;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            String text = line.strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            int indent = line.indexOf(text.charAt(0));
            String item = text.startsWith("- ") ? text.substring(2).strip() : text;
            if (list >= 0 && indent <= list && !text.startsWith("- ")) {
                list = -1;
            }
            int colon = item.indexOf(':');
            String key = colon < 0
                    ? ""
                    : PasswordValue.unquoted(item.substring(0, colon).strip());
            String value =
                    colon < 0 ? "" : withoutComment(item.substring(colon + 1).strip());
            if (YAML_KEYS.contains(key.toLowerCase(Locale.ROOT))) {
                add(value, key.startsWith("hashed"), key, i + 1);
            } else if (key.equals("chpasswd")) {
                list = indent;
            } else if (list >= 0
                    && colon > 0
                    && isAccount(key)
                    && item.charAt(colon) == ':'
                    && !value.isEmpty()
                    && item.indexOf(' ', colon) != colon + 1) {
                add(value, false, "chpasswd", i + 1);
            } else {
                script(item, i + 1);
                if (item.indexOf('{') >= 0 && item.indexOf('"') >= 0) {
                    json(item, i + 1);
                }
            }
        }
    }

    private static String withoutComment(String value) {
        int hash = value.startsWith("\"") || value.startsWith("'") ? -1 : value.indexOf(" #");
        return hash < 0 ? value : value.substring(0, hash).strip();
    }

    private static boolean isAccount(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!(Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '.')) {
                return false;
            }
        }
        return !name.isEmpty()
                && !name.equals("expire")
                && !name.equals("list")
                && !name.equals("users")
                && !name.equals("type")
                && !name.equals("name");
    }

    /** {@code echo root:secret | chpasswd}, {@code echo secret | passwd --stdin root}. */
    void script(String line, int number) {
        int pipe = line.indexOf('|');
        boolean sets = line.contains("chpasswd") || line.contains("passwd --stdin");
        if (pipe < 0 || !sets) {
            return;
        }
        int echo = Math.max(line.lastIndexOf("echo ", pipe), line.lastIndexOf("printf ", pipe));
        if (echo < 0) {
            return;
        }
        String said = line.substring(line.indexOf(' ', echo) + 1, pipe).strip();
        while (said.startsWith("-")) {
            int blank = said.indexOf(' ');
            said = blank < 0 ? "" : said.substring(blank + 1).strip();
        }
        said = PasswordValue.unquoted(said);
        int colon = said.indexOf(':');
        boolean pairs = line.contains("chpasswd");
        if (pairs && colon < 0) {
            return;
        }
        add(
                pairs ? said.substring(colon + 1) : said,
                line.contains("chpasswd -e") || line.contains("--encrypted"),
                "chpasswd",
                number);
    }

    /** Elements of AutoYaST, of Windows' answer files and of Azure's environment. */
    void xml(List<String> lines) {
        boolean windows = false;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            for (int open = line.indexOf('<'); open >= 0; open = line.indexOf('<', open + 1)) {
                int close = line.indexOf('>', open);
                if (close < 0) {
                    break;
                }
                String tag = line.substring(open + 1, close);
                String name = tag.split("[ \t]", 2)[0];
                int end = line.indexOf("</", close);
                int namespace = name.indexOf(':');
                String plain = (namespace < 0 ? name : name.substring(namespace + 1)).toLowerCase(Locale.ROOT);
                if (plain.equals("/password") || plain.equals("/administratorpassword")) {
                    windows = false;
                } else if (plain.equals("administratorpassword") || (plain.equals("password") && end < 0)) {
                    windows = true;
                } else if (windows && plain.equals("value") && end > close) {
                    add(line.substring(close + 1, end), false, "Password", i + 1);
                } else if (XML_TAGS.contains(plain) && end > close) {
                    add(line.substring(close + 1, end), false, name, i + 1);
                }
            }
        }
    }

    /** Members of JSON objects whose values are strings. */
    void json(List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            json(lines.get(i), i + 1);
        }
    }

    private void json(String line, int number) {
        for (int open = line.indexOf('"'); open >= 0; open = line.indexOf('"', open + 1)) {
            int close = line.indexOf('"', open + 1);
            if (close < 0) {
                return;
            }
            String key = line.substring(open + 1, close);
            int at = close + 1;
            while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
                at++;
            }
            boolean member = at < line.length() && line.charAt(at) == ':';
            int value = member ? line.indexOf('"', at) : -1;
            boolean string = value > 0 && line.substring(at + 1, value).isBlank();
            if (string && JSON_KEYS.contains(key.toLowerCase(Locale.ROOT))) {
                int end = line.indexOf('"', value + 1);
                if (end < 0) {
                    return;
                }
                add(line.substring(value + 1, end), key.equalsIgnoreCase("passwordHash"), key, number);
                open = end;
            } else {
                open = close;
            }
        }
    }

    /** sysprep.inf. */
    void ini(List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            int equals = line.indexOf('=');
            if (equals > 0 && line.substring(0, equals).strip().equalsIgnoreCase("AdminPassword")) {
                add(line.substring(equals + 1), false, "AdminPassword", i + 1);
            }
        }
    }
}
