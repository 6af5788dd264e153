package org.imginspect.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParameterTest {
    private static final Parameter SIZE =
            Parameter.bytes("size", "the smallest size").withDefault("20GiB");
    private static final Parameter UNITS = Parameter.list("units", "units that must start");
    private static final Parameter SECONDS = Parameter.number("seconds", "how long the menu waits");

    private static Params params(String name, String value) {
        return new Params(Map.of(name, value));
    }

    @ParameterizedTest
    @CsvSource({"0,0", "512,512", "512B,512", "1KiB,1024", "3 MiB,3145728", "20GiB,21474836480", "1TiB,1099511627776"})
    void sizesHaveUnits(String text, long bytes) {
        assertThat(SIZE.objection(text)).isEmpty();
        assertThat(params("size", text).bytes(SIZE)).hasValue(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GiB", "-1", "20GB", "1.5GiB", "9999999999TiB", "9223372036854775808", "20 G"})
    void whatIsNoSizeIsRefusedWithAnExample(String text) {
        assertThat(SIZE.objection(text)).hasValue("size is '" + text + "', not a size such as 20GiB");
        assertThatThrownBy(() -> params("size", text).bytes(SIZE)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aValueThatWasNotGivenIsTheDefault() {
        assertThat(Params.NONE.bytes(SIZE)).hasValue(20L << 30);
        assertThat(Params.NONE.number(SECONDS)).isEmpty();
        assertThat(Params.NONE.list(UNITS)).isEmpty();
        assertThat(Params.NONE.text(UNITS)).isEmpty();
    }

    @Test
    void listsAreSeparatedByCommas() {
        assertThat(params("units", " nginx.service,, app.socket ").list(UNITS))
                .containsExactly("nginx.service", "app.socket");
        assertThat(UNITS.objection(" , ")).hasValue("units is ' , ', not a list such as a,b");
    }

    @Test
    void partsAreThoseThatACheckHasAndAllOfThemByDefault() {
        Parameter parts = Parameter.parts("parts", "what is asked for", "blacklist", "options");
        assertThat(Params.NONE.list(parts)).containsExactly("blacklist", "options");
        assertThat(params("parts", "options").list(parts)).containsExactly("options");
        assertThat(parts.objection("options, blacklist")).isEmpty();
        assertThat(parts.objection("options,blacklists")).hasValue("parts is 'blacklists', none of blacklist, options");
        assertThat(parts.objection(" ")).hasValue("parts is ' ', not a list such as a,b");
        Parameter forbidden = Parameter.yesOrNo("forbidden", "whether it is an error");
        assertThat(Params.NONE.text(forbidden)).hasValue("no");
        assertThat(forbidden.objection("true")).hasValue("forbidden is 'true', none of yes, no");
    }

    @Test
    void numbersAreWholeAndNotNegative() {
        assertThat(params("seconds", "5").number(SECONDS)).hasValue(5);
        assertThat(SECONDS.objection("-1")).hasValue("seconds is '-1', not a whole number such as 22");
    }

    @Test
    void aVersionBeginsWithANumber() {
        Parameter version = Parameter.version("version", "the oldest that will do");
        assertThat(version.objection("24.3.1-0ubuntu0~22.04.1")).isEmpty();
        assertThat(version.objection("abc")).hasValue("version is 'abc', not a version such as 4.19");
        assertThat(version.objection("")).isPresent();
        assertThat(params("version", "0.7.6").text(version)).hasValue("0.7.6");
    }

    @Test
    void aDefaultMustBeAValue() {
        assertThatThrownBy(() -> Parameter.bytes("size", "a size").withDefault("big"))
                .hasMessage("size is 'big', not a size such as 20GiB");
    }

    @Test
    void checksSayWhenTheyRunAndWhatTheyAreTold() {
        CheckInfo plain = new CheckInfo("disk.size", Area.DISK, Level.ERROR, "It is large", "Grow it");
        assertThat(plain.mode()).isEqualTo(RunMode.ALWAYS);
        assertThat(plain.parameters()).isEmpty();
        CheckInfo asked = plain.onRequest().with(SIZE);
        assertThat(asked.mode().id()).isEqualTo("on-request");
        assertThat(asked.parameter("size")).hasValue(SIZE);
        assertThat(asked.parameter("sizes")).isEmpty();
        assertThat(plain.deep().mode()).isEqualTo(RunMode.DEEP);
    }
}
