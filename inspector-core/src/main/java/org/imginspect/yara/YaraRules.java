package org.imginspect.yara;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import jnr.ffi.LibraryLoader;
import jnr.ffi.LibraryOption;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import jnr.ffi.byref.PointerByReference;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.io.ByteSource;
import org.jspecify.annotations.Nullable;

/**
 * Compiled rules. The external variables that public rule sets use ({@code filename}, {@code filepath}, {@code extension},
 * {@code filetype}, {@code owner}) are known; the last two are always empty. {@code include} is refused: whoever gives rules gives all.
 */
public final class YaraRules implements AutoCloseable {
    private static final List<String> LIBRARIES = List.of("libyara.so.10", "libyara.so.9");
    private static final List<String> EXTERNALS = List.of("filename", "filepath", "extension", "filetype", "owner");
    private static final String PROBE = "rule imginspect_probe { condition: true }";
    private static final int SECONDS = 60;
    private static final int CHUNK = 1 << 20;
    private static final int ADDRESS_BYTES = 8;
    private static final int LONGEST_NAME = 4096;

    /**
     * A rule that matched.
     *
     * @param rule its identifier
     * @param origin the name under which its text was given
     */
    public record Match(String rule, String origin) {}

    private final LibYara c;
    private final Runtime runtime;
    private final Pointer rules;
    private final Pointer scanner;
    /** Kept, for C calls it as long as the scanner lives. */
    private final LibYara.ScanCallback callback = this::called;

    /** Where {@code struct YR_RULE} has {@code identifier}: 0x08 up to libyara 4.2, 0x10 after it. */
    private final int identifierOffset;

    private final List<Match> matches = new ArrayList<>();
    private boolean tooMany;
    private @Nullable Pointer buffer;
    private long bufferBytes;
    private boolean closed;

    private YaraRules(LibYara c, Pointer rules, Pointer scanner, int identifierOffset) {
        this.c = c;
        this.runtime = Runtime.getRuntime(c);
        this.rules = rules;
        this.scanner = scanner;
        this.identifierOffset = identifierOffset;
        c.yr_scanner_set_callback(scanner, callback, null);
        c.yr_scanner_set_timeout(scanner, SECONDS);
        c.yr_scanner_set_flags(scanner, LibYara.SCAN_FLAGS_FAST_MODE | LibYara.SCAN_FLAGS_REPORT_RULES_MATCHING);
    }

    /**
     * Compiles rules.
     *
     * @param sources texts of rules by the names that messages and matches use
     * @param where what needs them, for the message
     * @throws RuleException if a rule is wrong
     * @throws UnsupportedFeatureException if libyara is not installed
     */
    public static YaraRules compile(Map<String, byte[]> sources, String where)
            throws RuleException, UnsupportedFeatureException {
        LibYara c = load(where);
        requireSuccess(c.yr_initialize(), "yr_initialize");
        int offset = identifierOffset(c);
        Pointer rules = compile(c, sources);
        return new YaraRules(c, rules, scanner(c, rules), offset);
    }

    private static LibYara load(String where) throws UnsupportedFeatureException {
        UnsatisfiedLinkError last = new UnsatisfiedLinkError();
        for (String library : LIBRARIES) {
            try {
                return LibraryLoader.create(LibYara.class)
                        .option(LibraryOption.LoadNow, true)
                        .failImmediately()
                        .load(library);
            } catch (UnsatisfiedLinkError e) {
                last = e;
            }
        }
        throw new UnsupportedFeatureException(
                "yara: libyara 4 is not installed (Debian: libyara10 or libyara9), but YARA rules need it: "
                        + last.getMessage(),
                where);
    }

    private static Pointer compile(LibYara c, Map<String, byte[]> sources) throws RuleException {
        PointerByReference reference = new PointerByReference();
        requireSuccess(c.yr_compiler_create(reference), "yr_compiler_create");
        Pointer compiler = reference.getValue();
        try {
            List<String> errors = new ArrayList<>();
            LibYara.CompilerCallback listener = (level, file, line, rule, message, data) -> {
                if (level == LibYara.YARA_ERROR_LEVEL_ERROR && errors.isEmpty()) {
                    errors.add(":" + line + ": " + text(message));
                }
            };
            c.yr_compiler_set_callback(compiler, listener, null);
            c.yr_compiler_set_include_callback(compiler, null, null, null);
            for (String external : EXTERNALS) {
                requireSuccess(
                        c.yr_compiler_define_string_variable(compiler, text(external), text("")),
                        "yr_compiler_define_string_variable");
            }
            for (Map.Entry<String, byte[]> source : sources.entrySet()) {
                byte[] rules = Arrays.copyOf(source.getValue(), source.getValue().length + 1);
                if (c.yr_compiler_add_string(compiler, rules, text(source.getKey())) != 0) {
                    throw new RuleException(
                            source.getKey() + (errors.isEmpty() ? ": libyara does not take it" : errors.get(0)));
                }
            }
            PointerByReference compiled = new PointerByReference();
            requireSuccess(c.yr_compiler_get_rules(compiler, compiled), "yr_compiler_get_rules");
            return compiled.getValue();
        } finally {
            c.yr_compiler_destroy(compiler);
        }
    }

