package org.imginspect.facts.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imginspect.error.DamagedImageException;
import org.imginspect.facts.boot.GrubScript.Branch;
import org.imginspect.facts.boot.GrubScript.Command;
import org.imginspect.facts.boot.GrubScript.For;
import org.imginspect.facts.boot.GrubScript.Function;
import org.imginspect.facts.boot.GrubScript.If;
import org.imginspect.facts.boot.GrubScript.Piece;
import org.imginspect.facts.boot.GrubScript.Statement;
import org.imginspect.facts.boot.GrubScript.While;
import org.imginspect.facts.boot.GrubScript.Word;
import org.imginspect.guest.GuestPath;

/** Parses the language of {@code grub.cfg} (GRUB's grub-core/script/parser.y and yylex.l). */
final class GrubParser {
    /** Deeper than any real configuration; it bounds the recursion. */
    private static final int DEPTH = 100;

    private static final Set<String> RESERVED = Set.of(
            "if",
            "then",
            "elif",
            "else",
            "fi",
            "for",
            "in",
            "while",
            "until",
            "do",
            "done",
            "function",
            "case",
            "esac",
            "select",
            "time");

    private enum Kind {
        WORD,
        END_OF_COMMAND,
        OPEN,
        CLOSE,
        END
    }

    private record Token(Kind kind, Word word, int line) {}

    private static final Word NO_WORD = new Word(List.of());

    private final String text;
    private final GuestPath file;
    private int at;
    private int line = 1;
    private int depth;
    private Token token;

    private GrubParser(String text, GuestPath file) throws DamagedImageException {
        this.text = text;
        this.file = file;
        this.token = new Token(Kind.END, NO_WORD, 1);
        advance();
    }

    /** @throws DamagedImageException if GRUB could not parse it either */
    static GrubScript parse(String text, GuestPath file) throws DamagedImageException {
        GrubParser parser = new GrubParser(text, file);
        List<Statement> statements = parser.statements();
        if (parser.token.kind != Kind.END) {
            throw parser.unexpected();
        }
        return new GrubScript(file, statements);
    }

    /** The words of one line, as of a command; for the lines of Boot Loader Specification entries, which become commands. */
    static List<Word> words(String text, GuestPath file) throws DamagedImageException {
        GrubParser parser = new GrubParser(text, file);
        List<Word> words = new ArrayList<>();
        while (parser.token.kind == Kind.WORD) {
            words.add(parser.token.word);
            parser.advance();
        }
        return words;
    }

    private List<Statement> statements(String... ends) throws DamagedImageException {
        if (++depth > DEPTH) {
            throw problem("nests deeper than " + DEPTH + " levels");
        }
        List<Statement> statements = new ArrayList<>();
        while (true) {
            skipNewlines();
            if (token.kind != Kind.WORD || isOneOf(ends)) {
                depth--;
                return statements;
            }
            statements.add(statement());
            if (token.kind == Kind.END_OF_COMMAND) {
                advance();
            } else if (token.kind == Kind.OPEN || token.kind == Kind.WORD) {
                throw unexpected();
            }
        }
    }

    /** At least one, as GRUB's grammar (script/parser.y, {@code commands1}) has it everywhere but in a whole file. */
    private List<Statement> someStatements(String... ends) throws DamagedImageException {
        List<Statement> statements = statements(ends);
        if (statements.isEmpty()) {
            throw unexpected();
        }
        return statements;
    }

    /** A semicolon only ends a command; it cannot stand alone. */
    private void skipNewlines() throws DamagedImageException {
        while (token.kind == Kind.END_OF_COMMAND) {
            if (text.charAt(at - 1) == ';') {
                throw problem("did not expect ';'");
            }
            advance();
        }
    }

    private boolean isOneOf(String... words) {
        String plain = token.word.plain();
        for (String word : words) {
            if (plain.equals(word)) {
                return true;
            }
        }
        return false;
    }

    private Statement statement() throws DamagedImageException {
        int start = token.line;
        switch (token.word.plain()) {
            case "if" -> {
                return ifStatement(start);
            }
            case "while", "until" -> {
                boolean until = token.word.plain().equals("until");
                advance();
                List<Statement> condition = someStatements("do");
                expect("do");
                List<Statement> body = someStatements("done");
                expect("done");
                return new While(until, condition, body, start);
            }
            case "for" -> {
                return forStatement(start);
            }
            case "function" -> {
                advance();
                String name = token.word.plain();
                if (token.kind != Kind.WORD || name.isEmpty()) {
                    throw unexpected();
                }
                advance();
                return new Function(name, block(), start);
            }
            default -> {
                return command(start);
            }
        }
    }

    private Statement ifStatement(int start) throws DamagedImageException {
        List<Branch> branches = new ArrayList<>();
        do {
            advance();
            List<Statement> condition = someStatements("then");
            expect("then");
            branches.add(new Branch(condition, someStatements("elif", "else", "fi")));
        } while (token.word.plain().equals("elif"));
        List<Statement> otherwise = List.of();
        if (token.word.plain().equals("else")) {
            advance();
            otherwise = someStatements("fi");
        }
        expect("fi");
        return new If(branches, otherwise, start);
    }

    private Statement forStatement(int start) throws DamagedImageException {
        advance();
        String variable = token.word.plain();
        advance();
        expect("in");
        List<Word> words = new ArrayList<>();
        while (token.kind == Kind.WORD) {
            words.add(token.word);
            advance();
        }
        while (token.kind == Kind.END_OF_COMMAND) {
            advance();
        }
        expect("do");
        List<Statement> body = someStatements("done");
        expect("done");
        return new For(variable, words, body, start);
    }

