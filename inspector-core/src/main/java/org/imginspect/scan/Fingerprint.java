package org.imginspect.scan;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.imginspect.check.Finding;
import org.imginspect.check.Verdict;
import org.imginspect.guest.GuestPath;

/**
 * Names findings so that the same one has the same name in the image's next build: level, lines, numbers, versions, dates, sizes,
 * UUIDs and digests do not matter, nor does the image's name. Several findings of a check that differ in nothing else are told apart
 * by their order, so that of those which are left after one is mended the last name disappears.
 */
public final class Fingerprint {
    private static final int BYTES = 16;

    private final Map<String, Integer> seen = new HashMap<>();

    private Fingerprint() {}

    /** One for each of {@link CheckResult#findings()}, in their order: 32 hexadecimal digits, each once. */
    public static List<String> of(CheckResult result) {
        return split(result).counting;
    }

    /** One for each of {@link CheckResult#waived()}, in their order; a finding keeps its fingerprint when it is waived. */
    public static List<String> ofWaived(CheckResult result) {
        return split(result).waived;
    }

    /** One for each thing that could not be seen, in their order; which checks it left undecided does not matter. */
    public static List<String> ofUnseen(List<Unseen> unseen) {
        Fingerprint series = new Fingerprint();
        List<String> all = new ArrayList<>();
        for (Unseen thing : unseen) {
            all.add(series.next("unseen\n" + StableText.ofMessage(thing.what() + "\n" + thing.why())));
        }
        return all;
    }

    private record Split(List<String> counting, List<String> waived) {}

    /** The check's own order decides, so that a waiver changes no other finding's fingerprint. */
    private static Split split(CheckResult result) {
        List<Finding> counting = result.findings();
        List<WaivedFinding> waived = result.waived();
        Split names = new Split(new ArrayList<>(), new ArrayList<>());
        Fingerprint series = new Fingerprint();
        List<Finding> all = result.verdict() instanceof Verdict.Findings found ? found.findings() : List.of();
        for (Finding finding : all) {
            String name = series.next(text(result, finding));
            int nextWaived = names.waived.size();
            int next = names.counting.size();
            if (nextWaived < waived.size() && isSame(waived.get(nextWaived).finding(), finding)) {
                names.waived.add(name);
            } else if (next < counting.size() && isSame(counting.get(next), finding)) {
                names.counting.add(name);
            }
        }
        // Nothing is left, unless somebody put the result together otherwise.
        while (names.counting.size() < counting.size()) {
            names.counting.add(series.next(text(result, counting.get(names.counting.size()))));
        }
        while (names.waived.size() < waived.size()) {
            names.waived.add(
                    series.next(text(result, waived.get(names.waived.size()).finding())));
        }
        return names;
    }

    private static boolean isSame(Finding one, Finding other) {
        return one.message().equals(other.message())
                && one.file().equals(other.file())
                && one.line().equals(other.line());
    }

    private static String text(CheckResult result, Finding finding) {
        Optional<GuestPath> file = finding.file();
        return result.info().id() + "\n"
                + new TreeMap<>(result.params().values()) + "\n"
                + file.map(path -> StableText.ofPath(path.toString())).orElse("") + "\n"
                + StableText.ofMessage(finding.message());
    }

    private String next(String text) {
        int ordinal = Objects.requireNonNull(seen.merge(text, 1, Integer::sum));
        return digest(text + "\n" + ordinal);
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
