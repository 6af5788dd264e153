package org.imginspect.facts.firewall;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.firewall.RuleSet.Place;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/**
 * Takes a file for nft apart: words and signs, the files that it includes put in where they are included (nft(8), "Include files"), and variables replaced by what
 * they are defined as ("Symbolic variables").
 */
final class NftTokens {
    private static final int MOST_TOKENS = 1_000_000;
    /** nft's {@code MAX_INCLUDE_DEPTH}. */
    private static final int DEEPEST = 16;

    private static final String SIGNS = "{}(),;=<>!&|^[]";

    private final GuestTree tree;
    private final List<NftToken> tokens = new ArrayList<>();
    private final Map<String, List<NftToken>> variables = new HashMap<>();

    NftTokens(GuestTree tree) {
        this.tree = tree;
    }

    /** Reads a file that must be there. */
    List<NftToken> file(GuestPath file) throws ImageException {
        include(file, new Place(file, 0), 0);
        return tokens;
    }

    /** Reads commands that stand on a command line. */
    List<NftToken> text(String text, Place place) throws ImageException {
        read(text, place, 0);
        return tokens;
    }

    private void include(GuestPath file, Place from, int depth) throws ImageException {
        if (depth > DEEPEST) {
            throw refused("files include each other more than " + DEEPEST + " deep", from);
        }
        Optional<String> text = tree.text(file);
        if (text.isEmpty()) {
            throw refused("the file " + file + " is not there, so that nothing is loaded", from);
        }
        read(text.get(), new Place(file, 1), depth);
    }

    static UnsupportedFeatureException refused(String why, Place place) {
        return new UnsupportedFeatureException("nftables: " + why, place.toString());
    }

    /** @param start the place of the first line; one without a line is a command line */
    private void read(String text, Place start, int depth) throws ImageException {
        List<NftToken> raw = lex(text, start);
        boolean begins = true;
        int at = 0;
        while (at < raw.size()) {
            NftToken token = raw.get(at++);
            if (begins && token.is("include") && at < raw.size() && raw.get(at).quoted()) {
                included(raw.get(at++).text(), token.place(), depth);
            } else if (begins && (token.is("define") || token.is("redefine"))) {
                at = define(raw, at);
            } else if (begins && token.is("undefine") && at < raw.size()) {
                variables.remove(raw.get(at++).text());
            } else {
                put(token);
            }
            begins = token.isEnd() || token.is("{") || token.is("}");
        }
        put(new NftToken("\n", false, start));
    }

    private void put(NftToken token) throws UnsupportedFeatureException {
        if (!token.quoted() && token.text().startsWith("$")) {
            List<NftToken> value = variables.get(token.text().substring(1));
            if (value == null) {
                throw refused("the variable " + token.text() + " is not defined", token.place());
            }
            for (NftToken each : value) {
                count(new NftToken(each.text(), each.quoted(), token.place()));
            }
        } else {
            count(token);
        }
    }

    private void count(NftToken token) throws UnsupportedFeatureException {
        if (tokens.size() >= MOST_TOKENS) {
            throw refused("more than " + MOST_TOKENS + " words", token.place());
        }
        tokens.add(token);
    }

    /** {@code define NAME = value}: up to the end of the line, but for what stands between braces. */
    private int define(List<NftToken> raw, int from) throws UnsupportedFeatureException {
        if (from + 2 >= raw.size() || !raw.get(from + 1).is("=")) {
            throw refused("a definition has no value", raw.get(from - 1).place());
        }
        String name = raw.get(from).text();
        int start = tokens.size();
        int depth = 0;
        int at = from + 2;
        while (at < raw.size() && (depth > 0 || !raw.get(at).isEnd())) {
            NftToken token = raw.get(at++);
            depth += token.is("{") ? 1 : token.is("}") ? -1 : 0;
            if (!token.is("\n")) {
                put(token); // Variables in it are replaced now.
            }
        }
        List<NftToken> value = tokens.subList(start, tokens.size());
        variables.put(name, List.copyOf(value));
        value.clear();
        return at;
    }

