package org.imginspect.facts.sudo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.sudo.SudoMember.Kind;
import org.imginspect.facts.sudo.Sudoers.AliasKind;
import org.imginspect.facts.sudo.Sudoers.Scope;
import org.imginspect.facts.sudo.SudoersToken.TokenKind;
import org.imginspect.guest.GuestPath;

/** The grammar of one sudoers file (gram.y). An entry that it refuses is left out whole, as sudo does since 1.9.3. */
final class SudoersParser {
    /** What is found, in order. */
    interface Sink {
        void alias(Sudoers.Alias alias) throws ImageException;

        void setting(Sudoers.Setting setting);

        void rule(Sudoers.Rule rule);

        void fault(String message, int line);

        /** A file or directory to be read before the rest of this file. */
        void include(String path, boolean directory, int line) throws ImageException;
    }

    /** An entry that sudo refuses. */
    private static final class SyntaxException extends Exception {
        private static final long serialVersionUID = 1;

        private final String why;

        SyntaxException(String why) {
            super(why, null, false, false);
            this.why = why;
        }
    }

    private enum ListKind {
        USERS,
        HOSTS,
        GROUPS,
        COMMANDS
    }

    private final GuestPath file;
    private final SudoersLexer lexer;
    private final Sink sink;
    private SudoersToken token;

    SudoersParser(GuestPath file, String content, Sink sink) {
        this.file = file;
        this.lexer = new SudoersLexer(content);
        this.sink = sink;
        this.token = lexer.next();
    }

    void parse() throws ImageException {
        while (token.type() != TokenKind.END) {
            if (token.type() == TokenKind.NEWLINE) {
                advance();
                continue;
            }
            int line = token.line();
            try {
                entry();
            } catch (SyntaxException e) {
                sink.fault(e.why, line);
                while (token.type() != TokenKind.NEWLINE && token.type() != TokenKind.END) {
                    advance();
                }
            }
        }
    }

    private void entry() throws SyntaxException, ImageException {
        switch (token.type()) {
            case INCLUDE, INCLUDE_DIRECTORY -> include();
            case ALIAS_KIND -> aliases();
            case DEFAULTS -> defaults(Scope.EVERYBODY);
            case DEFAULTS_USERS -> defaults(Scope.USERS);
            case DEFAULTS_RUNAS -> defaults(Scope.RUNAS);
            case DEFAULTS_HOSTS -> defaults(Scope.HOSTS);
            case DEFAULTS_COMMANDS -> defaults(Scope.COMMANDS);
            default -> rules();
        }
    }

    private void include() throws SyntaxException, ImageException {
        boolean directory = token.type() == TokenKind.INCLUDE_DIRECTORY;
        int line = token.line();
        advance();
        String path = expect(TokenKind.WORD, "a path").text();
        end();
        sink.include(path, directory, line);
    }

    private void aliases() throws SyntaxException, ImageException {
        AliasKind kind = switch (token.text().charAt(0)) {
            case 'H' -> AliasKind.HOST;
            case 'U' -> AliasKind.USER;
            case 'R' -> AliasKind.RUNAS;
            default -> AliasKind.COMMAND;
        };
        advance();
        while (true) {
            SudoersToken name = token;
            if (name.type() == TokenKind.ALL || name.type() == TokenKind.OPTION) {
                throw new SyntaxException("the reserved word " + name.text() + " is used as an alias's name");
            }
            expect(TokenKind.ALIAS, "an alias's name in capitals");
            expect(TokenKind.EQUALS, "'='");
            ListKind list = switch (kind) {
                case HOST -> ListKind.HOSTS;
                case USER, RUNAS -> ListKind.USERS;
                case COMMAND -> ListKind.COMMANDS;
            };
            List<SudoMember> members = list(list);
            if (token.type() != TokenKind.COLON && token.type() != TokenKind.NEWLINE && token.type() != TokenKind.END) {
                throw unexpected("':' or the line's end");
            }
            sink.alias(new Sudoers.Alias(kind, name.text(), members, file, name.line()));
            if (token.type() != TokenKind.COLON) {
                end();
                return;
            }
            advance();
        }
    }

