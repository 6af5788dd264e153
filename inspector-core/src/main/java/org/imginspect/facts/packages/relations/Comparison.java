package org.imginspect.facts.packages.relations;

/** How a relation compares a version with the one it names. */
public enum Comparison {
    ANY(""),
    LESS("<"),
    LESS_OR_EQUAL("<="),
    EQUAL("="),
    GREATER_OR_EQUAL(">="),
    GREATER(">"),
    /** apk: the version begins so. */
    BEGINS("~");

    private final String sign;

    Comparison(String sign) {
        this.sign = sign;
    }

    /** Whether a version is one of those meant, by what comparing it with the named one gave. */
    boolean holds(int order) {
        return switch (this) {
            case ANY -> true;
            case LESS -> order < 0;
            case LESS_OR_EQUAL -> order <= 0;
            case EQUAL, BEGINS -> order == 0;
            case GREATER_OR_EQUAL -> order >= 0;
            case GREATER -> order > 0;
        };
    }

    /** As it is written: {@code >=}. */
    public String sign() {
        return sign;
    }

    /** Of {@code <<}, {@code >>} and the others, in any manager's way of writing. */
    static Comparison of(String sign) {
        return switch (sign) {
            case "<<", "<" -> LESS;
            case "<=", "=<" -> LESS_OR_EQUAL;
            case "=", "==" -> EQUAL;
            case ">=", "=>" -> GREATER_OR_EQUAL;
            case ">>", ">" -> GREATER;
            case "~", "=~", "~=" -> BEGINS;
            default -> ANY;
        };
    }
}
