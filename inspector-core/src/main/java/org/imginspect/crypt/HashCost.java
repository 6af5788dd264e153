package org.imginspect.crypt;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one try against a hash takes, from the parameters that stand in it. Hashes are hostile: {@code rounds=999999999} takes minutes, and yescrypt can ask
 * for gigabytes.
 *
 * @param microseconds on a machine of 2024, about
 * @param bytes of memory
 */
record HashCost(long microseconds, long bytes) {
    private static final long UNBOUNDED = Long.MAX_VALUE / 4;
    private static final String ALPHABET = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final long SHA_ROUNDS = 5000;
    private static final long SHA_LEAST = 1000;

    /** Empty if the parameters cannot be read. */
    static Optional<HashCost> of(HashScheme scheme, String hash) {
        return switch (scheme) {
            case DES -> Optional.of(new HashCost(400, 0));
            case BIGCRYPT -> Optional.of(new HashCost(400, 0));
            case MD5 -> Optional.of(new HashCost(1_500, 0));
            case NT -> Optional.of(new HashCost(20, 0));
            case SHA256, SHA512 -> sha(hash);
            case BCRYPT_A, BCRYPT_B, BCRYPT_X, BCRYPT_Y -> bcrypt(hash);
            case BSDI -> bsdi(hash);
            case SHA1 -> sha1(hash);
            case SUN_MD5 -> sunMd5(hash);
            case SCRYPT -> scrypt(hash);
            case YESCRYPT, GOST_YESCRYPT -> yescrypt(hash, scheme.prefix().length());
            case UNKNOWN -> Optional.empty();
        };
    }

    private static Optional<HashCost> of(long microseconds) {
        return Optional.of(new HashCost(Math.min(microseconds, UNBOUNDED), 0));
    }

    /** {@code $6$rounds=5000$salt$hash}: about a microsecond a round. */
    private static Optional<HashCost> sha(String hash) {
        String rounds = "rounds=";
        if (!hash.startsWith(rounds, 3)) {
            return of(SHA_ROUNDS);
        }
        OptionalLong number = digits(hash, 3 + rounds.length(), '$');
        return number.isEmpty() ? Optional.empty() : of(Math.max(number.getAsLong(), SHA_LEAST));
    }

    /** {@code $2b$10$…}: the key is set up twice 2^cost times. */
    private static Optional<HashCost> bcrypt(String hash) {
        OptionalLong cost = digits(hash, 4, '$');
        return cost.isEmpty() || cost.getAsLong() > 31 ? Optional.empty() : of(60L << cost.getAsLong());
    }

    /** {@code _CCCCSSSS…}: 24 bits of iterations, the least significant sextet first. */
    private static Optional<HashCost> bsdi(String hash) {
        OptionalLong count = sextets(hash, 1, 4);
        return count.isEmpty() ? Optional.empty() : of(count.getAsLong() / 2 + 100);
    }

    /** {@code $sha1$rounds$salt$hash}. */
    private static Optional<HashCost> sha1(String hash) {
        OptionalLong rounds = digits(hash, HashScheme.SHA1.prefix().length(), '$');
        return rounds.isEmpty() ? Optional.empty() : of(rounds.getAsLong());
    }

    /** {@code $md5,rounds=904$salt$$hash}: 4096 rounds and those. */
    private static Optional<HashCost> sunMd5(String hash) {
        String rounds = "$md5,rounds=";
        if (!hash.startsWith(rounds)) {
            return of(4096 * 3);
        }
        OptionalLong number = digits(hash, rounds.length(), '$');
        return number.isEmpty() ? Optional.empty() : of((4096 + number.getAsLong()) * 3);
    }

    /** {@code $7$NrrrrrpppppSALT$hash}: the logarithm of N, r and p, sextets of which the least significant comes first. */
    private static Optional<HashCost> scrypt(String hash) {
        OptionalLong log = sextets(hash, 3, 1);
        OptionalLong r = sextets(hash, 4, 5);
        OptionalLong p = sextets(hash, 9, 5);
        if (log.isEmpty() || r.isEmpty() || p.isEmpty()) {
            return Optional.empty();
        }
        return memoryHard(log.getAsLong(), r.getAsLong(), p.getAsLong(), 1);
    }