    private static Pointer scanner(LibYara c, Pointer rules) {
        PointerByReference scanner = new PointerByReference();
        requireSuccess(c.yr_scanner_create(rules, scanner), "yr_scanner_create");
        return scanner.getValue();
    }

    /** By a rule without strings: where newer versions count them, and pad, eight bytes are 0. */
    private static int identifierOffset(LibYara c) throws RuleException {
        Pointer rules = compile(c, Map.of("probe", PROBE.getBytes(StandardCharsets.US_ASCII)));
        Pointer scanner = scanner(c, rules);
        int[] offset = {0};
        LibYara.ScanCallback look = (context, message, data, user) -> {
            if (message == LibYara.CALLBACK_MSG_RULE_MATCHING) {
                offset[0] = data.getLong(8) == 0 ? 16 : 8;
            }
            return LibYara.CALLBACK_CONTINUE;
        };
        c.yr_scanner_set_callback(scanner, look, null);
        Pointer nothing = Memory.allocateDirect(Runtime.getRuntime(c), 1);
        requireSuccess(c.yr_scanner_scan_mem(scanner, nothing, 0), "yr_scanner_scan_mem");
        c.yr_scanner_destroy(scanner);
        c.yr_rules_destroy(rules);
        if (offset[0] == 0) {
            throw new IllegalStateException("libyara did not match a rule that always holds");
        }
        return offset[0];
    }

    /**
     * The rules that match a file, in the order of their texts.
     *
     * @param most how many bytes of it to look at; what lies behind is the caller's to report
     * @throws UnsupportedFeatureException if the rules take longer than a minute for it, or a pattern matches so often that libyara gives
     *     up
     */
    public List<Match> scan(ByteSource content, String name, String path, long most) throws ImageException {
        if (closed) {
            throw new IllegalStateException("the rules are closed");
        }
        long size = Math.min(content.size(), most);
        Pointer memory = room(size);
        byte[] chunk = new byte[(int) Math.min(CHUNK, size)];
        for (long at = 0; at < size; at += chunk.length) {
            int count = (int) Math.min(chunk.length, size - at);
            content.readFully(at, chunk, 0, count);
            memory.put(at, chunk, 0, count);
        }
        define("filename", name);
        define("filepath", path);
        int dot = name.lastIndexOf('.');
        define("extension", dot < 0 ? "" : name.substring(dot));
        matches.clear();
        tooMany = false;
        int result = c.yr_scanner_scan_mem(scanner, memory, size);
        if (result == LibYara.ERROR_SCAN_TIMEOUT) {
            throw new UnsupportedFeatureException("yara: the rules take longer than " + SECONDS + " s for it", path);
        }
        if (tooMany || result == LibYara.ERROR_TOO_MANY_MATCHES) {
            throw new UnsupportedFeatureException("yara: a pattern matches too often in it for libyara", path);
        }
        requireSuccess(result, "yr_scanner_scan_mem");
        return List.copyOf(matches);
    }

    private Pointer room(long size) {
        if (buffer == null || bufferBytes < size) {
            bufferBytes = Math.max(size, CHUNK);
            buffer = Memory.allocateDirect(runtime, Math.toIntExact(bufferBytes));
        }
        return buffer;
    }

    private void define(String external, String value) {
        requireSuccess(
                c.yr_scanner_define_string_variable(scanner, text(external), text(value)),
                "yr_scanner_define_string_variable");
    }

    private int called(Pointer context, int message, Pointer data, Pointer user) {
        if (message == LibYara.CALLBACK_MSG_RULE_MATCHING) {
            // struct YR_RULE: identifier, tags, metas, strings, ns, each an address; struct YR_NAMESPACE begins with
            // its name's.
            Pointer namespace = data.getPointer(identifierOffset + 4L * ADDRESS_BYTES);
            matches.add(new Match(text(data.getPointer(identifierOffset)), text(namespace.getPointer(0))));
        } else if (message == LibYara.CALLBACK_MSG_TOO_MANY_MATCHES) {
            tooMany = true;
        }
        return LibYara.CALLBACK_CONTINUE;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            c.yr_scanner_destroy(scanner);
            c.yr_rules_destroy(rules);
            c.yr_finalize();
        }
    }

    private static byte[] text(String text) {
        // C's texts end at the first NUL; a path has none.
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return Arrays.copyOf(bytes, bytes.length + 1);
    }

    private static String text(Pointer text) {
        return text.getString(0, LONGEST_NAME, StandardCharsets.UTF_8);
    }

    private static void requireSuccess(int result, String call) {
        if (result != LibYara.ERROR_SUCCESS) {
            throw new IllegalStateException(call + " of libyara failed with error " + result);
        }
    }
}
