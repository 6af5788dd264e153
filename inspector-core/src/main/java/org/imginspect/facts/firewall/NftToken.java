package org.imginspect.facts.firewall;

import org.imginspect.facts.firewall.RuleSet.Place;

/**
 * A word or sign of nft's language.
 *
 * @param text without quotes; a line feed for the end of a line
 * @param quoted whether it stood between quotes
 */
record NftToken(String text, boolean quoted, Place place) {
    boolean is(String sign) {
        return !quoted && text.equals(sign);
    }

    /** Whether a statement ends here. */
    boolean isEnd() {
        return is("\n") || is(";");
    }
}