    /**
     * {@code $y$FLAVOUR N R [MASK [P] [T] [G] [ROM]]$salt$hash}, numbers of variable length: see {@code decode64_uint32()} in yescrypt-common.c.
     */
    private static Optional<HashCost> yescrypt(String hash, int from) {
        Numbers numbers = new Numbers(hash, from);
        OptionalLong flavour = numbers.next(0);
        OptionalLong log = numbers.next(1);
        OptionalLong r = numbers.next(1);
        if (flavour.isEmpty() || log.isEmpty() || r.isEmpty()) {
            return Optional.empty();
        }
        long p = 1;
        long t = 0;
        if (!numbers.atEnd()) {
            OptionalLong mask = numbers.next(1);
            OptionalLong parallel =
                    mask.isPresent() && (mask.getAsLong() & 1) != 0 ? numbers.next(2) : OptionalLong.of(1);
            OptionalLong time = mask.isPresent() && (mask.getAsLong() & 2) != 0 ? numbers.next(1) : OptionalLong.of(0);
            // Bits 4 and 8 are an upgrade and a ROM, with which no crypt(3) works.
            if (mask.isEmpty() || parallel.isEmpty() || time.isEmpty() || (mask.getAsLong() & ~3L) != 0) {
                return Optional.empty();
            }
            p = parallel.getAsLong();
            t = time.getAsLong();
        }
        return memoryHard(log.getAsLong(), r.getAsLong(), p, 1 + t);
    }

    /** 128 * N * r bytes, filled and read: about seven blocks a microsecond. */
    private static Optional<HashCost> memoryHard(long log, long r, long p, long times) {
        if (log > 40 || r > 1 << 20 || p > 1 << 20 || times > 1 << 20) {
            return Optional.of(new HashCost(UNBOUNDED, UNBOUNDED));
        }
        double blocks = Math.scalb((double) r, (int) log) * p;
        return Optional.of(new HashCost((long) Math.min(blocks * times / 6, (double) UNBOUNDED), (long)
                Math.min(blocks * 128, (double) UNBOUNDED)));
    }

    /** A decimal number that ends at {@code end}; one too long for a long is the greatest. */
    private static OptionalLong digits(String hash, int from, char end) {
        long value = 0;
        int at = from;
        while (at < hash.length() && hash.charAt(at) >= '0' && hash.charAt(at) <= '9') {
            value = value > UNBOUNDED / 16 ? UNBOUNDED / 16 : value * 10 + (hash.charAt(at) - '0');
            at++;
        }
        return at == from || at >= hash.length() || hash.charAt(at) != end
                ? OptionalLong.empty()
                : OptionalLong.of(value);
    }

    private static OptionalLong sextets(String hash, int from, int count) {
        long value = 0;
        for (int i = 0; i < count; i++) {
            int digit = from + i < hash.length() ? ALPHABET.indexOf(hash.charAt(from + i)) : -1;
            if (digit < 0) {
                return OptionalLong.empty();
            }
            value |= (long) digit << (6 * i);
        }
        return OptionalLong.of(value);
    }

    /** Reads yescrypt's numbers one after the other. */
    private static final class Numbers {
        private final String text;
        private int at;

        Numbers(String text, int from) {
            this.text = text;
            this.at = from;
        }

        boolean atEnd() {
            return at < text.length() && text.charAt(at) == '$';
        }

        OptionalLong next(long least) {
            int first = digit();
            if (first < 0) {
                return OptionalLong.empty();
            }
            long value = least;
            int start = 0;
            int end = 47;
            int bits = 0;
            int more = 0;
            while (first > end) {
                value += (long) (end + 1 - start) << bits;
                start = end + 1;
                end = start + (62 - end) / 2;
                more++;
                bits += 6;
            }
            value += (long) (first - start) << bits;
            for (; more > 0; more--) {
                int next = digit();
                if (next < 0) {
                    return OptionalLong.empty();
                }
                bits -= 6;
                value += (long) next << bits;
            }
            return OptionalLong.of(value);
        }

        private int digit() {
            return at < text.length() ? ALPHABET.indexOf(text.charAt(at++)) : -1;
        }
    }
}
