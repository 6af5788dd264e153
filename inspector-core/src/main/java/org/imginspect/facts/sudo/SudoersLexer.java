package org.imginspect.facts.sudo;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.imginspect.facts.sudo.SudoersToken.TokenKind;

/**
 * Cuts sudoers into tokens as sudo's scanner (toke.l) does: of several rules that match, the one that takes the most characters wins, then the first.
 * What a character means depends on what stood before it, hence the states.
 */
final class SudoersLexer {
    private enum State {
        INITIAL,
        /** Behind {@code Defaults:}: whom the settings are for. */
        DEFAULTS,
        /** At the name of a setting. */
        SETTING,
        /** Behind it. */
        VALUE,
        DIGEST,
        INCLUDE,
        PATH
    }

    private static final Set<String> TAGS = Set.of(
            "NOPASSWD",
            "PASSWD",
            "NOEXEC",
            "EXEC",
            "INTERCEPT",
            "NOINTERCEPT",
            "SETENV",
            "NOSETENV",
            "LOG_OUTPUT",
            "NOLOG_OUTPUT",
            "LOG_INPUT",
            "NOLOG_INPUT",
            "MAIL",
            "NOMAIL",
            "FOLLOW",
            "NOFOLLOW");
    private static final Set<String> OPTIONS =
            Set.of("TIMEOUT", "NOTBEFORE", "NOTAFTER", "CWD", "CHROOT", "ROLE", "TYPE", "APPARMOR_PROFILE");
    private static final Set<String> ALIASES =
            Set.of("Host_Alias", "Cmnd_Alias", "Cmd_Alias", "User_Alias", "Runas_Alias");
    private static final Set<String> DIGESTS = Set.of("sha224", "sha256", "sha384", "sha512");
    private static final String DEFAULTS = "Defaults";

    private final String text;
    private int at;
    private int line = 1;
    private State state = State.INITIAL;
    /** Where a path or a string was expected: what follows it. */
    private State before = State.INITIAL;

    private boolean continued;
    private String digest = "";

    SudoersLexer(String content) {
        // sudo adds the last line's end itself.
        this.text = content.isEmpty() || content.endsWith("\n") ? content : content + "\n";
    }

    /** The next one; {@link TokenKind#END} again and again once there are no more. */
    SudoersToken next() {
        while (at < text.length()) {
            int newline = lineEnd(at);
            if (newline > 0) {
                int here = line++;
                at += newline;
                state = State.INITIAL;
                continued = false;
                return token(TokenKind.NEWLINE, "", here);
            }
            int joined = continuation(at);
            if (joined > 0 && joined >= wordLength()) {
                line++;
                at += joined;
                continued = true;
                continue;
            }
            char c = text.charAt(at);
            if (isBlank(c)) {
                Optional<SudoersToken> special = blank();
                if (special.isPresent()) {
                    return special.get();
                }
                continue;
            }
            if (c == '!' && state != State.INCLUDE) {
                int from = at;
                while (at < text.length() && text.charAt(at) == '!') {
                    at++;
                }
                if ((at - from) % 2 == 1) {
                    return token(TokenKind.NOT, "!", line);
                }
                continue;
            }
            return switch (state) {
                case SETTING -> setting();
                case VALUE -> value();
                case INCLUDE -> include();
                case DIGEST, INITIAL, DEFAULTS, PATH -> plain();
            };
        }
        return token(TokenKind.END, "", line);
    }

    private Optional<SudoersToken> blank() {
        int end = at;
        while (end < text.length() && isBlank(text.charAt(end))) {
            end++;
        }
        if (state == State.DEFAULTS) {
            if (end < text.length() && text.charAt(end) == ',') {
                at = end;
                return Optional.of(comma());
            }
            state = State.SETTING;
        } else if (state == State.INITIAL && isLineStart()) {
            // Defaults and the aliases may be indented.
            Optional<SudoersToken> entry = entry(end);
            if (entry.isPresent()) {
                return entry;
            }
        }
        at = end;
        return Optional.empty();
    }

    private SudoersToken comma() {
        at++;
        while (state == State.DEFAULTS && at < text.length() && isBlank(text.charAt(at))) {
            at++;
        }
        return token(TokenKind.COMMA, ",", line);
    }

