package org.imginspect.volume.lvm2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.io.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The language of LVM's metadata, as lvm.conf(5) describes it. */
class Lvm2TextTest {
    private static Lvm2Section parse(String text) throws ImageException {
        return new Lvm2Text(Limits.defaults()).parse(text.getBytes(StandardCharsets.UTF_8), "text");
    }

    @Test
    void sectionsNumbersStringsAndArraysAreRead() throws Exception {
        Lvm2Section text = parse("""
            # A comment, { with = braces
            contents = "Text Format Volume Group"
            version = 1
            vg0 {
            \tid = "abc" # behind a value
            \tstatus = ["READ", "WRITE"]
            \tflags = []
            \tnegative = -5
            \tbare = word
            \tquoted = 'it is \\ plain'
            \tescaped = "a \\"name\\" with \\\\"
            \tstripes = [
            \t\t"pv0", 0,
            \t\t"pv1", 12
            \t]
            \tinner { deep { x=1 } }
            }
            """);
        assertThat(text.number("version")).isEqualTo(1);
        Lvm2Section vg = text.section("vg0");
        assertThat(vg.text("id")).isEqualTo("abc");
        assertThat(List.<Object>copyOf(vg.list("status"))).containsExactly("READ", "WRITE");
        assertThat(vg.list("flags")).isEmpty();
        assertThat(vg.list("absent")).isEmpty();
        assertThat(vg.number("negative")).isEqualTo(-5);
        assertThat(vg.text("bare")).isEqualTo("word");
        assertThat(vg.text("quoted")).isEqualTo("it is \\ plain");
        assertThat(vg.text("escaped")).isEqualTo("a \"name\" with \\");
        assertThat(List.<Object>copyOf(vg.list("stripes"))).containsExactly("pv0", 0L, "pv1", 12L);
        assertThat(vg.section("inner").section("deep").number("x")).isEqualTo(1);
    }

    @Test
    void theTextEndsAtTheFirstNul() throws Exception {
        assertThat(parse("a = 1\0b = 2").has("b")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a =",
                "a = [1",
                "a = [1 2]",
                "a = \"open",
                "a = \"open\\",
                "a = 'open",
                "a {",
                "}",
                "a { } }",
                "= 1",
                "a = 1\na = 2",
                "[1]",
                "a = [[1]]",
                "a = ,"
            })
    void whatIsNoTextIsDamage(String text) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(DamagedImageException.class)
                .hasMessageStartingWith("lvm2: text at ");
    }

    @Test
    void depthIsBounded() {
        assertThatThrownBy(() -> parse("a {".repeat(1_000_000)))
                .isInstanceOf(DamagedImageException.class)
                .hasMessageContaining("sections nest deeper than 16");
    }

    @Test
    void valuesAreCountedOverAllTexts() {
        Lvm2Text parser = new Lvm2Text(Limits.defaults().with(Limits.METADATA_TABLE_BYTES, 128 * 10));
        byte[] five = "a=1 b=1 c=1 d=1 e=1".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> {
                    parser.parse(five, "one");
                    parser.parse(five, "two");
                    parser.parse(five, "three");
                })
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("more than 10 values")
                .hasMessageContaining("three");
    }

    @Test
    void aValueOfAnotherKindIsDamage() throws Exception {
        Lvm2Section text = parse("vg { a = \"x\" b = 1 c { } }").section("vg");
        assertThatThrownBy(() -> text.number("a")).hasMessageContaining("lvm2: in 'vg': a is not a number");
        assertThatThrownBy(() -> text.text("b")).hasMessageContaining("b is not a string");
        assertThatThrownBy(() -> text.list("c")).hasMessageContaining("c is not an array");
        assertThatThrownBy(() -> text.section("a")).hasMessageContaining("a is not a section");
        assertThatThrownBy(() -> text.text("none")).hasMessageContaining("there is no none");
        assertThatThrownBy(() -> text.number("b", 2, 3)).hasMessageContaining("b is 1, not between 2 and 3");
    }
}
