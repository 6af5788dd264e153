package org.imginspect.facts.ssh;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code match_cfg_line()} of servconf.c. */
final class SshdMatchParser {
    private final Optional<SshdVersion> version;
    private String problem = "";

    SshdMatchParser(Optional<SshdVersion> version) {
        this.version = version;
    }

    /** Why it is refused; empty text if it is not. */
    String problem() {
        return problem;
    }

    /** Empty: sshd refuses the line. */
    Optional<List<SshdMatch.Criterion>> parse(SshdWords line) {
        List<String> words = words(line);
        if (!line.isWellFormed()) {
            return refuse("a quote is not closed");
        }
        List<SshdMatch.Criterion> criteria = new ArrayList<>();
        int at = 0;
        while (at < words.size() && !words.get(at).startsWith("#")) {
            String attribute = words.get(at++).toLowerCase(Locale.ROOT);
            if (attribute.equals("all")) {
                if (!criteria.isEmpty() || (at < words.size() && !words.get(at).startsWith("#"))) {
                    return refuse("'all' cannot be combined with other criteria of Match");
                }
                criteria.add(new SshdMatch.Criterion(attribute, ""));
                return Optional.of(criteria);
            }
            if (attribute.equals("invalid-user") && isAtLeast(9, 9)) {
                criteria.add(new SshdMatch.Criterion(attribute, ""));
                continue;
            }
            if (!isKnown(attribute)) {
                return refuse("'" + attribute + "' is no criterion of Match");
            }
            if (at == words.size() || words.get(at).isEmpty() || words.get(at).startsWith("#")) {
                return refuse("Match: nothing stands behind '" + attribute + "'");
            }
            String argument = words.get(at++);
            if (attribute.endsWith("address") && !SshdAddresses.isValid(argument)) {
                return refuse("Match: '" + argument + "' is no list of addresses");
            }
            if (attribute.equals("localport") && !SshdValues.isPort(argument)) {
                return refuse("Match: '" + argument + "' is no port");
            }
            criteria.add(new SshdMatch.Criterion(attribute, argument));
        }
        return criteria.isEmpty() ? refuse("Match has no criterion") : Optional.of(criteria);
    }

    /** Since 9.9 cut as other lines are, {@code attribute=value} besides; before that by blanks and equals signs. */
    private List<String> words(SshdWords line) {
        if (!isAtLeast(9, 9)) {
            return line.old();
        }
        List<String> words = new ArrayList<>();
        for (String word : line.modern()) {
            int equals = word.indexOf('=');
            boolean attribute = equals > 0 && isKnown(word.substring(0, equals).toLowerCase(Locale.ROOT));
            if (attribute && (words.isEmpty() || !expectsArgument(words))) {
                words.add(word.substring(0, equals));
                words.add(word.substring(equals + 1));
            } else {
                words.add(word);
            }
        }
        return words;
    }

    private static boolean expectsArgument(List<String> words) {
        boolean expects = false;
        for (String word : words) {
            String lower = word.toLowerCase(Locale.ROOT);
            expects = !expects && !lower.equals("all") && !lower.equals("invalid-user");
        }
        return expects;
    }

    private boolean isKnown(String attribute) {
        return switch (attribute) {
            case "user", "group", "host", "address" -> true;
            case "localaddress", "localport" -> isAtLeast(6, 1);
            case "rdomain" -> isAtLeast(7, 7);
            case "version" -> isAtLeast(10, 0);
            default -> false;
        };
    }

    private boolean isAtLeast(int major, int minor) {
        return version.isEmpty() || version.get().isAtLeast(major, minor);
    }

    private Optional<List<SshdMatch.Criterion>> refuse(String why) {
        problem = why;
        return Optional.empty();
    }
}
