package org.imginspect.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EscapeTest {
    @Test
    void whatIsReadableStaysAsItIs() {
        assertThat(Escape.line("plain ASCII, even <b> & \\ ]]>")).isEqualTo("plain ASCII, even <b> & \\ ]]>");
        assertThat(Escape.line("Ünïcödé 日本語 😀")).isEqualTo("Ünïcödé 日本語 😀");
    }

    @Test
    void whatActsOrHidesIsShownByItsBytes() {
        assertThat(Escape.line("a\u001b[31m")).isEqualTo("a\\x1b[31m");
        assertThat(Escape.line("line\nbreak\ttab\r")).isEqualTo("line\\x0abreak\\x09tab\\x0d");
        assertThat(Escape.line("\u202e\u2066\u200f\ufeff"))
                .isEqualTo("\\xe2\\x80\\xae\\xe2\\x81\\xa6\\xe2\\x80\\x8f\\xef\\xbb\\xbf");
        assertThat(Escape.line("\u0085\u009b\u007f")).isEqualTo("\\xc2\\x85\\xc2\\x9b\\x7f");
        assertThat(Escape.line("\u2028\u2029\ue000")).isEqualTo("\\xe2\\x80\\xa8\\xe2\\x80\\xa9\\xee\\x80\\x80");
    }

    @Test
    void halfASurrogatePairIsReplaced() {
        assertThat(Escape.line("a\ud800b\udc00")).isEqualTo("a\ufffdb\ufffd");
    }
}