    private Statement command(int start) throws DamagedImageException {
        if (RESERVED.contains(token.word.plain())) {
            throw unexpected();
        }
        List<Word> words = new ArrayList<>();
        while (token.kind == Kind.WORD) {
            words.add(token.word);
            advance();
        }
        Optional<GrubScript> block = Optional.empty();
        if (token.kind == Kind.OPEN) {
            block = Optional.of(block());
        }
        return new Command(words, block, start);
    }

    private GrubScript block() throws DamagedImageException {
        skipNewlines();
        if (token.kind != Kind.OPEN) {
            throw unexpected();
        }
        advance();
        List<Statement> body = someStatements();
        if (token.kind != Kind.CLOSE) {
            throw unexpected();
        }
        advance();
        return new GrubScript(file, body);
    }

    private void expect(String word) throws DamagedImageException {
        if (!token.word.plain().equals(word)) {
            throw unexpected();
        }
        advance();
    }

    private DamagedImageException unexpected() {
        String found = switch (token.kind) {
            case WORD -> token.word.plain().isEmpty() ? "a word" : "'" + token.word.plain() + "'";
            case END_OF_COMMAND -> "an end of line";
            case OPEN -> "'{'";
            case CLOSE -> "'}'";
            case END -> "the end of the file";
        };
        return problem("did not expect " + found);
    }

    private DamagedImageException problem(String what) {
        return new DamagedImageException("grub script, line " + token.line + ": " + what, file.toString());
    }

    private void advance() throws DamagedImageException {
        skipBlanks();
        if (at == text.length()) {
            token = new Token(Kind.END, NO_WORD, line);
            return;
        }
        char c = text.charAt(at);
        switch (c) {
            case '\n' -> {
                token = new Token(Kind.END_OF_COMMAND, NO_WORD, line);
                line++;
                at++;
            }
            case ';' -> single(Kind.END_OF_COMMAND);
            case '{' -> single(Kind.OPEN);
            case '}' -> single(Kind.CLOSE);
            case '|', '&', '<', '>' -> {
                token = new Token(Kind.END, NO_WORD, line);
                throw problem("did not expect '" + c + "'");
            }
            default -> {
                int start = line;
                token = new Token(Kind.WORD, word(), start);
            }
        }
    }

    private void single(Kind kind) {
        token = new Token(kind, NO_WORD, line);
        at++;
    }

    private void skipBlanks() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == ' ' || c == '\t' || c == '\r') {
                at++;
            } else if (text.startsWith("\\\n", at)) {
                at += 2;
                line++;
            } else if (c == '#') {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else {
                return;
            }
        }
    }

    private Word word() throws DamagedImageException {
        List<Piece> pieces = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at);
            if (" \t\r\n;{}|&<>".indexOf(c) >= 0) {
                break;
            }
            switch (c) {
                case '\\' -> {
                    if (at + 1 < text.length()) {
                        if (text.charAt(at + 1) == '\n') {
                            line++;
                        } else {
                            literal.append(text.charAt(at + 1));
                        }
                    }
                    at = Math.min(at + 2, text.length());
                }
                case '\'' -> {
                    flush(pieces, literal, false);
                    int end = text.indexOf('\'', at + 1);
                    if (end < 0) {
                        throw problem("a quote is not closed");
                    }
                    String quoted = text.substring(at + 1, end);
                    quoted.chars().filter(newline -> newline == '\n').forEach(newline -> line++);
                    pieces.add(new Piece(quoted, false, true));
                    at = end + 1;
                }
                case '"' -> {
                    flush(pieces, literal, false);
                    at++;
                    doubleQuoted(pieces);
                }
                case '$' -> variable(pieces, literal, false);
                default -> {
                    literal.append(c);
                    at++;
                }
            }
        }
        flush(pieces, literal, false);
        return new Word(pieces);
    }

    private void doubleQuoted(List<Piece> pieces) throws DamagedImageException {
        StringBuilder literal = new StringBuilder();
        boolean any = false;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                if (!literal.isEmpty() || !any) {
                    pieces.add(new Piece(literal.toString(), false, true));
                }
                return;
            }
            if (c == '$') {
                any = true;
                variable(pieces, literal, true);
                continue;
            }
            if (c == '\\' && at + 1 < text.length() && "$\"\\\n".indexOf(text.charAt(at + 1)) >= 0) {
                at++;
                c = text.charAt(at);
                if (c == '\n') {
                    line++;
                    at++;
                    continue;
                }
            } else if (c == '\n') {
                line++;
            }
            literal.append(c);
            at++;
        }
        throw problem("a quote is not closed");
    }

    private void variable(List<Piece> pieces, StringBuilder literal, boolean quoted) throws DamagedImageException {
        int from = at + 1;
        boolean braces = text.startsWith("{", from);
        int start = braces ? from + 1 : from;
        int end = start;
        if (end < text.length() && "?@*#".indexOf(text.charAt(end)) >= 0) {
            end++;
        } else {
            while (end < text.length() && isNameCharacter(text.charAt(end))) {
                end++;
            }
        }
        if (end == start) {
            throw problem("'$' without a name");
        }
        if (braces && !text.startsWith("}", end)) {
            throw problem("'${' is not closed");
        }
        flush(pieces, literal, quoted);
        pieces.add(new Piece(text.substring(start, end), true, quoted));
        at = braces ? end + 1 : end;
    }

    private static boolean isNameCharacter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    }

    private static void flush(List<Piece> pieces, StringBuilder literal, boolean quoted) {
        if (!literal.isEmpty()) {
            pieces.add(new Piece(literal.toString(), false, quoted));
            literal.setLength(0);
        }
    }
}