    private SudoersToken setting() {
        int end = at;
        while (end < text.length() && (isLower(text.charAt(end)) || text.charAt(end) == '_')) {
            end++;
        }
        if (end > at) {
            state = State.VALUE;
            return take(TokenKind.VARIABLE, end);
        }
        return comment().orElseGet(this::unknown);
    }

    private SudoersToken value() {
        switch (text.charAt(at)) {
            case ',' -> {
                state = State.SETTING;
                at++;
                return token(TokenKind.COMMA, ",", line);
            }
            case '"' -> {
                return string(State.VALUE);
            }
            case '#' -> {
                return comment().orElseGet(this::unknown);
            }
            default -> {
                int end = valueEnd();
                if (text.charAt(at) == '=') {
                    at++;
                    return token(TokenKind.EQUALS, "=", line);
                }
                if (end == at + 1 && text.startsWith("+=", at)) {
                    at += 2;
                    return token(TokenKind.ADD, "+=", line);
                }
                if (end == at + 1 && text.startsWith("-=", at)) {
                    at += 2;
                    return token(TokenKind.REMOVE, "-=", line);
                }
                return end > at ? take(TokenKind.WORD, end) : unknown();
            }
        }
    }

    /** {@code ENVAR}: the end of a value without quotes. */
    private int valueEnd() {
        int end = at;
        while (end < text.length()) {
            char c = text.charAt(end);
            if (c == '\\' && end + 1 < text.length() && !isLineEnd(text.charAt(end + 1))) {
                end += 2;
            } else if ("#=, \t\r\n\\\"".indexOf(c) >= 0 || (c == '!' && end == at)) {
                break;
            } else {
                end++;
            }
        }
        return end;
    }

    private SudoersToken include() {
        if (text.charAt(at) == '"') {
            return string(State.INITIAL);
        }
        int end = at;
        while (end < text.length()) {
            char c = text.charAt(end);
            if (c == '\\' && end + 1 < text.length() && isBlank(text.charAt(end + 1))) {
                end += 2;
            } else if (Character.isWhitespace(c)) {
                break;
            } else {
                end++;
            }
        }
        if (end == at) {
            return unknown();
        }
        state = State.INITIAL;
        return take(TokenKind.WORD, end);
    }

    /** The states that share the scanner's general rules. */
    private SudoersToken plain() {
        char c = text.charAt(at);
        if (c == ':') {
            at++;
            return token(TokenKind.COLON, ":", line);
        }
        if (state == State.DIGEST) {
            return digest();
        }
        if (state == State.INITIAL && isLineStart()) {
            Optional<SudoersToken> entry = entry(at);
            if (entry.isPresent()) {
                return entry.get();
            }
        }
        switch (c) {
            case '(' -> {
                at++;
                return token(TokenKind.OPEN, "(", line);
            }
            case ')' -> {
                at++;
                return token(TokenKind.CLOSE, ")", line);
            }
            case ',' -> {
                return comma();
            }
            case '=' -> {
                at++;
                return token(TokenKind.EQUALS, "=", line);
            }
            case '"' -> {
                return string(state);
            }
            case '#' -> {
                int id = idEnd(at);
                if (id > at) {
                    return take(TokenKind.WORD, id);
                }
                return state == State.INITIAL ? comment().orElseGet(this::unknown) : unknown();
            }
            default -> {
                return word();
            }
        }
    }

    /** What may stand at the beginning of a line only; {@code from} is behind the blanks that begin it. */
    private Optional<SudoersToken> entry(int from) {
        for (String include : new String[] {"#include", "#includedir"}) {
            int end = from + include.length();
            if (from == at && text.startsWith(include, from) && end < text.length() && isBlank(text.charAt(end))) {
                return Optional.of(includes(end, include.endsWith("dir")));
            }
        }
        int word = wordEnd(from);
        String name = text.substring(from, word);
        if (ALIASES.contains(name)) {
            at = word;
            return Optional.of(
                    continued
                            ? token(TokenKind.ERROR, "a line is continued", line)
                            : token(TokenKind.ALIAS_KIND, name, line));
        }
        if (!text.startsWith(DEFAULTS, from)) {
            return Optional.empty();
        }
        return defaults(from + DEFAULTS.length(), word);
    }

