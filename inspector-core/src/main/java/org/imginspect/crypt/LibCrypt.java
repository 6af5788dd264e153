package org.imginspect.crypt;

import jnr.ffi.Pointer;
import jnr.ffi.annotations.In;
import org.jspecify.annotations.Nullable;

/** What is called of libxcrypt, see crypt(3). */
@SuppressWarnings("checkstyle:MethodName") // C's names
public interface LibCrypt {
    /**
     * Hashes a phrase; reentrant, and without crypt(3)'s tokens of failure.
     *
     * @param phrase ends in NUL
     * @param setting ends in NUL
     * @param data of {@code size} bytes, all zero at first
     * @return inside {@code data}; null if it fails
     */
    @Nullable
    Pointer crypt_rn(@In byte[] phrase, @In byte[] setting, Pointer data, int size);
}