    private void defaults(Scope scope) throws SyntaxException {
        int line = token.line();
        advance();
        List<SudoMember> members = switch (scope) {
            case EVERYBODY -> List.of();
            case USERS, RUNAS -> list(ListKind.USERS);
            case HOSTS -> list(ListKind.HOSTS);
            case COMMANDS -> list(ListKind.COMMANDS);
        };
        List<Sudoers.Setting> settings = new ArrayList<>();
        do {
            if (!settings.isEmpty()) {
                advance();
            }
            boolean on = !skip(TokenKind.NOT);
            String name = expect(TokenKind.VARIABLE, "a setting's name").text();
            char operator = switch (token.type()) {
                case EQUALS -> '=';
                case ADD -> '+';
                case REMOVE -> '-';
                default -> ' ';
            };
            Optional<String> value = Optional.empty();
            if (operator != ' ') {
                if (!on) {
                    throw unexpected("no value behind '!'");
                }
                advance();
                value = Optional.of(expect(TokenKind.WORD, "a value").text());
            }
            settings.add(new Sudoers.Setting(scope, members, name, on, operator, value, file, line));
        } while (token.type() == TokenKind.COMMA);
        end();
        settings.forEach(sink::setting);
    }

    private void rules() throws SyntaxException {
        List<SudoMember> users = list(ListKind.USERS);
        List<Sudoers.Rule> rules = new ArrayList<>();
        do {
            if (!rules.isEmpty()) {
                advance();
            }
            List<SudoMember> hosts = list(ListKind.HOSTS);
            expect(TokenKind.EQUALS, "'='");
            commands(users, hosts, rules);
        } while (token.type() == TokenKind.COLON);
        end();
        rules.forEach(sink::rule);
    }

    /** Each command takes over what the one before it says and it does not. */
    private void commands(List<SudoMember> users, List<SudoMember> hosts, List<Sudoers.Rule> into)
            throws SyntaxException {
        Optional<List<SudoMember>> runAsUsers = Optional.empty();
        Optional<List<SudoMember>> runAsGroups = Optional.empty();
        Map<String, String> options = Map.of();
        Map<String, Boolean> tags = Map.of();
        while (true) {
            int line = token.line();
            if (skip(TokenKind.OPEN)) {
                List<SudoMember> asUsers = token.type() == TokenKind.COLON || token.type() == TokenKind.CLOSE
                        ? List.of()
                        : list(ListKind.USERS);
                List<SudoMember> asGroups = List.of();
                if (skip(TokenKind.COLON) && (token.type() != TokenKind.CLOSE || !asUsers.isEmpty())) {
                    asGroups = list(ListKind.GROUPS);
                }
                expect(TokenKind.CLOSE, "')'");
                if (asUsers.isEmpty()) {
                    asUsers = List.of(SudoMember.of(Kind.MYSELF, ""));
                }
                runAsUsers = Optional.of(asUsers);
                runAsGroups = asGroups.isEmpty() ? Optional.empty() : Optional.of(asGroups);
            }
            Map<String, String> nextOptions = new HashMap<>(options);
            while (token.type() == TokenKind.OPTION) {
                String name = token.text();
                advance();
                expect(TokenKind.EQUALS, "'='");
                nextOptions.put(name, expect(TokenKind.WORD, "a value").text());
            }
            Map<String, Boolean> nextTags = new HashMap<>(tags);
            while (token.type() == TokenKind.TAG) {
                tag(token.text(), nextTags);
                advance();
            }
            options = nextOptions;
            tags = nextTags;
            into.add(new Sudoers.Rule(
                    users, hosts, runAsUsers, runAsGroups, options, tags, member(ListKind.COMMANDS), file, line));
            if (!skip(TokenKind.COMMA)) {
                return;
            }
        }
    }

    private static void tag(String name, Map<String, Boolean> into) {
        boolean on = !name.startsWith("NO");
        switch (on ? name : name.substring(2)) {
            case "PASSWD" -> into.put("authenticate", on);
            // NOEXEC switches something on.
            case "EXEC" -> into.put("noexec", !on);
            case "INTERCEPT" -> into.put("intercept", on);
            case "SETENV" -> into.put("setenv", on);
            case "LOG_INPUT" -> into.put("log_input", on);
            case "LOG_OUTPUT" -> into.put("log_output", on);
            case "MAIL" -> into.put("send_mail", on);
            default -> into.put("sudoedit_follow", on);
        }
    }

    private List<SudoMember> list(ListKind kind) throws SyntaxException {
        List<SudoMember> members = new ArrayList<>();
        do {
            members.add(member(kind));
        } while (skip(TokenKind.COMMA));
        return members;
    }

