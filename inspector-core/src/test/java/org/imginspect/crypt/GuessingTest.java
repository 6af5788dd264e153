package org.imginspect.crypt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The hashes were made by libxcrypt's crypt(3), through Python's module of that name and perl's function. */
class GuessingTest {
    /** Of a password that nobody guesses. */
    private static final String STRONG =
            "$6$rounds=1000$Kq8vB2xNw3Rt$/C2rEgkPjVrUX.P3iZ0iIn9ldhCCSBE3wbJeSoJ7WR5XvX5RA2/g11m4LXOAPBnI8rPQ/7Y47Tg0fAwHL0Ggy1";

    private static final Duration BUDGET = Duration.ofSeconds(4);

    private static Guess guess(String account, String hash) {
        return new Guessing(BUDGET).tryAll(List.of(new Target(account, hash))).get(0);
    }

    @ParameterizedTest
    @CsvSource({
        "EMPTY, root, '$6$rounds=1000$abcdefgh$EXAhR4Ety06RoQxMGyf4SY5662XUrnNYnkMR4YirLV86Bn1i2FXJhH8vYFgzKA/hY4rwctuXaZYa3ju9zuElg/'",
        "NAME, deploybot, '$5$rounds=1000$abcdefgh$F40iuGGZBeAqKziOhML3c3oFtt0e1MPefiQ3E5UJKu.'",
        "NAME, bob, '$1$abcdefgh$pVw6LQZzqkNYBH9R8/aQy1'",
        "VENDOR, pi, '$6$rounds=1000$abcdefgh$bEnkxHyDI9GWnm8TiPUHSboi3UP1n46kfyhS3JwNEbJQcF03bBlAq8Cf0OcW3Zxc58aeyFCNsqLjgbeN8RLKn1'",
        "VENDOR, root, 'abhKo2urtNdfg'",
        "VENDOR, nutanix, '$2b$04$abcdefghijklmnopqrstuutvpAKE/7tWOwCBzArcqR1XtkFZbTkv6'",
        "VENDOR, root, '$2y$04$abcdefghijklmnopqrstuumrFgjV3I5Ptv.Hk9VWe.ZIeq385FdWG'",
        "COMMON, alice, '$y$j75$saltsaltsaltsaltsalts/$Odfo.39z2FljINJG0.a28/UJyyvKXk5wiOPJV7J.SU2'",
        "COMMON, alice, '$gy$j75$saltsaltsaltsaltsalts/$JhxnF.YcmIhvxb5iU6bStekkonds.gKzGJa1pKkPhe5'",
        "COMMON, alice, '$7$86..../....saltsalt$r/TiNjhP5bTBTUVQH7dzIWoJgLhtJNW7chx/bSyIjq4'",
        "NAME, alice, '$sha1$100$saltsalt$Ux6MFre/Sv7YmXeq5EEwa.l5UNDF'",
        "NAME, alice, '$md5,rounds=10$saltsalt$$uxU9P8tJryAiSClt.X271/'",
        "COMMON, alice, '$3$$a87f3a337d73085c45f9416be5787d86'",
        "COMMON, alice, '_J9..saltABRtpLOBZHc'"
    })
    void aDefaultPasswordIsFoundInEveryScheme(Guess.Kind kind, String account, String hash) {
        Guess guess = guess(account, hash);
        assertThat(guess.match()).as("%s", guess).contains(kind);
        assertThat(guess.obstacle()).isEmpty();
    }

