package org.imginspect.crypt;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.commons.codec.digest.Md5Crypt;
import org.apache.commons.codec.digest.Sha2Crypt;
import org.apache.commons.codec.digest.UnixCrypt;
import org.springframework.security.crypto.bcrypt.BCrypt;

/** The schemes that libraries in Java compute. Salts which these would cut short silently are not taken. */
final class JavaCrypt implements CryptFunction {
    private static final int SHA_SALT = 16;
    private static final int MD5_SALT = 8;

    @Override
    public Optional<String> hash(String password, String setting) {
        byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
        try {
            return switch (HashScheme.of(setting)) {
                case SHA512 -> shaSalt(setting) ? Optional.of(Sha2Crypt.sha512Crypt(bytes, setting)) : Optional.empty();
                case SHA256 -> shaSalt(setting) ? Optional.of(Sha2Crypt.sha256Crypt(bytes, setting)) : Optional.empty();
                case MD5 ->
                    isSalt(setting, 3, MD5_SALT) ? Optional.of(Md5Crypt.md5Crypt(bytes, setting)) : Optional.empty();
                case DES -> Optional.of(UnixCrypt.crypt(bytes, setting.substring(0, 2)));
                case BCRYPT_A, BCRYPT_B, BCRYPT_X, BCRYPT_Y -> Optional.of(BCrypt.hashpw(bytes, setting));
                case YESCRYPT, GOST_YESCRYPT, SCRYPT, SHA1, SUN_MD5, NT, BSDI, BIGCRYPT, UNKNOWN -> Optional.empty();
            };
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // The library refuses the salt or the parameters.
        }
    }

    private static boolean shaSalt(String setting) {
        int from = 3;
        if (setting.startsWith("rounds=", from)) {
            from = setting.indexOf('$', from) + 1;
        }
        return isSalt(setting, from, SHA_SALT);
    }

    /** Whether crypt's alphabet, so many characters at most, stands up to the next dollar sign. */
    private static boolean isSalt(String setting, int from, int most) {
        int end = setting.indexOf('$', from);
        if (end < 0 || end == from || end - from > most) {
            return false;
        }
        for (int i = from; i < end; i++) {
            char c = setting.charAt(i);
            boolean known = (c >= '.' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
            if (!known) {
                return false;
            }
        }
        return true;
    }
}
