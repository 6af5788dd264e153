package org.imginspect.sbom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LicenseExpressionTest {
    private static final Set<String> LIST =
            Set.of("MIT", "GPL-2.0-only", "GPL-2.0-or-later", "Apache-2.0", "GPL-2.0", "Classpath-exception-2.0");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MIT",
                "GPL-2.0+",
                "MIT AND Apache-2.0",
                "(MIT OR Apache-2.0) AND GPL-2.0-only",
                "GPL-2.0-only WITH Classpath-exception-2.0",
                "((MIT))",
                "MIT AND (GPL-2.0-or-later WITH Classpath-exception-2.0 OR MIT)"
            })
    void areExpressions(String text) {
        assertThat(LicenseExpression.isValid(text, LIST::contains)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "GPLv2+",
                "GPLv2+ and MIT",
                "MIT and Apache-2.0",
                "MIT, Apache-2.0",
                "MIT Apache-2.0",
                "MIT AND",
                "AND MIT",
                "(MIT",
                "MIT)",
                "()",
                "MIT WITH",
                "MIT WITH (MIT)",
                "MIT AND OR MIT",
                "../../etc/passwd",
                "MIT\u0000",
                "Public Domain",
                "LicenseRef-x"
            })
    void areNone(String text) {
        assertThat(LicenseExpression.isValid(text, LIST::contains)).isFalse();
    }
}
