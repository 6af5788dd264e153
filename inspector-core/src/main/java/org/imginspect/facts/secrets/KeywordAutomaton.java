package org.imginspect.facts.secrets;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.imginspect.error.ImageException;

/**
 * Finds any of many keywords in one pass (Aho and Corasick, 1975), as a table of states by classes of bytes: bytes that no keyword
 * holds are one class. States that end a keyword are numbered behind all others, so that the loop asks one question a byte.
 */
final class KeywordAutomaton {
    /** Told of each place where a keyword ends. */
    interface Sink {
        /**
         * @param keyword its number
         * @param end the offset behind its last byte
         */
        void hit(int keyword, int end) throws ImageException;
    }

    private final byte[] classes = new byte[256];
    private final int classCount;
    /** The next state's row, by row + class. */
    private final char[] next;

    private final int firstEnd;
    private final int[][] keywordsOf;

    KeywordAutomaton(List<String> keywords) {
        int count = 1;
        for (String keyword : keywords) {
            for (byte b : keyword.getBytes(StandardCharsets.ISO_8859_1)) {
                if (classes[b & 0xff] == 0) {
                    classes[b & 0xff] = (byte) count++;
                }
            }
        }
        classCount = count;
        List<int[]> trie = new ArrayList<>();
        List<int[]> ends = new ArrayList<>();
        trie.add(new int[count]);
        ends.add(new int[0]);
        for (int k = 0; k < keywords.size(); k++) {
            int state = 0;
            for (byte b : keywords.get(k).getBytes(StandardCharsets.ISO_8859_1)) {
                int c = classes[b & 0xff];
                if (trie.get(state)[c] == 0) {
                    trie.get(state)[c] = trie.size();
                    trie.add(new int[count]);
                    ends.add(new int[0]);
                }
                state = trie.get(state)[c];
            }
            ends.set(state, with(ends.get(state), k));
        }
        complete(trie, ends);
        if ((long) trie.size() * count > Character.MAX_VALUE) {
            throw new IllegalArgumentException(trie.size() + " states of " + count + " classes are too many");
        }
        int[] row = new int[trie.size()];
        int plain = 0;
        for (int[] each : ends) {
            plain += each.length == 0 ? 1 : 0;
        }
        int quiet = 0;
        int loud = plain;
        for (int state = 0; state < row.length; state++) {
            row[state] = (ends.get(state).length == 0 ? quiet++ : loud++) * count;
        }
        firstEnd = plain * count;
        next = new char[trie.size() * count];
        keywordsOf = new int[trie.size() - plain][];
        for (int state = 0; state < row.length; state++) {
            for (int c = 0; c < count; c++) {
                next[row[state] + c] = (char) row[trie.get(state)[c]];
            }
            if (row[state] >= firstEnd) {
                keywordsOf[row[state] / count - plain] = ends.get(state);
            }
        }
    }

    /** Makes the trie a complete automaton, breadth first: what a state has no edge for, its longest proper suffix answers. */
    private static void complete(List<int[]> trie, List<int[]> ends) {
        int[] suffix = new int[trie.size()];
        Deque<Integer> queue = new ArrayDeque<>();
        for (int child : trie.get(0)) {
            if (child != 0) {
                queue.add(child);
            }
        }
        while (!queue.isEmpty()) {
            int state = queue.remove();
            int[] edges = trie.get(state);
            int[] fallback = trie.get(suffix[state]);
            for (int c = 0; c < edges.length; c++) {
                if (edges[c] == 0) {
                    edges[c] = fallback[c];
                } else {
                    suffix[edges[c]] = fallback[c];
                    queue.add(edges[c]);
                }
            }
            for (int keyword : ends.get(suffix[state])) {
                ends.set(state, with(ends.get(state), keyword));
            }
        }
    }

    private static int[] with(int[] numbers, int number) {
        int[] more = Arrays.copyOf(numbers, numbers.length + 1);
        more[numbers.length] = number;
        return more;
    }

    /**
     * Reads {@code bytes[from .. to)}.
     *
     * @param state what the call before returned for the bytes just before these; 0 at the beginning
     * @return the state behind the last byte
     */
    int scan(byte[] bytes, int from, int to, int state, Sink sink) throws ImageException {
        int at = state;
        for (int i = from; i < to; i++) {
            at = next[at + classes[bytes[i] & 0xff]];
            if (at >= firstEnd) {
                for (int keyword : keywordsOf[(at - firstEnd) / classCount]) {
                    sink.hit(keyword, i + 1);
                }
            }
        }
        return at;
    }
}
