package org.imginspect.facts.ssh;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.imginspect.guest.GuestPath;

/**
 * One {@code Match} line: sshd_config(5).
 *
 * @param criteria all of them must hold
 * @param file where it is written
 * @param line from 1
 */
public record SshdMatch(List<Criterion> criteria, GuestPath file, int line) {
    /**
     * One criterion.
     *
     * @param attribute in lower case: {@code user}, {@code address}; {@code all} and {@code invalid-user} have no argument
     * @param argument as it is written
     */
    public record Criterion(String attribute, String argument) {}

    /** Whether a block holds for a connection. */
    public enum Answer {
        YES,
        NO,
        /** What is known of the connection does not tell. */
        MAYBE
    }

    public SshdMatch {
        criteria = List.copyOf(criteria);
    }

    /** Whether it holds for every connection: {@code Match all}. */
    public boolean isAll() {
        return criteria.size() == 1 && criteria.get(0).attribute().equals("all");
    }

    /** The arguments of the criteria of this name. */
    public List<String> arguments(String attribute) {
        List<String> found = new ArrayList<>();
        for (Criterion criterion : criteria) {
            if (criterion.attribute().equals(attribute)) {
                found.add(criterion.argument());
            }
        }
        return found;
    }

    /** As it is written: {@code Match User app Address 10.0.0.0/8}. */
    public String text() {
        StringBuilder text = new StringBuilder("Match");
        for (Criterion criterion : criteria) {
            text.append(' ').append(criterion.attribute());
            if (!criterion.argument().isEmpty()) {
                text.append(' ').append(criterion.argument());
            }
        }
        return text.toString();
    }

    /** Whether it holds for a connection. */
    public Answer holds(SshdConnection connection) {
        Answer answer = Answer.YES;
        for (Criterion criterion : criteria) {
            Optional<Boolean> holds = holds(criterion, connection);
            if (holds.isPresent() && !holds.get()) {
                return Answer.NO;
            }
            if (holds.isEmpty()) {
                answer = Answer.MAYBE;
            }
        }
        return answer;
    }

    private static Optional<Boolean> holds(Criterion criterion, SshdConnection connection) {
        String argument = criterion.argument();
        return switch (criterion.attribute()) {
            case "all" -> Optional.of(true);
            case "user" -> connection.user().map(user -> SshdPatterns.list(user, argument, false) == 1);
            case "group" -> connection.groups().map(groups -> inGroup(groups, argument));
            case "invalid-user" -> connection.invalidUser();
            case "host" ->
                connection.host().map(host -> SshdPatterns.list(host.toLowerCase(Locale.ROOT), argument, true) == 1);
            case "address" -> connection.address().map(address -> SshdAddresses.list(address, argument) == 1);
            case "localaddress" -> connection.localAddress().map(address -> SshdAddresses.list(address, argument) == 1);
            case "localport" ->
                connection.localPort().isEmpty()
                        ? Optional.empty()
                        : Optional.of(argument.equals(
                                String.valueOf(connection.localPort().getAsInt())));
            default -> Optional.empty();
        };
    }

    /** {@code ga_match_pattern_list()}: the first group that a pattern behind {@code !} matches ends it. */
    private static boolean inGroup(List<String> groups, String patterns) {
        boolean found = false;
        for (String group : groups) {
            int result = SshdPatterns.list(group, patterns, false);
            if (result < 0) {
                return false;
            }
            found |= result > 0;
        }
        return found;
    }
}