    /** {@code Defaults([:@>!][[:blank:]]*!*"?(ID|WORD))?}, unless a word from the same place on is longer. */
    private Optional<SudoersToken> defaults(int end, int word) {
        TokenKind type = end >= text.length()
                ? TokenKind.DEFAULTS
                : switch (text.charAt(end)) {
                    case ':' -> TokenKind.DEFAULTS_USERS;
                    case '@' -> TokenKind.DEFAULTS_HOSTS;
                    case '>' -> TokenKind.DEFAULTS_RUNAS;
                    case '!' -> TokenKind.DEFAULTS_COMMANDS;
                    default -> TokenKind.DEFAULTS;
                };
        int scope = end;
        int stop = end;
        if (type != TokenKind.DEFAULTS) {
            scope = end + 1;
            while (scope < text.length() && isBlank(text.charAt(scope))) {
                scope++;
            }
            int name = scope;
            while (name < text.length() && text.charAt(name) == '!') {
                name++;
            }
            if (name < text.length() && text.charAt(name) == '"') {
                name++;
            }
            stop = Math.max(wordEnd(name), idEnd(name));
            if (stop == name) {
                type = TokenKind.DEFAULTS;
                scope = end;
                stop = end;
            }
        }
        if (word > stop) {
            return Optional.empty();
        }
        at = scope;
        state = State.DEFAULTS;
        return Optional.of(
                continued ? token(TokenKind.ERROR, "a line is continued", line) : token(type, DEFAULTS, line));
    }

    private SudoersToken includes(int end, boolean directory) {
        at = end;
        if (continued) {
            return token(TokenKind.ERROR, "a line is continued", line);
        }
        state = State.INCLUDE;
        return token(directory ? TokenKind.INCLUDE_DIRECTORY : TokenKind.INCLUDE, "", line);
    }

    /** What stands behind {@code sha256:}, in base 16 or 64. */
    private SudoersToken digest() {
        int end = at;
        boolean hex = true;
        while (end < text.length() && (isAlphanumeric(text.charAt(end)) || "+/=".indexOf(text.charAt(end)) >= 0)) {
            hex &= Character.digit(text.charAt(end), 16) >= 0;
            end++;
        }
        if (end == at) {
            return unknown();
        }
        int size = Integer.parseInt(digest.substring("sha".length())) / 8;
        int length = end - at;
        boolean fits = (hex && length == size * 2)
                || length == (text.charAt(end - 1) == '=' ? 4 * ((size + 2) / 3) : (4 * size + 2) / 3);
        state = State.INITIAL;
        SudoersToken found =
                token(fits ? TokenKind.DIGEST : TokenKind.ERROR, digest + ":" + text.substring(at, end), line);
        at = end;
        return found;
    }

    private SudoersToken word() {
        int end = wordEnd(at);
        char c = text.charAt(at);
        if (state == State.PATH) {
            end = Math.max(end, pathEnd());
            state = before;
            return end > at ? take(TokenKind.WORD, end) : unknown();
        }
        if (c == '+') {
            return end > at + 1 ? take(TokenKind.NETGROUP, at + 1, end) : unknown();
        }
        if (c == '%') {
            return group();
        }
        int address = addressEnd();
        if (address >= end && address > at) {
            return take(TokenKind.ADDRESS, address);
        }
        int path = Math.max(c == '/' ? pathEnd() : at, c == '^' ? regexEnd() : at);
        if (path >= end && path > at) {
            return command(path);
        }
        return end > at ? name(text.substring(at, end), end) : unknown();
    }

    /** {@code %name}, {@code %#1000}, {@code %:name}, {@code %:#1000}. */
    private SudoersToken group() {
        int from = at + 1;
        int name = from < text.length() && text.charAt(from) == ':' ? from + 1 : from;
        int end = Math.max(wordEnd(name), idEnd(name));
        return end > name ? take(TokenKind.GROUP, from, end) : unknown();
    }

