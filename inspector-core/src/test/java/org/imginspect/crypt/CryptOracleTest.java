package org.imginspect.crypt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.fixtures.ToolContainer;
import org.junit.jupiter.api.Test;

/** The libraries and the host's libcrypt against Debian's own crypt(3), called by its Python. */
class CryptOracleTest {
    /**
     * Passwords of all lengths about the block sizes, with bytes beyond ASCII, and settings with every salt length and many costs. Each line is password,
     * setting and what crypt(3) made of both, or {@code *} where it refuses.
     */
    private static final String GENERATE = """
            import crypt, random, sys, warnings
            r = random.Random(20261121)
            A = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
            salt = lambda n: ''.join(r.choice(A) for _ in range(n))
            def password():
                n = r.choice([0, 1, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 71, 72, 73, 90])
                return ''.join(r.choice('abcXYZ019 !~/.\u00e9\u4e2d') for _ in range(n)) if n % 2 else ''.join(r.choice(A) for _ in range(n))
            cases = []
            for i in range(60):
                cases.append('$1$' + salt(r.randint(1, 8)) + '$')
                cases.append(salt(2))
                for p in ('$5$', '$6$'):
                    rounds = r.choice(['', '', 'rounds=1000$', 'rounds=1234$', 'rounds=%d$' % r.randint(1000, 6000)])
                    cases.append(p + rounds + salt(r.randint(1, 16)) + '$')
            for i in range(20):
                for p in 'abxy':
                    cases.append('$2%s$04$%s%s' % (p, salt(21), r.choice('.Oeu')))
            for i in range(12):
                cases.append('$y$j75$' + salt(22)[:-1] + r.choice('./01') + '$')
                cases.append('$gy$j75$' + salt(22)[:-1] + r.choice('./01') + '$')
                cases.append('$7$86..../....' + salt(14) + '$')
                cases.append('$sha1$%d$%s$' % (r.randint(100, 4000), salt(12)))
                cases.append('$md5,rounds=%d$%s$' % (r.randint(1, 900), salt(8)))
                cases.append('$3$')
                cases.append('_' + 'x0..' + salt(4))
            # What one implementation takes and another does not: long, odd and empty salts, rounds out of bounds, bad costs.
            cases += ['$6$' + salt(20) + '$', '$6$ab-cd_e$', '$6$$', '$1$' + salt(12) + '$', '$1$$', '$5$rounds=10$' + salt(8) + '$',
                      '$6$rounds=01000$' + salt(8) + '$', '$6$rounds=$' + salt(8) + '$', '$2b$03$' + salt(22), '$2b$32$' + salt(22),
                      '$2b$04$short', '$2$04$' + salt(22), '$9$x$y', '$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$']
            for s in cases:
                p = password()
                try:
                    h = crypt.crypt(p, s)
                except OSError:
                    h = None
                sys.stdout.buffer.write(('%s\\t%s\\t%s\\n' % (p, s, h if h and h[0] != '*' else '*')).encode())
            """;

    private record Case(String password, String setting, String hash) {}

    private static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (String line : ToolContainer.debian12()
                .exec("python3", "-W", "ignore", "-c", GENERATE)
                .lines()) {
            String[] fields = line.split("\t", -1);
            cases.add(new Case(fields[0], fields[1], fields[2]));
        }
        assertThat(cases).hasSizeGreaterThan(400);
        return cases;
    }

    /**
     * What is not taken in Java goes to libcrypt, among it bcrypt of more than 72 bytes; what is taken must be the same. commons-codec takes rounds that libxcrypt refuses and puts them
     * right, with which no stored hash is equal.
     */
    @Test
    void theLibrariesInJavaMakeTheHashesOfLibcrypt() {
        Map<HashScheme, Integer> compared = new HashMap<>();
        for (Case each : cases()) {
            String setting = each.hash.equals("*") ? each.setting : each.hash;
            HashScheme scheme = HashScheme.of(setting);
            Optional<String> ours = new JavaCrypt().hash(each.password, setting);
            if (!scheme.inJava()) {
                assertThat(ours).as(each.setting).isEmpty();
            } else if (each.hash.equals("*")) {
                assertThat(ours).as(each.setting).isNotEqualTo(Optional.of(each.setting));
            } else if (ours.isPresent()) {
                assertThat(ours).as(each.toString()).contains(each.hash);
                compared.merge(scheme, 1, Integer::sum);
            }
        }
        assertThat(compared)
                .containsOnlyKeys(
                        HashScheme.SHA512,
                        HashScheme.SHA256,
                        HashScheme.MD5,
                        HashScheme.DES,
                        HashScheme.BCRYPT_A,
                        HashScheme.BCRYPT_B,
                        HashScheme.BCRYPT_X,
                        HashScheme.BCRYPT_Y);
        compared.forEach((scheme, count) -> assertThat(count).as("%s", scheme).isGreaterThan(10));
    }

    /** The host's libcrypt is the one that tests have installed; where it is missing, the test fails rather than passing over it. */
    @Test
    void theHostsLibcryptMakesTheHashesOfDebians() {
        NativeCrypt host =
                NativeCrypt.load().orElseThrow(() -> new AssertionError("no libcrypt.so.1 of libxcrypt here"));
        int compared = 0;
        for (Case each : cases()) {
            Optional<String> ours = host.hash(each.password, each.hash.equals("*") ? each.setting : each.hash);
            assertThat(ours)
                    .as(each.toString())
                    .isEqualTo(each.hash.equals("*") ? Optional.empty() : Optional.of(each.hash));
            compared++;
        }
        assertThat(compared).isGreaterThan(400);
    }

    /** The budget is in microseconds of an ordinary machine: parameters that libcrypt takes are never called unreadable. */
    @Test
    void theCostOfEveryHashIsReadFromIt() {
        for (Case each : cases()) {
            if (!each.hash.equals("*") && HashScheme.of(each.hash) != HashScheme.UNKNOWN) {
                assertThat(HashCost.of(HashScheme.of(each.hash), each.hash))
                        .as(each.hash)
                        .hasValueSatisfying(
                                cost -> assertThat(cost.microseconds()).isBetween(1L, 200_000L));
            }
        }
    }
}
