package org.imginspect.crypt;

import java.util.Optional;

/** One implementation of crypt(3). */
interface CryptFunction {
    /**
     * Hashes a password.
     *
     * @param password without a NUL
     * @param setting the hash to compare with: scheme, parameters and salt are taken from it
     * @return empty if it does not take this setting
     */
    Optional<String> hash(String password, String setting);
}
