package org.imginspect.facts.yaml;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * One value that is no collection.
 *
 * @param type what the YAML 1.1 types make of it
 * @param text as written, without quotes and with escapes resolved: {@code yes}, {@code 0x10}; empty for an empty value
 * @param plain whether it was written without quotes and not as a block, so that its text decided its type
 * @param line from 1
 */
public record YamlScalar(Type type, String text, boolean plain, int line) implements YamlValue {
    /** The types that PyYAML's safe loader tells apart. */
    public enum Type {
        STRING("a text"),
        BOOLEAN("a yes or no"),
        INTEGER("a number"),
        FLOAT("a number"),
        NULL("nothing"),
        TIMESTAMP("a date"),
        BINARY("bytes in base64");

        private final String described;

        Type(String described) {
            this.described = described;
        }
    }

    public boolean isNull() {
        return type == Type.NULL;
    }

    /** Whether it is a text with this content. */
    public boolean isText(String content) {
        return type == Type.STRING && text.equals(content);
    }

    /** Whether it is true or false; empty if it is of another type. */
    public Optional<Boolean> asBoolean() {
        return type == Type.BOOLEAN ? Optional.of(YamlTypes.isTrue(text)) : Optional.empty();
    }

    /** An integer's value; empty if it is of another type or beyond 64 bits. */
    public OptionalLong asLong() {
        return type == Type.INTEGER ? YamlTypes.longValue(text) : OptionalLong.empty();
    }

    /** An integer's or float's value; empty if it is of another type. */
    public Optional<Double> asDouble() {
        return switch (type) {
            case INTEGER -> Optional.of(YamlTypes.integer(text).doubleValue());
            case FLOAT -> Optional.of(YamlTypes.floating(text));
            default -> Optional.empty();
        };
    }

    /** Equal for keys that Python's dict holds for equal. */
    String identity() {
        return identity(type, text);
    }

    static String identity(Type type, String text) {
        return switch (type) {
            case STRING -> "s" + text;
            case BOOLEAN -> YamlTypes.isTrue(text) ? "n1" : "n0";
            case INTEGER -> "n" + YamlTypes.integer(text);
            case FLOAT -> YamlTypes.floatIdentity(text);
            case NULL -> "0";
            case TIMESTAMP -> "t" + text;
            case BINARY -> "b" + text;
        };
    }

    @Override
    public String described() {
        return type.described;
    }
}
