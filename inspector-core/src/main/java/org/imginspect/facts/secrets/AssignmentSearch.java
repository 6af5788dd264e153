package org.imginspect.facts.secrets;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.imginspect.facts.secrets.ConfigurationForm.Trait;
import org.jspecify.annotations.Nullable;

/**
 * Finds values that configuration gives to names of secrets, in whatever syntax: {@code password = x}, {@code "password": "x"},
 * {@code define('DB_PASSWORD', 'x')}, {@code <password>x</password>}, {@code password="x"}, {@code Password=x;}, {@code requirepass x}.
 * It looks where a word for a secret stands, takes the whole name around it, then what is assigned.
 */
final class AssignmentSearch {
    /** A part of every name that is looked at. */
    static final List<String> WORDS = List.of(
            "pass",
            "pwd",
            "secret",
            "token",
            "psk",
            "key",
            "credential",
            "bindpw",
            "rootpw",
            "authtok",
            "salt",
            "encrypt",
            "masterauth");

    private static final int LONGEST_NAME = 80;
    private static final int LONGEST_VALUE = 512;
    private static final int LONGEST_GAP = 24;
    private static final int LONGEST_TAIL = 6;
    private static final double BITS = 2.5;
    private static final double TOKEN_BITS = 3.0;
    private static final int SHORTEST_CHOSEN = 3;
    private static final int SHORTEST_MADE_UP = 6;
    private static final int SHORTEST_TOKEN = 12;

    private static final String[] PASSWORDS = {
        "password",
        "passwd",
        "passphrase",
        "passwort",
        "passw",
        "pwd",
        "bindpw",
        "rootpw",
        "authtok",
        "psk",
        "userpass",
        "dbpass",
        "adminpass",
        "smtppass",
        "authpass",
        "requirepass",
        "masterauth",
        "rootpass",
        "ftppass",
        "ldappass",
        "mailpass"
    };
    private static final String[] TOKENS = {
        "secret",
        "token",
        "apikey",
        "api_key",
        "secret_key",
        "secretkey",
        "access_key",
        "accesskey",
        "auth_key",
        "authkey",
        "encryption_key",
        "encryptionkey",
        "master_key",
        "masterkey",
        "signing_key",
        "shared_key",
        "secret_key_base",
        "client_secret",
        "private_token",
        "credentials",
        "jwt_key",
        "hmac_key",
        "app_key",
        "license_key",
        "service_key",
        "account_key"
    };
    /** The last letters of all of these. */
    private static final String LAST = "desthkwny";

    /** Names that end like those of secrets. */
    private static final String[] OTHERS = {
        "proxy_pass",
        "fastcgi_pass",
        "uwsgi_pass",
        "scgi_pass",
        "grpc_pass",
        "memcached_pass",
        "bypass",
        "compass",
        "public_key",
        "csrf_token",
        "next_token",
        "page_token",
        "cancellation_token",
        "cancellationtoken",
        "_no_password",
        "nopasswd",
        "ask_password",
        "show_password",
        "allow_empty_password",
        "forgot_password",
        "reset_password",
        "change_password",
        "confirm_password",
        "permitrootlogin",
        "use_password",
        "no_password",
        "enable_password",
        "disable_password",
        "sync_password",
        "old_passwd",
        "null_passwd",
        "publickeytoken",
        "existing_secret",
        "existingsecret",
        "valid_password"
    };

    private AssignmentSearch() {}

    /** One value that a name is given. */
    record Found(SecretHit.Certainty certainty, String hint, int start, int end) {}

    /**
     * Looks around one word.
     *
     * @param window whose keyword is the word
     */
    static Optional<Found> at(Window window, ConfigurationForm form) {
        int nameStart = window.start();
        while (window.start() - nameStart < LONGEST_NAME && isName(window.at(nameStart - 1))) {
            nameStart--;
        }
        int nameEnd = window.end();
        while (nameEnd - window.end() < LONGEST_NAME && isName(window.at(nameEnd))) {
            nameEnd++;
        }
        if (form.names().isEmpty() && (LAST.indexOf(lower(window.at(nameEnd - 1))) < 0 || !mayGoOn(window, nameEnd))) {
            return Optional.empty();
        }
        int before = window.at(nameStart - 1);
        if ((before == '{' && window.at(nameStart - 2) == '$') || (before == '$' && !form.is(Trait.CODE))) {
            return Optional.empty(); // A variable that is used.
        }
        // First what costs no text.
        Span value = value(window, form, nameStart, nameEnd);
        if (value == null || value.end - value.start < SHORTEST_CHOSEN || isNothing(window, value)) {
            return Optional.empty();
        }
        String whole = window.text(nameStart, nameEnd);
        String lower = whole.toLowerCase(Locale.ROOT);
        // A longer word of the list may stand in the same name; the last one tells.
        if (lastWord(lower) != window.end() - nameStart) {
            return Optional.empty();
        }
        String name = lower.replace('-', '_').replace('.', '_');
        boolean password =
                endsWithOne(name, PASSWORDS) || name.equals("pass") || name.endsWith("_pass") || whole.endsWith("Pass");
        boolean own = isOwn(form, lower, name);
        if ((!own && !password && !endsWithOne(name, TOKENS))
                || endsWithOne(name, OTHERS)
                || isComment(window, nameStart, form)) {
            return Optional.empty();
        }
        return judge(form, whole, window.text(value.start, value.end), own || password, value);
    }

