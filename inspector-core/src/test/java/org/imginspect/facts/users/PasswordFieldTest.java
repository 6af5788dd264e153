package org.imginspect.facts.users;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordFieldTest {
    /** Each hash was made with libxcrypt's crypt_gensalt(3) and crypt(3). */
    @ParameterizedTest
    @CsvSource({
        "md5crypt, $1$/6k.2IU/$LxYvDAZDY.ONcTb.BI0pW0",
        "bcrypt, $2a$05$.OGB/.SE/ueHAeqKBO2NC.gMQ0.WZMmRM5xLrmNgnqGzfYwnr41A.",
        "bcrypt, $2b$05$.OGB/.SE/ueHAeqKBO2NC.gMQ0.WZMmRM5xLrmNgnqGzfYwnr41A.",
        "bcrypt, $2y$05$.OGB/.SE/ueHAeqKBO2NC.gMQ0.WZMmRM5xLrmNgnqGzfYwnr41A.",
        "NT, $3$$878d8014606cda29677a44efa1353fc7",
        "sha256crypt, $5$/6k.2IU/5UE08g.1$/Yv6/kgAOOlsOKbTOuSNAa/8LGXxZOzxS60UfJ.qQn9",
        "sha512crypt,"
                + " $6$/6k.2IU/5UE08g.1$9H4XqyuCn/5uEdKvjh4UF2a.gs58KTDUPQBefXXpbJdoC9SQC9X4I2nfVYOY7dMB908eleQYm07fzOZJ3FeGr/",
        "scrypt, $7$CU..../..../6k.2IU/5UE08g.1Bsk1E2KMV3KMV3KMV3KMV3KMV34$JLZBAe54/ZQc0I3Pn7yGNLMOOOsQF.zs07gaSNfyb39",
        "yescrypt, $y$j9T$/6k.2IU/5UE08g.1Bsk1E2KMV3KMV3KMV3KMV3KMV34$5G4j0qeI32XaL2.hkOp0jpit/IXFu2KzTm.pw901Rm2",
        "gost-yescrypt, $gy$j9T$/6k.2IU/5UE08g.1Bsk1E2KMV3KMV3KMV3KMV3KMV34$o3tM/g2O0pfbN7MKSR/BcLW5xudlTQUnSoIMybOhW44",
        "'SunMD5', '$md5,rounds=33026$1EE/4Q.0$$sUK/BOxP5EV0JkFnL8H1P/'",
        "sha1crypt, $sha1$261631$5ME/8Y.0Bkk0EwU1V3KMV3KMV3KMV3KMV3KM$Lv9glVTObT5yrmT9sZMPelw.kyJ8",
        "bsdicrypt, _J9../6k.gYLaUJM1PF2",
        "descrypt, /0JBnXQ9g7gaM",
        "bigcrypt, abhqhiWnMDuHUwufgzxbttDkIAIXTYRJJtg"
    })
    void aHashIsKnownByItsScheme(String scheme, String hash) {
        assertThat(PasswordField.of(hash)).isEqualTo(new PasswordField(PasswordField.Kind.HASH, scheme));
        for (String lock : new String[] {"!", "!!", "*", "!*", "*!", "*LOCKED*"}) {
            assertThat(PasswordField.of(lock + hash))
                    .as(lock)
                    .isEqualTo(new PasswordField(PasswordField.Kind.LOCKED_HASH, scheme));
        }
        assertThat(PasswordField.inPasswd(hash).kind()).isEqualTo(PasswordField.Kind.HASH);
        assertThat(PasswordField.of(hash).toString()).doesNotContain(hash);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "!",
                "*",
                "!!",
                "!*",
                "*!",
                "*LK*",
                "*NP*",
                "NP",
                "x",
                "*LOCKED*",
                "*LOCKED**",
                "$6$",
                "!$6$",
                "$",
                "$$",
                "_short",
                "Not.Thirteen"
            })
    void whatNoHashCanEqualIsNoPassword(String field) {
        assertThat(PasswordField.of(field).kind()).isEqualTo(PasswordField.Kind.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"$8$salt$hash", "$argon2zz$v=19$m=1$abc$def", "$new-scheme$abc"})
    void anUnknownSchemeCountsAsAPassword(String field) {
        assertThat(PasswordField.of(field).kind()).isEqualTo(PasswordField.Kind.HASH);
        assertThat(PasswordField.of(field).scheme()).startsWith("unknown scheme");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "##root"})
    void passwdPointsIntoShadow(String field) {
        assertThat(PasswordField.inPasswd(field).kind()).isEqualTo(PasswordField.Kind.IN_SHADOW);
    }

    @ParameterizedTest
    @ValueSource(strings = {""})
    void nothingIsAnEmptyPassword(String field) {
        assertThat(PasswordField.of(field).kind()).isEqualTo(PasswordField.Kind.EMPTY);
        assertThat(PasswordField.inPasswd(field).kind()).isEqualTo(PasswordField.Kind.EMPTY);
    }
}
