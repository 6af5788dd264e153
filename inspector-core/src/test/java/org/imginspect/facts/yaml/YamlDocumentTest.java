package org.imginspect.facts.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.io.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlDocumentTest {
    private static YamlDocument parse(String text) throws ImageException {
        return YamlDocument.parse(text, "/etc/x", Limits.defaults());
    }

    private static YamlValue root(String text) throws ImageException {
        return ((YamlDocument.Parsed) parse(text)).root().orElseThrow();
    }

    private static YamlDocument.Invalid invalid(String text) throws ImageException {
        return (YamlDocument.Invalid) parse(text);
    }

    @Test
    void valuesKnowTheirLines() throws Exception {
        YamlMap map = (YamlMap) root("# comment\na: 1\nb:\n  - x\n  - y: |\n      text\n");
        assertThat(map.line()).isEqualTo(2);
        YamlMap.Entry b = map.entry("b").orElseThrow();
        assertThat(b.key().line()).isEqualTo(3);
        List<YamlValue> items = ((YamlList) b.value()).items();
        assertThat(items.get(0)).isEqualTo(new YamlScalar(YamlScalar.Type.STRING, "x", true, 4));
        YamlMap second = (YamlMap) items.get(1);
        assertThat(second.get("y")).contains(new YamlScalar(YamlScalar.Type.STRING, "text\n", false, 5));
    }

    @Test
    void anEmptyDocumentHasNoRoot() throws Exception {
        assertThat(parse("")).isEqualTo(new YamlDocument.Parsed(java.util.Optional.empty()));
        assertThat(parse("# only a comment\n")).isEqualTo(new YamlDocument.Parsed(java.util.Optional.empty()));
        assertThat(((YamlScalar) root("---\n")).isNull()).isTrue();
    }

    @Test
    void syntaxErrorsAreValuesWithALine() throws Exception {
        assertThat(invalid("a: 1\nb: [1, 2\nc: 3\n").line()).isEqualTo(3);
        assertThat(invalid("a: 1\n\tb: 2\n").line()).isEqualTo(2);
        assertThat(invalid("a: 1\n---\nb: 2\n").message())
                .isEqualTo("expected a single document, but found another one");
        assertThat(invalid("a: 1\nb: \u0001\n").line()).isEqualTo(2);
        assertThat(invalid("a: *nobody\n").message()).isEqualTo("found undefined alias 'nobody'");
        assertThat(invalid("? [a]\n: b\n").message()).isEqualTo("found unhashable key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"!!set {a, b}", "!!omap [a: 1]", "x: !!pairs [a: 1]", "&a [*a]", "&a {k: *a}"})
    void whatIsNotUnderstoodIsRefusedByName(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(UnsupportedFeatureException.class);
    }

    @Test
    void theDepthIsLimited() throws Exception {
        int most = Limits.defaults().getInt(Limits.YAML_DEPTH);
        assertThat(root("[".repeat(most) + "]".repeat(most))).isInstanceOf(YamlList.class);
        for (String deep :
                new String[] {"[".repeat(most + 1), "[".repeat(20_000), "- ".repeat(20_000), "{a: ".repeat(20_000)}) {
            assertThatThrownBy(() -> parse(deep))
                    .isInstanceOfSatisfying(
                            LimitExceededException.class,
                            e -> assertThat(e.limit()).isEqualTo(Limits.YAML_DEPTH));
        }
    }

    @Test
    void aliasesMakeNothingDeepOrBig() {
        StringBuilder laughs = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 10; i++) {
            laughs.append("a%d: &a%d [*a%d,*a%d,*a%d,*a%d]\n".formatted(i, i, i - 1, i - 1, i - 1, i - 1));
        }
        assertThatThrownBy(() -> YamlDocument.parse(
                        laughs.toString(), "x", Limits.defaults().with(Limits.YAML_ALIASES, 1000)))
                .isInstanceOfSatisfying(
                        LimitExceededException.class, e -> assertThat(e.limit()).isEqualTo(Limits.YAML_CHARACTERS));
        StringBuilder deep = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i < 50; i++) {
            deep.append("a%d: &a%d [[*a%d]]\n".formatted(i, i, i - 1));
        }
        assertThatThrownBy(() -> parse(deep.toString()))
                .isInstanceOfSatisfying(
                        LimitExceededException.class, e -> assertThat(e.limit()).isEqualTo(Limits.YAML_DEPTH));
        assertThatThrownBy(() -> parse("a: &a 1\nb: [" + "*a, ".repeat(51) + "]\n"))
                .isInstanceOfSatisfying(
                        LimitExceededException.class, e -> assertThat(e.limit()).isEqualTo(Limits.YAML_ALIASES));
        assertThatThrownBy(() ->
                        YamlDocument.parse("a: 1234", "x", Limits.defaults().with(Limits.YAML_CHARACTERS, 5)))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("yaml-characters");
    }

    @ParameterizedTest
    @CsvSource({
        "yes, true",
        "Off, false",
        "ON, true",
        "false, false",
    })
    void theWordsOfYaml11AreBooleans(String text, boolean value) throws Exception {
        YamlScalar scalar =
                (YamlScalar) ((YamlMap) root("k: " + text + "\n")).get("k").orElseThrow();
        assertThat(scalar.asBoolean()).contains(value);
        assertThat(scalar.text()).isEqualTo(text);
        assertThat(((YamlScalar) root("'" + text + "'")).asBoolean()).isEmpty();
    }

    /** The engine's time grows with the square of a line's length. */
    @ParameterizedTest
    @ValueSource(strings = {"a: |\n %s", "a: \"%s\"", "%s", "[%s]", "a: '%s'"})
    void longLinesAreRefusedAndTheLongestAllowedAreReadInTime(String frame) throws Exception {
        assertThatThrownBy(() -> parse(frame.formatted("x".repeat(1 << 19))))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("a line of more than 131072 characters");
        String text = frame.formatted("x".repeat((1 << 17) - 10));
        YamlDocument document = assertTimeoutPreemptively(Duration.ofSeconds(20), () -> parse(text));
        assertThat(document).isInstanceOf(YamlDocument.Parsed.class);
    }

    @Test
    void aLongTextOfColonsEndsNoStack() throws Exception {
        String text = "1" + ":1".repeat(60_000) + ".x";
        assertThat(root(text)).isEqualTo(new YamlScalar(YamlScalar.Type.STRING, text, true, 1));
    }
}