    private SudoersToken name(String name, int end) {
        if (TAGS.contains(name)) {
            int colon = end;
            while (colon < text.length() && isBlank(text.charAt(colon))) {
                colon++;
            }
            if (colon < text.length() && text.charAt(colon) == ':') {
                at = colon + 1;
                return token(TokenKind.TAG, name, line);
            }
        }
        if (name.equals("ALL")) {
            return take(TokenKind.ALL, end);
        }
        if (state == State.INITIAL && OPTIONS.contains(name)) {
            if (name.equals("CWD") || name.equals("CHROOT")) {
                before = state;
                state = State.PATH;
            }
            return take(TokenKind.OPTION, end);
        }
        if (isAlias(name)) {
            return take(TokenKind.ALIAS, end);
        }
        if (DIGESTS.contains(name) && state == State.INITIAL) {
            digest = name;
            state = State.DIGEST;
            return take(TokenKind.DIGEST_KIND, end);
        }
        if (name.equals("sudoedit") || name.equals("list")) {
            return command(end);
        }
        if (state == State.INITIAL && (name.equals("@include") || name.equals("@includedir"))) {
            return includes(end, name.endsWith("dir"));
        }
        return take(TokenKind.WORD, end);
    }

    /** A path that ends at {@code end}, and what may stand behind it. */
    private SudoersToken command(int end) {
        int here = line;
        String path = unescapeSpecial(text.substring(at, end));
        at = end;
        if (state == State.DEFAULTS || path.endsWith("/")) {
            return token(TokenKind.COMMAND, path, here);
        }
        StringBuilder arguments = new StringBuilder();
        boolean space = false;
        boolean any = false;
        while (at < text.length()) {
            char c = text.charAt(at);
            int joined = continuation(at);
            if (joined > 0) {
                line++;
                at += joined;
                continued = true;
                space = true;
            } else if (isBlank(c)) {
                at++;
                space = true;
            } else if (isLineEnd(c) || "#:,".indexOf(c) >= 0 || (c == '=' && argumentEnd() == at + 1)) {
                break;
            } else if (!any && c == '^') {
                Optional<String> expression = regexArguments();
                return expression.isPresent()
                        ? new SudoersToken(TokenKind.COMMAND, path, expression, here)
                        : token(TokenKind.ERROR, "unterminated regular expression", line);
            } else {
                if (space && any) {
                    arguments.append(' ');
                }
                space = false;
                any = true;
                if (c != '\\') {
                    int stop = argumentEnd();
                    arguments.append(text, at, stop);
                    at = stop;
                    continue;
                }
                char escaped = at + 1 < text.length() ? text.charAt(at + 1) : '\n';
                if ("*?[]!^".indexOf(escaped) >= 0) {
                    arguments.append(c).append(escaped);
                } else if (":\\,= \t#".indexOf(escaped) >= 0) {
                    arguments.append(escaped);
                } else {
                    return unknown();
                }
                at += 2;
            }
        }
        state = State.INITIAL;
        return new SudoersToken(
                TokenKind.COMMAND, path, any ? Optional.of(arguments.toString()) : Optional.empty(), here);
    }

    private int argumentEnd() {
        int end = at;
        while (end < text.length() && "#\\:, \t\r\n".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    /** {@code ^…$}, which stands for all arguments. */
    private Optional<String> regexArguments() {
        StringBuilder expression = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at);
            int joined = continuation(at);
            if (joined > 0) {
                line++;
                at += joined;
                while (at < text.length() && isBlank(text.charAt(at))) {
                    at++;
                }
            } else if (c == '#' || isLineEnd(c)) {
                break;
            } else if (c == '\\' && at + 1 < text.length()) {
                expression.append(c).append(text.charAt(at + 1));
                at += 2;
            } else {
                expression.append(c);
                at++;
                if (c == '$') {
                    state = State.INITIAL;
                    return Optional.of(expression.toString());
                }
            }
        }
        state = State.INITIAL;
        return Optional.empty();
    }

