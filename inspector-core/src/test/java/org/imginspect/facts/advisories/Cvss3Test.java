package org.imginspect.facts.advisories;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Vectors and scores of the examples that FIRST publishes with CVSS 3.1. */
class Cvss3Test {
    @ParameterizedTest
    @CsvSource({
        "AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N, 6.1",
        "AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N, 6.4",
        "AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N, 3.1",
        "AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H, 9.9",
        "AV:L/AC:L/PR:H/UI:N/S:U/C:L/I:L/A:L, 4.2",
        "AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H, 8.8",
        "AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N, 7.5",
        "AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H, 9.8",
        "AV:N/AC:H/PR:N/UI:N/S:C/C:N/I:H/A:N, 6.8",
        "AV:P/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N, 0.0",
    })
    void scoresAreThoseOfTheSpecification(String vector, double score) {
        assertThat(Cvss3.score("CVSS:3.1/" + vector)).hasValue(score);
    }

    @Test
    void whatIsNoVectorHasNoScore() {
        assertThat(Cvss3.score("7.5")).isEmpty();
        assertThat(Cvss3.score("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H")).isEmpty();
        assertThat(Cvss3.score("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"))
                .isEmpty();
    }
}
