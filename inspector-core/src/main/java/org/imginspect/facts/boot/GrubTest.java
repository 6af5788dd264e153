package org.imginspect.facts.boot;

import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.guest.Node;

/** GRUB's {@code test} and {@code [} (grub-core/commands/test.c): {@code -o} binds weaker than {@code -a}. */
final class GrubTest {
    private static final int DEPTH = 50;

    /** How the test looks at files. */
    @FunctionalInterface
    interface Files {
        Optional<Node> stat(String written) throws ImageException;
    }

    private final List<String> words;
    private final Files files;
    private int at;
    private int depth;

    private GrubTest(List<String> words, Files files) {
        this.words = words;
        this.files = files;
    }

    /** @param words without the command's name and the closing bracket */
    static boolean evaluate(List<String> words, Files files) throws ImageException {
        return new GrubTest(words, files).or();
    }

    private boolean or() throws ImageException {
        boolean result = and();
        while (at < words.size() && words.get(at).equals("-o")) {
            at++;
            result |= and();
        }
        return result;
    }

    private boolean and() throws ImageException {
        boolean result = primary();
        while (at < words.size() && words.get(at).equals("-a")) {
            at++;
            result &= primary();
        }
        return result;
    }

    private boolean primary() throws ImageException {
        if (at >= words.size()) {
            return false;
        }
        String word = words.get(at);
        if (at + 2 < words.size()) {
            Optional<Boolean> binary = binary(word, words.get(at + 1), words.get(at + 2));
            if (binary.isPresent()) {
                at += 3;
                return binary.get();
            }
        }
        if (word.equals("!")) {
            at++;
            deeper();
            boolean result = !primary();
            depth--;
            return result;
        }
        if (word.equals("(")) {
            at++;
            deeper();
            boolean result = or();
            depth--;
            if (at < words.size() && words.get(at).equals(")")) {
                at++;
            }
            return result;
        }
        if (at + 1 < words.size()) {
            Optional<Boolean> unary = unary(word, words.get(at + 1));
            if (unary.isPresent()) {
                at += 2;
                return unary.get();
            }
        }
        at++;
        return !word.isEmpty();
    }

    private void deeper() throws UnsupportedFeatureException {
        if (++depth > DEPTH) {
            throw new UnsupportedFeatureException("grub script: a test nests deeper than " + DEPTH + " levels", "");
        }
    }

    private Optional<Boolean> unary(String operator, String operand) throws ImageException {
        return switch (operator) {
            case "-n" -> Optional.of(!operand.isEmpty());
            case "-z" -> Optional.of(operand.isEmpty());
            case "-e" -> Optional.of(files.stat(operand).isPresent());
            case "-f" -> Optional.of(files.stat(operand).map(Node::isFile).orElse(false));
            case "-d" -> Optional.of(files.stat(operand).map(Node::isDirectory).orElse(false));
            case "-s" ->
                Optional.of(files.stat(operand)
                        .map(node -> node.isFile() && node.sizeBytes() > 0)
                        .orElse(false));
            default -> Optional.empty();
        };
    }

    private static Optional<Boolean> binary(String left, String operator, String right) throws ImageException {
        return switch (operator) {
            case "=", "==" -> Optional.of(left.equals(right));
            case "!=" -> Optional.of(!left.equals(right));
            case "<" -> Optional.of(left.compareTo(right) < 0);
            case "<=" -> Optional.of(left.compareTo(right) <= 0);
            case ">" -> Optional.of(left.compareTo(right) > 0);
            case ">=" -> Optional.of(left.compareTo(right) >= 0);
            case "-eq" -> Optional.of(number(left) == number(right));
            case "-ne" -> Optional.of(number(left) != number(right));
            case "-lt" -> Optional.of(number(left) < number(right));
            case "-le" -> Optional.of(number(left) <= number(right));
            case "-gt" -> Optional.of(number(left) > number(right));
            case "-ge" -> Optional.of(number(left) >= number(right));
            case "-nt", "-ot", "-ef" ->
                throw new UnsupportedFeatureException("grub script: test " + operator + " is not evaluated", "");
            default -> Optional.empty();
        };
    }

    /** As grub_strtol: what is no number counts as 0. */
    private static long number(String text) {
        long value = 0;
        int i = text.startsWith("-") ? 1 : 0;
        while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9' && value < (1L << 55)) {
            value = (value * 10) + (text.charAt(i) - '0');
            i++;
        }
        return text.startsWith("-") ? -value : value;
    }
}
