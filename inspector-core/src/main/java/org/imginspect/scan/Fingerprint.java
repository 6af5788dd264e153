package org.imginspect.scan;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.imginspect.check.Finding;

/** Names findings so that the same one has the same name in the image's next build: lines, versions and ids do not matter. */
public final class Fingerprint {
    private static final int BYTES = 16;

    private Fingerprint() {}

    /**
     * One for each of {@link CheckResult#findings()}, in their order: 32 hexadecimal digits, each once. Several findings that differ in
     * nothing but numbers are told apart by their order.
     */
    public static List<String> of(CheckResult result) {
        Map<String, Integer> seen = new HashMap<>();
        List<String> all = new ArrayList<>();
        for (Finding finding : result.findings()) {
            String text = result.info().id() + "\n"
                    + new TreeMap<>(result.params().values()) + "\n"
                    + finding.file().map(file -> normal(file.toString())).orElse("") + "\n"
                    + normal(finding.message());
            int ordinal = seen.merge(text, 1, Integer::sum);
            all.add(digest(text + "\n" + ordinal));
        }
        return all;
    }

    /** Every run of letters and digits that holds a digit becomes one mark. */
    private static String normal(String text) {
        StringBuilder out = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            int end = i;
            boolean digit = false;
            while (end < text.length() && Character.isLetterOrDigit(text.charAt(end))) {
                digit |= Character.isDigit(text.charAt(end));
                end++;
            }
            if (end == i) {
                out.append(text.charAt(i++));
            } else {
                out.append(digit ? "#" : text.substring(i, end));
                i = end;
            }
        }
        return out.toString();
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
