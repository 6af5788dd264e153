package org.imginspect.facts.firewall;

import java.util.ArrayList;
import java.util.List;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.firewall.RuleSet.Place;
import org.imginspect.guest.GuestPath;

/** A place in a list of tokens. */
final class NftCursor {
    private static final NftToken END = new NftToken("\n", false, new Place(GuestPath.ROOT, 0));

    private final List<NftToken> tokens;
    private int at;

    NftCursor(List<NftToken> tokens) {
        this.tokens = tokens;
    }

    boolean atEnd() {
        return at >= tokens.size();
    }

    /** The next one, which stays; the end of a line behind the last. */
    NftToken peek() {
        return peek(0);
    }

    NftToken peek(int ahead) {
        return at + ahead < tokens.size() ? tokens.get(at + ahead) : END;
    }

    NftToken next() throws UnsupportedFeatureException {
        if (atEnd()) {
            throw NftTokens.refused("a statement breaks off", place());
        }
        return tokens.get(at++);
    }

    /** Takes the next one if it is this sign or word. */
    boolean take(String text) {
        boolean is = !atEnd() && peek().is(text);
        at += is ? 1 : 0;
        return is;
    }

    void expect(String text) throws UnsupportedFeatureException {
        if (!take(text)) {
            throw NftTokens.refused("'" + shown(peek()) + "' instead of '" + text + "'", place());
        }
    }

    void skipLines() {
        while (!atEnd() && peek().is("\n")) {
            at++;
        }
    }

    Place place() {
        return tokens.isEmpty()
                ? END.place()
                : tokens.get(Math.min(at, tokens.size() - 1)).place();
    }

    static String shown(NftToken token) {
        return token.is("\n") ? "the end of the line" : token.text();
    }

    /** What stands up to the end of the statement, braces and what is in them included; the end itself stays. */
    List<NftToken> statement() {
        List<NftToken> found = new ArrayList<>();
        int depth = 0;
        while (!atEnd()) {
            NftToken token = peek();
            if (depth == 0 && (token.isEnd() || token.is("}"))) {
                break;
            }
            depth += token.is("{") ? 1 : token.is("}") ? -1 : 0;
            found.add(token);
            at++;
        }
        return found;
    }

    /** What stands between the next brace, which must be there, and the one that closes it. */
    List<NftToken> block() throws UnsupportedFeatureException {
        Place start = place();
        expect("{");
        List<NftToken> found = new ArrayList<>();
        int depth = 1;
        while (true) {
            if (atEnd()) {
                throw NftTokens.refused("a brace is not closed", start);
            }
            NftToken token = next();
            depth += token.is("{") ? 1 : token.is("}") ? -1 : 0;
            if (depth == 0) {
                return found;
            }
            found.add(token);
        }
    }

    static String text(List<NftToken> tokens) {
        StringBuilder text = new StringBuilder();
        for (NftToken token : tokens) {
            if (token.is("\n") || text.length() > 170) {
                continue;
            }
            String sign = token.quoted() ? "\"" + token.text() + "\"" : token.text();
            text.append(text.isEmpty() || sign.equals(",") ? "" : " ").append(sign);
        }
        return IptablesReader.shortened(text.toString());
    }
}
