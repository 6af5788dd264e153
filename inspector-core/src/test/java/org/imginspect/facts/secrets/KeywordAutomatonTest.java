package org.imginspect.facts.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeywordAutomatonTest {
    private static final List<String> KEYWORDS = List.of("he", "she", "his", "hers", "s", "aaa", "aab");

    private static List<String> hits(byte[] text, int... cuts) throws Exception {
        KeywordAutomaton automaton = new KeywordAutomaton(KEYWORDS);
        List<String> found = new ArrayList<>();
        int state = 0;
        int from = 0;
        for (int cut : cuts) {
            state = automaton.scan(text, from, cut, state, (keyword, end) -> found.add(end + KEYWORDS.get(keyword)));
            from = cut;
        }
        automaton.scan(text, from, text.length, state, (keyword, end) -> found.add(end + KEYWORDS.get(keyword)));
        return found;
    }

    @Test
    void findsAllKeywordsThatEndAtOnePlace() throws Exception {
        assertThat(hits("ushers".getBytes(StandardCharsets.US_ASCII)))
                .containsExactlyInAnyOrder("2s", "4she", "4he", "6hers", "6s");
    }

    @Test
    void agreesWithSearchingForEachKeywordAlone() throws Exception {
        Random random = new Random(7);
        String alphabet = "hesria\0";
        for (int round = 0; round < 200; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 80; i++) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            List<String> expected = new ArrayList<>();
            for (String keyword : KEYWORDS) {
                for (int at = text.indexOf(keyword); at >= 0; at = text.indexOf(keyword, at + 1)) {
                    expected.add(at + keyword.length() + keyword);
                }
            }
            int cut = random.nextInt(80);
            byte[] bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
            assertThat(hits(bytes, cut, cut + random.nextInt(80 - cut))).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void theRealKeywordsFitTheTable() {
        assertThat(SecretScanner.forEverything()).isNotNull();
    }
}