    private SudoersToken string(State then) {
        StringBuilder value = new StringBuilder();
        boolean any = false;
        int here = line;
        at++;
        while (at < text.length()) {
            char c = text.charAt(at);
            int joined = continuation(at);
            if (joined > 0) {
                line++;
                at += joined;
                while (at < text.length() && isBlank(text.charAt(at))) {
                    at++;
                }
            } else if (lineEnd(at) > 0 || c == '\r') {
                break;
            } else if (c == '"') {
                at++;
                state = then;
                if (!any) {
                    return token(TokenKind.ERROR, "empty string", line);
                }
                return quoted(value.toString(), then, here);
            } else {
                if (c == '\\' && at + 1 < text.length() && text.charAt(at + 1) == '"') {
                    at++;
                }
                value.append(text.charAt(at++));
                any = true;
            }
        }
        state = State.INITIAL;
        return token(TokenKind.ERROR, "unexpected line break in string", line);
    }

    private static SudoersToken quoted(String value, State then, int here) {
        if (then == State.INITIAL || then == State.DEFAULTS) {
            if (value.startsWith("%")) {
                boolean empty = value.equals("%") || value.equals("%:");
                return token(empty ? TokenKind.ERROR : TokenKind.GROUP, value.substring(1), here);
            }
            if (value.startsWith("+")) {
                return token(value.length() == 1 ? TokenKind.ERROR : TokenKind.NETGROUP, value.substring(1), here);
            }
        }
        return token(TokenKind.WORD, value, here);
    }

    /** A comment up to and with the end of its line; empty if this is none, but half of a number. */
    private Optional<SudoersToken> comment() {
        if (text.charAt(at) != '#') {
            return Optional.empty();
        }
        char next = at + 1 < text.length() ? text.charAt(at + 1) : '\n';
        if (next == '-' && at + 2 < text.length()) {
            char afterDash = text.charAt(at + 2);
            if (isDigit(afterDash) || isLineEnd(afterDash)) {
                return Optional.empty();
            }
        } else if (isDigit(next)) {
            return Optional.empty();
        }
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end + 1;
        state = State.INITIAL;
        continued = false;
        return Optional.of(token(TokenKind.NEWLINE, "", line++));
    }

    private SudoersToken unknown() {
        at++;
        return token(TokenKind.ERROR, "", line);
    }

    private SudoersToken take(TokenKind type, int end) {
        return take(type, at, end);
    }

    private SudoersToken take(TokenKind type, int from, int end) {
        String value = unescape(text.substring(from, end));
        at = end;
        return token(type, value, line);
    }

    private static SudoersToken token(TokenKind type, String value, int line) {
        return new SudoersToken(type, value, Optional.empty(), line);
    }