    private SudoMember member(ListKind kind) throws SyntaxException {
        List<String> digests = kind == ListKind.COMMANDS ? digests() : List.of();
        boolean negated = skip(TokenKind.NOT);
        SudoersToken found = token;
        Optional<SudoMember> member = switch (found.type()) {
            case ALL -> Optional.of(SudoMember.of(Kind.ALL, ""));
            case ALIAS -> Optional.of(SudoMember.of(Kind.ALIAS, found.text()));
            case COMMAND ->
                kind == ListKind.COMMANDS
                        ? Optional.of(new SudoMember(Kind.COMMAND, found.text(), found.arguments(), List.of(), false))
                        : Optional.empty();
            case WORD -> kind == ListKind.COMMANDS ? Optional.empty() : Optional.of(word(found.text()));
            case NETGROUP ->
                kind == ListKind.USERS || kind == ListKind.HOSTS
                        ? Optional.of(SudoMember.of(Kind.NETGROUP, found.text()))
                        : Optional.empty();
            case GROUP -> kind == ListKind.USERS ? Optional.of(group(found.text())) : Optional.empty();
            case ADDRESS ->
                kind == ListKind.HOSTS ? Optional.of(SudoMember.of(Kind.ADDRESS, found.text())) : Optional.empty();
            default -> Optional.empty();
        };
        if (member.isEmpty() || (!digests.isEmpty() && member.get().kind() == Kind.ALIAS)) {
            throw unexpected(
                    switch (kind) {
                        case USERS -> "a user";
                        case HOSTS -> "a host";
                        case GROUPS -> "a group";
                        case COMMANDS -> "a command with its whole path";
                    });
        }
        advance();
        return member.get().withDigests(digests).negated(negated);
    }

    private List<String> digests() throws SyntaxException {
        List<String> digests = new ArrayList<>();
        while (token.type() == TokenKind.DIGEST_KIND) {
            advance();
            expect(TokenKind.COLON, "':'");
            digests.add(expect(TokenKind.DIGEST, "a digest of the right length").text());
            if (token.type() != TokenKind.COMMA) {
                break;
            }
            advance();
            if (token.type() != TokenKind.DIGEST_KIND) {
                throw unexpected("another digest");
            }
        }
        return digests;
    }

    private static SudoMember word(String text) {
        Optional<String> id = id(text);
        return id.isPresent() ? SudoMember.of(Kind.ID, id.get()) : SudoMember.of(Kind.NAME, text);
    }

    private static SudoMember group(String text) {
        if (text.startsWith(":")) {
            return SudoMember.of(Kind.OTHER_GROUP, text.substring(1));
        }
        Optional<String> id = id(text);
        return id.isPresent() ? SudoMember.of(Kind.GROUP_ID, id.get()) : SudoMember.of(Kind.GROUP, text);
    }

    /** The number behind {@code #}, without zeros before it; empty if it is none of 32 bits. */
    private static Optional<String> id(String text) {
        if (text.length() < 2 || text.charAt(0) != '#') {
            return Optional.empty();
        }
        long number = 0;
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            number = number * 10 + (c - '0');
            if (c < '0' || c > '9' || number > 0xffff_ffffL) {
                return Optional.empty();
            }
        }
        return Optional.of(Long.toString(number));
    }

    private SudoersToken expect(TokenKind type, String what) throws SyntaxException {
        if (token.type() != type) {
            throw unexpected(what);
        }
        SudoersToken found = token;
        advance();
        return found;
    }

    /** The entry's end, which is not passed: what an include brings comes before the next line. */
    private void end() throws SyntaxException {
        if (token.type() != TokenKind.NEWLINE && token.type() != TokenKind.END) {
            throw unexpected("the line's end");
        }
    }

    private boolean skip(TokenKind type) {
        boolean there = token.type() == type;
        if (there) {
            advance();
        }
        return there;
    }

    private void advance() {
        token = lexer.next();
    }

    private SyntaxException unexpected(String wanted) {
        String found = switch (token.type()) {
            case NEWLINE, END -> "the line's end";
            case ERROR -> token.text().isEmpty() ? "a character" : token.text();
            default -> "'" + token.text() + "'";
        };
        return new SyntaxException(found + " where " + wanted + " is expected");
    }
}
