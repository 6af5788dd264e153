package org.imginspect.scan;

import java.util.ArrayList;
import java.util.List;

/**
 * A glob over whole paths, as reports print them: a star and a question mark stand for what is within one name, two stars for anything,
 * {@code **}{@code /} for any directories or none.
 */
final class PathGlob {
    private enum Kind {
        ONE,
        QUESTION,
        STAR,
        ANYTHING,
        DIRECTORIES
    }

    private record Item(Kind kind, char character) {}

    private PathGlob() {}

    /** In time that grows with the length of both, however many stars there are. */
    static boolean matches(String glob, String path) {
        List<Item> items = items(glob);
        // Of DIRECTORIES there are two states: before it, and within a directory's name.
        boolean[] before = new boolean[items.size() + 1];
        boolean[] within = new boolean[items.size() + 1];
        before[0] = true;
        skip(items, before);
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            boolean[] nextBefore = new boolean[items.size() + 1];
            boolean[] nextWithin = new boolean[items.size() + 1];
            for (int at = 0; at < items.size(); at++) {
                Item item = items.get(at);
                switch (item.kind()) {
                    case ONE -> nextBefore[at + 1] |= before[at] && c == item.character();
                    case QUESTION -> nextBefore[at + 1] |= before[at] && c != '/';
                    case STAR -> nextBefore[at] |= before[at] && c != '/';
                    case ANYTHING -> nextBefore[at] |= before[at];
                    case DIRECTORIES -> {
                        boolean here = before[at] || within[at];
                        nextWithin[at] |= here && c != '/';
                        nextBefore[at] |= here && c == '/';
                    }
                }
            }
            before = nextBefore;
            within = nextWithin;
            skip(items, before);
        }
        return before[items.size()];
    }

    /** What may stand for nothing is left behind. */
    private static void skip(List<Item> items, boolean[] before) {
        for (int at = 0; at < items.size(); at++) {
            Kind kind = items.get(at).kind();
            if (before[at] && kind != Kind.ONE && kind != Kind.QUESTION) {
                before[at + 1] = true;
            }
        }
    }

    private static List<Item> items(String glob) {
        List<Item> items = new ArrayList<>();
        int i = 0;
        while (i < glob.length()) {
            char c = glob.charAt(i);
            if (glob.startsWith("**/", i)) {
                items.add(new Item(Kind.DIRECTORIES, c));
                i += 3;
            } else if (glob.startsWith("**", i)) {
                items.add(new Item(Kind.ANYTHING, c));
                i += 2;
            } else {
                items.add(new Item(c == '*' ? Kind.STAR : c == '?' ? Kind.QUESTION : Kind.ONE, c));
                i++;
            }
        }
        return items;
    }
}
