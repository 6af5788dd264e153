package org.imginspect.facts.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeywordFilterTest {
    private static final List<String> KEYWORDS =
            List.of("her", "she", "his", "hers", "ushers", "aaa", "aab", "A\0~", "rshers");

    private static List<String> hits(List<String> keywords, boolean exact, byte[] text, int... cuts) throws Exception {
        boolean[] exacts = new boolean[keywords.size()];
        Arrays.fill(exacts, exact);
        KeywordFilter filter = new KeywordFilter(keywords, exacts);
        List<String> found = new ArrayList<>();
        int from = 0;
        for (int cut : cuts) {
            filter.scan(text, from, cut, (keyword, end) -> found.add(end + keywords.get(keyword)));
            from = cut;
        }
        filter.scan(text, from, text.length, (keyword, end) -> found.add(end + keywords.get(keyword)));
        return found;
    }

    @Test
    void findsAllKeywordsThatEndAtOnePlace() throws Exception {
        assertThat(hits(KEYWORDS, true, "ushers".getBytes(StandardCharsets.US_ASCII)))
                .containsExactlyInAnyOrder("4she", "5her", "6hers", "6ushers");
    }

    @Test
    void agreesWithSearchingForEachKeywordAlone() throws Exception {
        Random random = new Random(7);
        String alphabet = "hesriaHSA\0~";
        for (int round = 0; round < 400; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 80; i++) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            boolean exact = round % 2 == 0;
            String searched = exact ? text.toString() : text.toString().toLowerCase(Locale.ROOT);
            List<String> expected = new ArrayList<>();
            for (String keyword : KEYWORDS) {
                String wanted = exact ? keyword : keyword.toLowerCase(Locale.ROOT);
                for (int at = searched.indexOf(wanted); at >= 0; at = searched.indexOf(wanted, at + 1)) {
                    expected.add(at + keyword.length() + keyword);
                }
            }
            int cut = random.nextInt(80);
            byte[] bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
            assertThat(hits(KEYWORDS, exact, bytes, cut, cut + random.nextInt(80 - cut)))
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void everyKeywordOfTheRealRulesIsFoundAmongAllOthers() throws Exception {
        List<String> keywords = new ArrayList<>();
        RuleSet rules = RuleSet.everything();
        for (int i = 0; i < rules.size(); i++) {
            keywords.add(rules.get(i).keyword());
        }
        assertThat(keywords).hasSizeGreaterThan(250);
        String text = String.join("\n", keywords);
        List<String> expected = new ArrayList<>();
        for (String keyword : keywords) {
            for (int at = text.indexOf(keyword); at >= 0; at = text.indexOf(keyword, at + 1)) {
                expected.add(at + keyword.length() + keyword);
            }
        }
        assertThat(hits(keywords, true, text.getBytes(StandardCharsets.ISO_8859_1)))
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void aKeywordOfTwoCharactersIsRefused() {
        assertThatThrownBy(() -> new KeywordFilter(List.of("ab"), new boolean[1]))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