    private void included(String name, Place place, int depth) throws ImageException {
        // A relative name lies in nft's include path, which is /etc unless its command line says otherwise.
        String path = name.startsWith("/") ? name : name.startsWith(".") ? "/" + name : "/etc/" + name;
        if (path.indexOf('\0') >= 0) {
            throw refused("a file's name holds a NUL", place);
        }
        boolean pattern = name.indexOf('*') >= 0 || name.indexOf('?') >= 0 || name.indexOf('[') >= 0;
        if (!pattern) {
            include(GuestPath.of(path), place, depth + 1);
            return;
        }
        for (GuestPath file : tree.glob(path)) {
            if (tree.stat(file).map(node -> node.isFile()).orElse(false)) {
                include(file, place, depth + 1);
            }
        }
    }

    private static List<NftToken> lex(String text, Place start) throws UnsupportedFeatureException {
        List<NftToken> found = new ArrayList<>();
        boolean lines = start.line() > 0;
        int line = 1;
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            Place place = lines ? new Place(start.file(), line) : start;
            if (c == '\n') {
                found.add(new NftToken("\n", false, place));
                line++;
                at++;
            } else if (c == ' ' || c == '\t' || c == '\r') {
                at++;
            } else if (c == '#') {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (c == '\\' && at + 1 < text.length() && text.charAt(at + 1) == '\n') {
                line++;
                at += 2;
            } else if (c == '"') {
                int end = text.indexOf('"', at + 1);
                if (end < 0) {
                    throw refused("a quote is not closed", place);
                }
                found.add(new NftToken(text.substring(at + 1, end), true, place));
                at = end + 1;
            } else if (SIGNS.indexOf(c) >= 0) {
                String two = at + 1 < text.length() ? text.substring(at, at + 2) : "";
                boolean pair = two.equals("==")
                        || two.equals("!=")
                        || two.equals("<=")
                        || two.equals(">=")
                        || two.equals("<<")
                        || two.equals(">>");
                found.add(new NftToken(pair ? two : String.valueOf(c), false, place));
                at += pair ? 2 : 1;
            } else {
                int end = at;
                while (end < text.length() && isWord(text, end)) {
                    end++;
                }
                word(text.substring(at, end), place, found);
                at = end;
            }
        }
        return found;
    }

    private static boolean isWord(String text, int at) {
        char c = text.charAt(at);
        return c > ' '
                && SIGNS.indexOf(c) < 0
                && c != '"'
                && c != '#'
                && !(c == '\\' && at + 1 < text.length() && text.charAt(at + 1) == '\n');
    }

    private static boolean isMac(String word) {
        boolean mac = word.length() == 17;
        for (int i = 0; mac && i < 17; i++) {
            mac = i % 3 == 2 ? word.charAt(i) == ':' : Character.digit(word.charAt(i), 16) >= 0;
        }
        return mac;
    }

    /** A colon belongs to an address of IPv6; any other stands between a key and its value. */
    private static void word(String word, Place place, List<NftToken> into) {
        int colon = word.indexOf(':');
        if (colon < 0
                || word.length() == 1
                || isMac(word)
                || AddressSet.range(word).isPresent()) {
            into.add(new NftToken(word, false, place));
            return;
        }
        if (word.endsWith(":")
                && AddressSet.range(word.substring(0, word.length() - 1)).isPresent()) {
            into.add(new NftToken(word.substring(0, word.length() - 1), false, place));
            into.add(new NftToken(":", false, place));
            return;
        }
        if (colon > 0) {
            into.add(new NftToken(word.substring(0, colon), false, place));
        }
        into.add(new NftToken(":", false, place));
        if (colon + 1 < word.length()) {
            word(word.substring(colon + 1), place, into);
        }
    }
}
