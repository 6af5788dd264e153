package org.imginspect.crypt;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import jnr.ffi.LibraryLoader;
import jnr.ffi.LibraryOption;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import org.jspecify.annotations.Nullable;

/** The host's libcrypt, as libxcrypt makes it: glibc's own knows no {@code crypt_rn}, and none of the schemes it is needed for. */
final class NativeCrypt implements CryptFunction {
    /** The first is everywhere; the second is what Fedora and EL have without the old interfaces. */
    private static final String[] LIBRARIES = {"libcrypt.so.1", "libcrypt.so.2"};

    /** {@code sizeof(struct crypt_data)} of libxcrypt: CRYPT_DATA in crypt.h. */
    private static final int DATA_BYTES = 32768;

    private static boolean looked;
    private static @Nullable NativeCrypt loaded;

    private final LibCrypt c;
    private final Pointer data;

    private NativeCrypt(LibCrypt c) {
        this.c = c;
        this.data = Memory.allocateDirect(Runtime.getRuntime(c), DATA_BYTES, true);
    }

    /** Loads the library at the first call, which takes some tenths of a second; empty if the host has none that serves. */
    static synchronized Optional<NativeCrypt> load() {
        for (int i = 0; i < LIBRARIES.length && !looked && loaded == null; i++) {
            loaded = load(LIBRARIES[i]);
        }
        looked = true;
        return Optional.ofNullable(loaded);
    }

    private static @Nullable NativeCrypt load(String library) {
        try {
            LibCrypt c = LibraryLoader.create(LibCrypt.class)
                    .option(LibraryOption.LoadNow, true)
                    .failImmediately()
                    .load(library);
            return new NativeCrypt(c);
        } catch (LinkageError e) {
            // No such library, one without crypt_rn, or a machine that jnr-ffi does not know: the caller says that
            // nothing was tried.
            return null;
        }
    }

    @Override
    public synchronized Optional<String> hash(String password, String setting) {
        data.setMemory(0, DATA_BYTES, (byte) 0);
        Pointer result = c.crypt_rn(text(password), text(setting), data, DATA_BYTES);
        if (result == null) {
            return Optional.empty();
        }
        byte[] hash = new byte[result.indexOf(0, (byte) 0)];
        result.get(0, hash, 0, hash.length);
        return hash.length == 0 || hash[0] == '*'
                ? Optional.empty()
                : Optional.of(new String(hash, StandardCharsets.UTF_8));
    }

    private static byte[] text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return Arrays.copyOf(bytes, bytes.length + 1);
    }
}