    /** {@code fill_txt()}: a backslash takes the meaning of what follows; {@code \x41} is a byte. */
    private static String unescape(String raw) {
        if (raw.indexOf('\\') < 0) {
            return raw;
        }
        StringBuilder out = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c != '\\' || i + 1 == raw.length()) {
                out.append(c);
            } else if (raw.charAt(i + 1) == 'x'
                    && i + 3 < raw.length()
                    && Character.digit(raw.charAt(i + 2), 16) >= 0
                    && Character.digit(raw.charAt(i + 3), 16) >= 0) {
                out.append((char) Integer.parseInt(raw.substring(i + 2, i + 4).toLowerCase(Locale.ROOT), 16));
                i += 3;
            } else {
                out.append(raw.charAt(++i));
            }
        }
        return out.toString();
    }

    /** {@code fill_cmnd()}: only what means something to sudoers loses its backslash; the others are the wildcards' business. */
    private static String unescapeSpecial(String raw) {
        StringBuilder out = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            if (raw.charAt(i) == '\\' && i + 1 < raw.length() && ",:= \t#".indexOf(raw.charAt(i + 1)) >= 0) {
                i++;
            }
            out.append(raw.charAt(i));
        }
        return out.toString();
    }

    private int wordLength() {
        return state == State.INITIAL || state == State.DEFAULTS || state == State.PATH ? wordEnd(at) - at : 0;
    }

    /** {@code WORD}. */
    private int wordEnd(int from) {
        int end = from;
        while (end < text.length()) {
            char c = text.charAt(end);
            if (c == '\\' && end + 1 < text.length() && "\t\n".indexOf(text.charAt(end + 1)) < 0) {
                end += 2;
            } else if ("#>!=:,() \t\r\n\\\"".indexOf(c) >= 0) {
                break;
            } else {
                end++;
            }
        }
        return end;
    }

    /** {@code ID}: {@code #1000}. */
    private int idEnd(int from) {
        if (from >= text.length() || text.charAt(from) != '#') {
            return from;
        }
        int first = from + 1 < text.length() && text.charAt(from + 1) == '-' ? from + 2 : from + 1;
        int end = first;
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        return end > first ? end : from;
    }

    /** {@code PATH}. */
    private int pathEnd() {
        if (text.charAt(at) != '/') {
            return at;
        }
        int end = at + 1;
        while (end < text.length()) {
            char c = text.charAt(end);
            if (c == '\\' && end + 1 < text.length() && ",:= \t#".indexOf(text.charAt(end + 1)) >= 0) {
                end += 2;
            } else if (",:=\\ \t\r\n#".indexOf(c) >= 0) {
                break;
            } else {
                end++;
            }
        }
        return end > at + 1 ? end : at;
    }

    /** {@code REGEX}: {@code ^…$}. */
    private int regexEnd() {
        for (int end = at + 1; end < text.length(); end++) {
            char c = text.charAt(end);
            if (c == '$') {
                return end + 1;
            }
            if (c == '\\' && end + 1 < text.length() && "#$".indexOf(text.charAt(end + 1)) >= 0) {
                end++;
            } else if (c == '#' || isLineEnd(c)) {
                break;
            }
        }
        return at;
    }

    /** An IPv4 or IPv6 address, with a mask or without. */
    private int addressEnd() {
        int end = addressEnd(at);
        if (end > at && end < text.length() && text.charAt(end) == '/') {
            int mask = addressEnd(end + 1);
            if (mask == end + 1) {
                while (mask < text.length() && mask < end + 4 && isDigit(text.charAt(mask))) {
                    mask++;
                }
            }
            end = mask > end + 1 ? mask : end;
        }
        return end;
    }

    private int addressEnd(int from) {
        int end = from;
        int colons = 0;
        int dots = 0;
        int run = 0;
        boolean hex = false;
        while (end < text.length()) {
            char c = text.charAt(end);
            if (c == ':') {
                colons++;
                run = 0;
            } else if (c == '.') {
                dots++;
                run = 0;
            } else if (Character.digit(c, 16) >= 0) {
                hex |= !isDigit(c);
                if (++run > 4) {
                    return from;
                }
            } else {
                break;
            }
            end++;
        }
        boolean four = dots == 3 && colons == 0 && !hex && run > 0 && octets(text.substring(from, end));
        return four || (colons >= 2 && (dots == 0 || dots == 3)) ? end : from;
    }

    private static boolean octets(String address) {
        for (String octet : address.split("\\.", -1)) {
            if (octet.isEmpty() || octet.length() > 3 || Integer.parseInt(octet) > 255) {
                return false;
            }
        }
        return true;
    }

    /** How many characters a line's end takes here; 0 if this is none. */
    private int lineEnd(int from) {
        return text.startsWith("\r\n", from) ? 2 : text.startsWith("\n", from) ? 1 : 0;
    }

    /** How many characters a backslash takes with the blanks and the line's end behind it; 0 if this is none. */
    private int continuation(int from) {
        if (text.charAt(from) != '\\') {
            return 0;
        }
        int end = from + 1;
        while (end < text.length() && isBlank(text.charAt(end))) {
            end++;
        }
        int newline = lineEnd(end);
        return newline == 0 ? 0 : end + newline - from;
    }

    private boolean isLineStart() {
        return at == 0 || text.charAt(at - 1) == '\n';
    }

    private static boolean isAlias(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!(c >= 'A' && c <= 'Z') && (i == 0 || !(isDigit(c) || c == '_'))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private static boolean isLineEnd(char c) {
        return c == '\n' || c == '\r';
    }

    private static boolean isLower(char c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isAlphanumeric(char c) {
        return isDigit(c) || isLower(c) || (c >= 'A' && c <= 'Z');
    }
}
