package org.imginspect.yara;

import jnr.ffi.Pointer;
import jnr.ffi.annotations.Delegate;
import jnr.ffi.annotations.In;
import jnr.ffi.byref.PointerByReference;
import jnr.ffi.types.size_t;
import org.jspecify.annotations.Nullable;

/**
 * {@code yara.h} of libyara 4 as far as it is used, for jnr-ffi. Text is a byte array that ends in a NUL.
 *
 * <p>Public because jnr-ffi's generated class implements it from another package; the package is not exported.
 */
@SuppressWarnings({"checkstyle:MethodName", "MemberName"}) // C's names.
public interface LibYara {
    int ERROR_SUCCESS = 0;
    int ERROR_SCAN_TIMEOUT = 26;
    int ERROR_TOO_MANY_MATCHES = 30;
    int CALLBACK_CONTINUE = 0;
    int CALLBACK_MSG_RULE_MATCHING = 1;
    int CALLBACK_MSG_TOO_MANY_MATCHES = 6;
    int SCAN_FLAGS_FAST_MODE = 1;
    int SCAN_FLAGS_REPORT_RULES_MATCHING = 8;
    int YARA_ERROR_LEVEL_ERROR = 0;

    /** {@code YR_COMPILER_CALLBACK_FUNC}. */
    interface CompilerCallback {
        @Delegate
        void call(
                int level, @Nullable Pointer fileName, int line, @Nullable Pointer rule, Pointer message, Pointer data);
    }

    /** {@code YR_CALLBACK_FUNC}. */
    interface ScanCallback {
        @Delegate
        int call(Pointer context, int message, Pointer messageData, Pointer userData);
    }

    int yr_initialize();

    int yr_finalize();

    int yr_compiler_create(PointerByReference compiler);

    void yr_compiler_destroy(Pointer compiler);

    void yr_compiler_set_callback(Pointer compiler, CompilerCallback callback, @Nullable Pointer data);

    void yr_compiler_set_include_callback(
            Pointer compiler, @Nullable Pointer callback, @Nullable Pointer free, @Nullable Pointer data);

    int yr_compiler_define_string_variable(Pointer compiler, @In byte[] name, @In byte[] value);

    int yr_compiler_add_string(Pointer compiler, @In byte[] rules, @In byte[] namespace);

    int yr_compiler_get_rules(Pointer compiler, PointerByReference rules);

    int yr_rules_destroy(Pointer rules);

    int yr_scanner_create(Pointer rules, PointerByReference scanner);

    void yr_scanner_destroy(Pointer scanner);

    void yr_scanner_set_callback(Pointer scanner, ScanCallback callback, @Nullable Pointer data);

    void yr_scanner_set_timeout(Pointer scanner, int seconds);

    void yr_scanner_set_flags(Pointer scanner, int flags);

    int yr_scanner_define_string_variable(Pointer scanner, @In byte[] name, @In byte[] value);

    int yr_scanner_scan_mem(Pointer scanner, Pointer buffer, @size_t long size);
}