    /** Whether the value is one of JSON's and YAML's words for nothing and for truth. */
    private static boolean isNothing(Window window, Span value) {
        int length = value.end - value.start;
        return (length == 4 && (window.has("null", value.start) || window.has("true", value.start)))
                || (length == 5 && window.has("false", value.start));
    }

    /** Whether what a name has behind the word is how one of {@link #PASSWORDS} or {@link #TOKENS} ends: pass-word, credential-s, key_base. */
    private static boolean mayGoOn(Window window, int nameEnd) {
        int tail = nameEnd - window.end();
        int first = lower(window.at(window.end()));
        return tail == 0
                || (tail <= LONGEST_TAIL
                        && (first == 'w'
                                || first == 'p'
                                || first == 's'
                                || ((first == '_' || first == '-') && lower(window.at(window.end() + 1)) == 'b')));
    }

    private static int lower(int c) {
        return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
    }

    private static Optional<Found> judge(
            ConfigurationForm form, String name, String value, boolean password, Span span) {
        if (Placeholder.isReference(value) || isFlag(value) || isProse(value)) {
            return Optional.empty();
        }
        boolean known = form.is(Trait.KNOWN);
        SecretHit.Certainty certainty = SecretHit.Certainty.SECRET;
        String said = Placeholder.mask(value);
        if (Placeholder.isCommon(value) || (known && isDefault(value))) {
            if (!known || !password || form.category() != SecretHit.Category.APPLICATION) {
                return Optional.empty();
            }
            certainty = SecretHit.Certainty.WEAK;
            said = "a value that everybody tries first";
        } else if (Placeholder.is(value)) {
            return Optional.empty();
        } else if (isHash(value)) {
            if (!known) {
                return Optional.empty();
            }
            certainty = SecretHit.Certainty.WEAK;
            said = "a hash";
        } else if (!known || !password) {
            int shortest = password || known ? SHORTEST_MADE_UP : SHORTEST_TOKEN;
            if (value.length() < shortest
                    || !Placeholder.isRandom(value, password || known ? BITS : TOKEN_BITS)
                    || !isMadeUp(value)
                    || value.indexOf(' ') >= 0) {
                return Optional.empty();
            }
        }
        return Optional.of(new Found(certainty, name + ", " + said, span.start, span.end));
    }

    /** Where the value stands, without its quotes. */
    private record Span(int start, int end) {}

    private static @Nullable Span value(Window window, ConfigurationForm form, int nameStart, int nameEnd) {
        int at = nameEnd;
        boolean closed = false;
        // What closes the name: "password", ['password'], :password
        while (at - nameEnd < LONGEST_GAP && isOneOf(window.at(at), "\\\"'`])")) {
            closed = true;
            at++;
        }
        int spaces = at;
        while (at - nameEnd < LONGEST_GAP && isBlank(window.at(at))) {
            at++;
        }
        int c = window.at(at);
        boolean element = c == '>' && at == nameEnd && isOneOf(window.at(nameStart - 1), "<:");
        if (element || (closed && c == '>')) { // <password>x</password>, <property name="password">x</property>
            return run(window, at + 1, "<\n\r");
        }
        if (window.has("value=\"", at) && closed) {
            return run(window, at + "value=\"".length(), "\"\n\r"); // <add key="Password" value="x"/>
        }
        if (c == '=' || c == ':') {
            at++;
            if ((window.at(at) == '=' && c == ':') || (window.at(at) == '>' && c == '=')) {
                at++;
            } else if (window.at(at) == '=' || window.at(at) == ':' || isOneOf(window.at(at - 2), "!<>")) {
                return null; // A comparison, or a C++ name.
            }
        } else if (c == ',' && closed && form.is(Trait.CODE)) { // define('NAME', 'value')
            at++;
        } else if (at == spaces || (!form.is(Trait.SPACES) && !isOneOf(c, "\"'"))) {
            return null;
        } else if (!form.is(Trait.SPACES) && closed) {
            return null;
        }
        while (at - nameEnd < 2 * LONGEST_GAP && isBlank(window.at(at))) {
            at++;
        }
        c = window.at(at);
        if (isOneOf(c, "\"'`")) {
            return quoted(window, at + 1, c);
        }
        if (c == '\\' && isOneOf(window.at(at + 1), "\"'")) {
            return run(window, at + 2, "\\\n\r");
        }
        if (form.is(Trait.CODE)) {
            return null;
        }
        return form.is(Trait.WHOLE_LINE) ? run(window, at, " \t\n\r;\"") : run(window, at, " \t\n\r;,&\"'<>)}]|");
    }

