package org.imginspect.facts.network;

import java.util.ArrayList;
import java.util.List;

/** Splitting without regular expressions. */
final class Words {
    private Words() {}

    /** The parts between any of the given characters; empty parts left out. */
    static List<String> split(String text, String separators) {
        List<String> words = new ArrayList<>();
        int from = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || separators.indexOf(text.charAt(i)) >= 0) {
                if (i > from) {
                    words.add(text.substring(from, i));
                }
                from = i + 1;
            }
        }
        return words;
    }

    /** The parts between blanks. */
    static List<String> of(String text) {
        return split(text, " \t\r\n\f");
    }
}
