package org.imginspect.facts.packages.versions;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cases whose answer the managers' own documentation and tests give. */
class VersionOrderTest {
    @ParameterizedTest
    @CsvSource({
        "DPKG, 1.0, 1.0, =",
        "DPKG, 1.0~rc1, 1.0, <",
        "DPKG, 1:0.1, 9.9, >",
        "DPKG, 0:1.0, 1.0, =",
        "DPKG, 1.0-1, 1.0-1.1, <",
        "DPKG, 1.0-0, 1.0, =",
        "DPKG, 1.0+b1, 1.0a, >",
        "DPKG, 24.1.3-0ubuntu3.3ucloud, 24.1.3-0ubuntu3.3, >",
        "DPKG, 24.1.3-0ubuntu3.3ucloud, 24.4.1-0ubuntu0~24.04.1, <",
        "RPM, 1.0, 1.0, =",
        "RPM, 1.0~rc1, 1.0, <",
        "RPM, 1.0^git1, 1.0, >",
        "RPM, 1.0^git1, 1.0.1, <",
        "RPM, 1.0^git1, 1.01, <",
        "RPM, 2_0, 2.0, =",
        "RPM, 5.5p10, 5.5p2, >",
        "RPM, 10xyz, 10.1xyz, <",
        "RPM, 1:1.0-1, 2.0-1, >",
        "RPM, 1.0, 1.0-5, <",
        "RPM, 23.4-7.el9.5.0.1.ucloud, 23.4-7.el9.5.0.1, >",
        "APK, 1.01, 1.1, <",
        "APK, 1.0_alpha, 1.0, <",
        "APK, 1.0_p1, 1.0, >",
        "APK, 1.0a, 1.0, >",
        "APK, 3.0.0_p2, 3.0.0, >",
        "APK, 1.0.4-r4, 1.0.4-r3, >",
        "APK, 6.6.32-r0, 6.6.9-r0, >",
        "PACMAN, 1.0a, 1.0, <",
        "PACMAN, 1.0.a, 1.0, >",
        "PACMAN, 1..0, 1.0, >",
        "PACMAN, 1:1.0-1, 2.0-1, >",
        "PACMAN, 1.5-1, 1.5, ="
    })
    void ordersAsItsManager(VersionOrder order, String left, String right, String sign) {
        int expected = "<=>".indexOf(sign) - 1;
        assertThat(Integer.signum(order.compare(left, right))).isEqualTo(expected);
        assertThat(Integer.signum(order.compare(right, left))).isEqualTo(-expected);
    }
}
