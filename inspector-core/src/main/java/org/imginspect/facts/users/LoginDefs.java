package org.imginspect.facts.users;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.imginspect.facts.Fact;
import org.imginspect.guest.GuestPath;

/**
 * The settings of login.defs(5); none of them if there is no such file, as where busybox makes accounts. The ranges of numbers have the defaults of the
 * shadow suite, which are also busybox's.
 *
 * @param settings by name; of several lines with one name the last, which counts
 */
public record LoginDefs(Map<String, Setting> settings) implements Fact {
    private static final long UID_MIN = 1000;
    private static final long UID_MAX = 60000;
    private static final long SYS_UID_MIN = 101;

    public LoginDefs {
        settings = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /**
     * One setting.
     *
     * @param value without quotation marks
     * @param line in {@code file}, from 1
     */
    public record Setting(String value, GuestPath file, int line) {}

    /** A setting; empty if it is not written. */
    public Optional<Setting> setting(String name) {
        return Optional.ofNullable(settings.get(name));
    }

    /** The first number of people's accounts: 1000, or what UID_MIN says (500 on EL 6). Accounts below are the system's. */
    public long uidMin() {
        return number("UID_MIN", UID_MIN);
    }

    /** The last number of people's accounts: 60000, or what UID_MAX says. */
    public long uidMax() {
        return number("UID_MAX", UID_MAX);
    }

    /** The first number that system accounts are given: 101, or what SYS_UID_MIN says. */
    public long sysUidMin() {
        return number("SYS_UID_MIN", SYS_UID_MIN);
    }

    /** The last number that system accounts are given: the one before {@link #uidMin}, or what SYS_UID_MAX says. */
    public long sysUidMax() {
        return number("SYS_UID_MAX", uidMin() - 1);
    }

    /** As the shadow suite reads it, with strtoul(3): decimal, 0x hexadecimal or 0 octal; the default if it is none of them. */
    private long number(String name, long preset) {
        Setting setting = settings.get(name);
        if (setting == null || setting.value().isEmpty() || setting.value().length() > 12) {
            return preset;
        }
        String text = setting.value();
        int radix = 10;
        int at = 0;
        if (text.startsWith("0x") || text.startsWith("0X")) {
            radix = 16;
            at = 2;
        } else if (text.length() > 1 && text.charAt(0) == '0') {
            radix = 8;
            at = 1;
        }
        long value = 0;
        if (at == text.length()) {
            return preset;
        }
        for (; at < text.length(); at++) {
            int digit = Character.digit(text.charAt(at), radix);
            if (digit < 0) {
                return preset;
            }
            value = value * radix + digit;
        }
        return value;
    }
}