    @Test
    void aGoodPasswordIsNotFoundAndAllCandidatesWereTried() {
        Guess guess = guess("admin", STRONG);
        assertThat(guess.match()).isEmpty();
        assertThat(guess.obstacle()).isEmpty();
        assertThat(guess.tried()).isEqualTo(guess.candidates()).isGreaterThan(100);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$6$rounds=999999999$abcdefgh$hash",
                "$5$rounds=18446744073709551616$abcdefgh$hash",
                "$2b$31$.OGB/.SE/ueHAeqKBO2NC.gMQ0.WZMmRM5xLrmNgnqGzfYwnr41A.",
                "$sha1$4294967295$salt$hash",
                "$md5,rounds=4294967295$salt$$hash",
                "$y$jZT$saltsaltsaltsaltsaltsa$hash",
                "$7$kzzzzzzzzzzsalt$hash",
                "_zzzzsaltsaltsaltsal"
            })
    void aHashThatAsksForTooMuchIsNotTriedAndTheScanGoesOn(String hash) {
        long start = System.nanoTime();
        List<Guess> guesses = new Guessing(BUDGET).tryAll(List.of(new Target("root", hash), new Target("a", STRONG)));
        assertThat(guesses.get(0).tried()).isZero();
        assertThat(guesses.get(0).obstacle())
                .hasValueSatisfying(why -> assertThat(why).startsWith("its parameters make each try take too"));
        assertThat(guesses.get(1).obstacle()).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BUDGET.multipliedBy(3));
    }

    @Test
    void yescryptThatAsksForGigabytesIsNotTried() {
        // N = 2^20, r = 8 takes 1 GiB; libcrypt would allocate it.
        assertThat(HashCost.of(HashScheme.YESCRYPT, "$y$jH5$saltsaltsaltsaltsaltsa$hash"))
                .hasValueSatisfying(cost -> assertThat(cost.bytes()).isEqualTo(1L << 30));
        assertThat(HashCost.of(HashScheme.YESCRYPT, "$y$j9T$saltsaltsaltsaltsaltsa$hash"))
                .hasValueSatisfying(cost -> assertThat(cost.bytes()).isEqualTo(16L << 20));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$aGFzaA",
                "$9$unknown$hash",
                "$6$rounds=x$salt$hash",
                "$y$",
                "$y$j$",
                "$7$",
                "$2b$xx$salt",
                "$sha1$",
                "_"
            })
    void whatIsNotUnderstoodIsNotTriedAndSaidSo(String hash) {
        Guess guess = guess("root", hash);
        assertThat(guess.match()).isEmpty();
        assertThat(guess.tried()).isZero();
        assertThat(guess.obstacle()).as("%s", guess).isPresent();
    }

    @Test
    void aHostWithoutLibcryptSaysWhatItCannotTry() {
        List<Guess> guesses = new Guessing(BUDGET, Optional::empty)
                .tryAll(List.of(
                        new Target("root", "$y$j75$saltsaltsaltsaltsalts/$Odfo.39z2FljINJG0.a28/UJyyvKXk5wiOPJV7J.SU2"),
                        new Target("root", "abhKo2urtNdfg")));
        assertThat(guesses.get(0).tried()).isZero();
        assertThat(guesses.get(0).obstacle())
                .contains("its scheme needs libxcrypt's libcrypt.so.1, which this machine does not have");
        assertThat(guesses.get(1).match()).contains(Guess.Kind.VENDOR);
    }

    @Test
    void theBudgetIsSharedSoThatEveryAccountsNameIsTriedFirst() {
        List<Target> targets = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            targets.add(new Target("user" + i, STRONG));
        }
        List<Guess> guesses = new Guessing(Duration.ofMillis(120)).tryAll(targets);
        assertThat(guesses).allSatisfy(guess -> {
            assertThat(guess.tried()).isBetween(2, 3);
            assertThat(guess.obstacle()).contains("the time for guessing was used up");
        });
    }

    @Test
    void noTextOfOursHoldsThePasswordOrTheHash() {
        assertThat(new Target("root", STRONG).toString()).doesNotContain("Kq8vB2xNw3Rt");
        for (Candidate candidate : new Candidates().of("kali")) {
            assertThat(candidate.toString())
                    .isIn("candidate EMPTY", "candidate NAME", "candidate VENDOR", "candidate COMMON");
        }
    }

    @Test
    void theLikeliestCandidatesComeFirstAndEachOnce() {
        List<Candidate> candidates = new Candidates().of("pi");
        assertThat(candidates.stream().limit(3).map(Candidate::password)).containsExactly("", "pi", "raspberry");
        assertThat(candidates.stream().map(Candidate::password))
                .doesNotHaveDuplicates()
                .contains("pi123", "PI", "ip");
        assertThat(new Candidates().of("nobody-knows").stream().map(Candidate::kind))
                .doesNotContain(Guess.Kind.VENDOR);
        assertThat(new Candidates().of("").get(0).kind()).isEqualTo(Guess.Kind.EMPTY);
        assertThat(new Candidates().of("a\0b").stream().map(Candidate::password))
                .noneMatch(password -> password.indexOf('\0') >= 0);
    }

    @Test
    void theBuiltInListIsWellFormed() throws Exception {
        String list = new String(
                Candidates.class.getResourceAsStream("default-passwords.tsv").readAllBytes(),
                java.nio.charset.StandardCharsets.UTF_8);
        List<String> entries =
                list.lines().filter(line -> !line.startsWith("#")).toList();
        assertThat(entries).hasSizeGreaterThan(250).doesNotHaveDuplicates();
        assertThat(entries).allSatisfy(line -> {
            String[] fields = line.split("\t", -1);
            assertThat(fields).hasSize(4);
            assertThat(fields).allSatisfy(field -> assertThat(field).isNotBlank());
            assertThat(fields[3])
                    .satisfiesAnyOf(
                            source -> assertThat(source).startsWith("https://"),
                            source -> assertThat(source).isEqualTo("-"));
        });
    }

    @Test
    void nothingIsDoneWithoutAHash() {
        assertThat(new Guessing(BUDGET).tryAll(List.of())).isEmpty();
        assertThat(Optional.ofNullable(guess("root", "")))
                .hasValueSatisfying(guess -> assertThat(guess.obstacle()).isPresent());
    }

    /** Whatever stands in the field, nothing is thrown and nothing takes long. */
    @Test
    void anyTextAtAllIsBorne() {
        Random random = new Random(7);
        String[] heads = {
            "$6$",
            "$5$",
            "$1$",
            "$2a$04$",
            "$2b$04",
            "$2x$",
            "$y$j75$",
            "$y$",
            "$gy$j75",
            "$7$86",
            "$7$",
            "$sha1$9$",
            "$md5",
            "$md5,rounds=",
            "$3$",
            "_",
            "_J9..",
            "",
            "$",
            "$6$rounds=",
            "$6$rounds=1000$",
            "$argon2id$"
        };
        String alphabet = "./09AZaz$$$$,=!* \0\u00e9\u4e2d\ud83d\ude00\t:-_+";
        List<Target> targets = new ArrayList<>();
        for (int i = 0; i < 900; i++) {
            StringBuilder text = new StringBuilder(heads[random.nextInt(heads.length)]);
            int length = random.nextInt(random.nextBoolean() ? 14 : 90);
            for (int j = 0; j < length; j++) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            targets.add(new Target(random.nextInt(9) == 0 ? "\0" : "root", text.toString()));
        }
        long start = System.nanoTime();
        List<Guess> guesses = new Guessing(Duration.ofSeconds(2)).tryAll(targets);
        assertThat(guesses)
                .hasSize(900)
                .allSatisfy(guess -> assertThat(guess.match()).isEmpty());
        assertThat(System.nanoTime() - start).isLessThan(15_000_000_000L);
    }
}