    private static @Nullable Span quoted(Window window, int start, int quote) {
        int end = start;
        while (end < window.to() && end - start <= LONGEST_VALUE && window.at(end) != quote) {
            int c = window.at(end);
            if (c == '\n' || c == '\r') {
                return null;
            }
            end += c == '\\' ? 2 : 1;
        }
        return end < window.to() && end - start <= LONGEST_VALUE ? new Span(start, end) : null;
    }

    private static @Nullable Span run(Window window, int start, String stops) {
        int end = start;
        while (end < window.to()
                && end - start <= LONGEST_VALUE
                && !isOneOf(window.at(end), stops)
                && window.at(end) >= ' ') {
            end++;
        }
        return end > start && end - start <= LONGEST_VALUE ? new Span(start, end) : null;
    }

    private static boolean isComment(Window window, int nameStart, ConfigurationForm form) {
        int line = nameStart;
        while (line > window.from() && window.at(line - 1) != '\n' && window.at(line - 1) != '\r') {
            line--;
        }
        while (isBlank(window.at(line))) {
            line++;
        }
        int c = window.at(line);
        return !form.is(Trait.NO_COMMENTS)
                && (c == '#'
                        || c == ';'
                        || c == '*'
                        || window.has("//", line)
                        || window.has("<!--", line)
                        || (window.has("--", line) && !window.has("---", line)));
    }

    private static boolean isOwn(ConfigurationForm form, String whole, String name) {
        if (form.names().isEmpty()) {
            return false;
        }
        if (form.names().contains(whole) || form.names().contains(name)) {
            return true;
        }
        int dot = whole.lastIndexOf('.');
        return dot >= 0 && form.names().contains(whole.substring(dot + 1));
    }

    /** Where the last of {@link #WORDS} in a name ends. */
    private static int lastWord(String name) {
        int last = -1;
        for (String word : WORDS) {
            int at = name.lastIndexOf(word);
            if (at >= 0) {
                last = Math.max(last, at + word.length());
            }
        }
        return last;
    }

    private static boolean endsWithOne(String name, String[] endings) {
        for (String ending : endings) {
            if (name.endsWith(ending)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isDefault(String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        return lower.equals("password")
                || lower.equals("changeme")
                || lower.equals("secret")
                || lower.equals("passwd")
                || lower.equals("pass");
    }

    /** crypt(3), LDAP's and Django's forms: tried offline, yet not the password. */
    private static boolean isHash(String value) {
        return (value.startsWith("$2") && value.length() == 60)
                || value.startsWith("$6$")
                || value.startsWith("$5$")
                || value.startsWith("$apr1$")
                || value.startsWith("{SSHA")
                || value.startsWith("{SHA")
                || value.startsWith("{CRYPT}")
                || value.startsWith("pbkdf2_")
                || value.startsWith("$argon2")
                || value.startsWith("SCRAM-SHA-256$");
    }

    private static boolean isFlag(String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        return lower.equals("true")
                || lower.equals("false")
                || lower.equals("yes")
                || lower.equals("no")
                || lower.equals("off")
                || lower.equals("none")
                || lower.equals("null")
                || lower.equals("nil")
                || lower.equals("optional")
                || lower.equals("required")
                || lower.equals("sufficient")
                || lower.equals("prohibit")
                || lower.equals("enabled")
                || lower.equals("disabled");
    }

    /** Two spaces or more: a label or a message, as translations give to such names. */
    private static boolean isProse(String value) {
        int space = value.indexOf(' ');
        return space >= 0
                && (value.indexOf(' ', space + 1) >= 0
                        || value.endsWith(":")
                        || value.endsWith(".")
                        || value.endsWith("?"));
    }

    /** Letters and something else: not a word, a name or a number. */
    private static boolean isMadeUp(String value) {
        boolean letters = false;
        boolean digits = false;
        boolean signs = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c > '~') {
                return false; // A word of some language.
            }
            if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
                letters = true;
            } else if (c >= '0' && c <= '9') {
                digits = true;
            } else if (c != '_' && c != '-' && c != '.' && c != ':' && c != '/') {
                signs = true;
            }
        }
        return letters && (digits || signs);
    }

    private static boolean isName(int c) {
        return Window.isWord(c) || c == '-' || c == '.';
    }

    private static boolean isBlank(int c) {
        return c == ' ' || c == '\t';
    }

    private static boolean isOneOf(int c, String characters) {
        return c != 0 && characters.indexOf(c) >= 0;
    }
}
