package org.imginspect.facts.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestPath;
import org.imginspect.io.ArraySource;
import org.imginspect.io.ByteSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretScannerTest {
    private static final String DOP = "dop_v1_7f3a9c0e5b1d8264f0a7c3e95d2b816407fe3a9cb5d1e8264f0a7c3e95d2b816";
    private static final String HEX = "3f9c0e5b1d8264a7";

    private static SecretScanner.Result scan(String path, String text) throws ImageException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return SecretScanner.forEverything().scan(new ArraySource(bytes, "test"), GuestPath.of(path), Long.MAX_VALUE);
    }

    private static List<String> kinds(String path, String text) throws ImageException {
        return scan(path, text).hits().stream().map(SecretHit::kind).toList();
    }

    /** Forms as their makers describe them; the characters were drawn at random and open nothing. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "AWS access key id|key AKIA2J6TQ4WZN7KXH3VD",
                "secret access key (S3 or AWS)|AWS_SECRET_ACCESS_KEY='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'",
                "secret access key (S3 or AWS)|\"SecretAccessKey\": \"YCP3vN8rTwLx0Yb5Kc7Hd_2Gf-Mj4PsUaXeRiBo9\"",
                "OAuth token (Yandex)|token: y0_AgAEA7qkT9wXn2RZcVbLs5MhDfGjKpQuYt3Ei8WoNa6CxSe4Bv1Hd0",
                "API key (Yandex Cloud)|Api-Key AQVNx4Zb7Lq2Wm9Tc5Rk8Hj3Yd6Vf1Ng0Ps_uEiAoX",
                "IAM token (Yandex Cloud)|t1.9euelZqRkMmNi8bGz5yWmJeZxp6Ml-3rnpWa.vN8rTwLx0Yb5Kc7Hd_2Gf-Mj4PsUaXeRiBo9qZ3uEiAoXg6QvN8rTwLx0Yb5Kc7Hd_2Gf-Mj4PsUaXeRiBo9q",
                "token (DigitalOcean)|" + DOP,
                "token (GitHub)|ghp_k3Vb8Nq5Wz2Xc7Lm4Rt9Hy6Jd1Fg0Ps3Ua8Ei",
                "token (GitLab)|glpat-k3Vb8Nq5Wz2Xc7Lm4Rt9",
                "token (Slack)|xoxb-284719305628-3k7Vb8Nq5Wz2Xc7Lm4Rt9Hy6",
                "token (npm)|npm_k3Vb8Nq5Wz2Xc7Lm4Rt9Hy6Jd1Fg0Ps3Ua8E",
                "live key (Stripe)|sk_live_k3Vb8Nq5Wz2Xc7Lm4Rt9Hy6J",
                "API key (SendGrid)|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",
                "client secret (Azure)|secret=k3V8Q~b8Nq5Wz2Xc7Lm4Rt9Hy6Jd1Fg0Ps3Ua8E",
                "storage account key (Azure)|AccountKey=k3Vb8Nq5Wz2Xc7Lm4Rt9Hy6Jd1Fg0Ps3Ua8Eik3Vb8Nq5Wz2Xc7Lm4Rt9Hy6Jd1Fg0Ps3Ua8EiVb8Nq5Wz2Xc7==",
                "Google API key|AIzaSyk3Vb8Nq5Wz2Xc7Lm4Rt9Hy6Jd1Fg0Ps3U",
                "OAuth refresh token|{\"refresh_token\": \"1//0gk3Vb8Nq5Wz2Xc7Lm4Rt9Hy6Jd1Fg0\"}",
                "password (OpenStack)|export OS_PASSWORD=\"tr0ub4dour-91\"",
                "client key (kubeconfig)|client-key-data: LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQpNSUlFb3dJQkFBS0NBUUVBdXZOM3JUd0x4MFliNUtjN0hkMkdmTWo0UHNVYVhl",
                "token (HashiCorp Vault)|VAULT_TOKEN=hvs.CAESIJk3Vb8Nq5Wz2Xc7Lm4Rt9Hy6Jd1Fg0Ps3Ua8Ei",
                "token (Terraform Cloud)|k3Vb8Nq5Wz2Xc7.atlasv1.Lm4Rt9Hy6Jd1Fg0Ps3Ua8Eik3Vb8Nq5Wz2Xc7Lm4Rt9Hy6Jd1Fg0Ps3Ua8EiVb8"
            })
    void aCredentialIsKnownByItsForm(String kind, String text) throws Exception {
        assertThat(kinds("/srv/x", "first line\n  " + text + "\n")).containsExactly(kind);
        assertThat(scan("/srv/x", "first line\n  " + text + "\n").hits().get(0).line())
                .isEqualTo(OptionalInt.of(2));
        String value = text.substring(text.length() / 2 - 4, text.length() / 2 + 4);
        assertThat(scan("/srv/x", text).toString()).doesNotContain(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "password (netrc)|/root/.netrc|machine h login me password tr0ub4dour-91",
                "password (netrc)|/etc/apt/auth.conf.d/esm|machine h login me password tr0ub4dour-91",
                "password in an address|/root/.git-credentials|https://me:tr0ub4dour-91@git.example.org",
                "password in an address|/etc/apt/sources.list.d/x.list|deb https://me:tr0ub4dour-91@deb.example.org/ x y",
                "token (npm configuration)|/root/.npmrc|//registry.npmjs.org/:_authToken=k3Vb8Nq5Wz2Xc7Lm4Rt9",
                "password (PyPI configuration)|/root/.pypirc|password = tr0ub4dour-91",
                "token (kubeconfig)|/root/.kube/config|    token: k3Vb8Nq5Wz2Xc7Lm4Rt9Hy6J",
                "password (OpenStack)|/etc/openstack/clouds.yaml|  password: tr0ub4dour-91",
                "value in Terraform's state|/srv/terraform.tfstate|\"admin_password\": \"tr0ub4dour-91\""
            })
    void somePasswordsAreKnownByTheFileTheyAreIn(String kind, String path, String text) throws Exception {
        assertThat(kinds(path, text + "\n")).containsExactly(kind);
        assertThat(kinds("/srv/other.txt", text + "\n")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AKIAIOSFODNN7EXAMPLE",
                "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                "aws_secret_access_key = ${AWS_SECRET}",
                "aws_secret_access_key = xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
                "XAKIA2J6TQ4WZN7KXH3VD",
                "AKIA2J6TQ4WZN7KXH3VDX",
                "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
                "ghp_short",
                "dop_v1_0000000000000000000000000000000000000000000000000000000000000000",
                "\"auth\": \"not base64 at all\"",
                "\"auth\": \"c2hvcnQ=\"",
                "OS_PASSWORD=$OS_PASSWORD_INPUT",
                "OS_PASSWORD=changeme",
                "t1.foo t1.bar hf_config npm_config_cache SG.x y0_ LTAI",
                "\"refresh_token\": \"<your token>\""
            })
    void placeholdersAndLookAlikesAreNone(String text) throws Exception {
        assertThat(kinds("/srv/x", text + "\n")).isEmpty();
    }

    @Test
    void aSecretIsFoundWhereverItLiesInAFileOfManyBlocks() throws Exception {
        SecretScanner scanner = SecretScanner.forEverything();
        int size = 5 << 20;
        for (int at : new int[] {
            0, (1 << 20) - 40, 1 << 20, (1 << 20) + 256, (1 << 20) + 8 * 1024 - 30, 2_105_000, size - DOP.length()
        }) {
            byte[] bytes = new byte[size];
            java.util.Arrays.fill(bytes, (byte) '.');
            int lines = 0;
            for (int i = 99; i < size; i += 100) {
                bytes[i] = '\n';
            }
            byte[] secret = DOP.getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(secret, 0, bytes, at, secret.length);
            for (int i = 0; i < at; i++) {
                lines += bytes[i] == '\n' ? 1 : 0;
            }
            SecretScanner.Result result = scanner.scan(new ArraySource(bytes, "t"), GuestPath.of("/f"), size);
            assertThat(result.hits()).as("at " + at).singleElement().satisfies(hit -> {
                assertThat(hit.kind()).isEqualTo("token (DigitalOcean)");
                assertThat(hit.hint()).isEqualTo("do…16, 71 characters");
            });
            assertThat(result.hits().get(0).line()).as("at " + at).hasValue(lines + 1);
        }
    }

    @Test
    void aFileThatIsNotTextHasNoLines() throws Exception {
        assertThat(scan("/srv/core", "\0\0\n" + DOP + "\n").hits().get(0).line())
                .isEmpty();
    }

    @Test
    void packedFilesAreNotSearched() throws Exception {
        assertThat(kinds("/srv/x.gz", "\u001f\u008b\b" + DOP)).isEmpty();
        assertThat(kinds("/srv/x.zip", "PK\u0003\u0004 stored " + DOP)).hasSize(1);
    }

    @Test
    void hitsOfOneFileAreBoundedAndSoAreCostlyLooks() throws Exception {
        assertThat(scan("/srv/x", (DOP + "\n").repeat(200)).hits()).hasSize(50);
        SecretScanner.Result many = scan("/srv/x", "\"auth\": \"no\" ".repeat(3000));
        assertThat(many.hits()).isEmpty();
        assertThat(many.incomplete().orElseThrow().getMessage())
                .isEqualTo(
                        "secrets: more than 2000 places that may be a registry password (docker) were not all looked at"
                                + " [/srv/x]");
    }

    @Test
    void whatCannotBeReadIsUnknown() {
        ByteSource broken = new ByteSource() {
            @Override
            public long size() {
                return 10;
            }

            @Override
            public void readFully(long position, byte[] into, int offset, int length) throws ImageException {
                throw new DamagedImageException("broken", "t");
            }

            @Override
            public String describe() {
                return "t";
            }

            @Override
            public void close() {}
        };
        assertThatThrownBy(() -> SecretScanner.forEverything().scan(broken, GuestPath.of("/f"), 10))
                .isInstanceOf(DamagedImageException.class);
    }

    @Test
    void onlyTheFirstBytesAreReadWhenTheRestIsBeyondTheCap() throws Exception {
        byte[] bytes = (HEX.repeat(10) + " " + DOP).getBytes(StandardCharsets.US_ASCII);
        assertThat(SecretScanner.forEverything()
                        .scan(new ArraySource(bytes, "t"), GuestPath.of("/f"), 200)
                        .hits())
                .isEmpty();
        assertThat(SecretScanner.forEverything()
                        .scan(new ArraySource(bytes, "t"), GuestPath.of("/f"), bytes.length)
                        .hits())
                .hasSize(1);
    }
}
