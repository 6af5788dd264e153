package org.imginspect.facts.units;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.imginspect.guest.GlobPattern;
import org.imginspect.guest.GuestName;

/** Which events of upstart happen while the guest boots, and which {@code start on} expressions they fulfil. */
final class UpstartEvents {
    /** Events of upstart itself, mountall(8) and the bridges to udev and the network: they happen in every boot, with whatever values. */
    private static final Set<String> ALWAYS = Set.of(
            "startup",
            "virtual-filesystems",
            "local-filesystems",
            "remote-filesystems",
            "all-swaps",
            "filesystem",
            "mounting",
            "mounted",
            "net-device-added",
            "net-device-up",
            "static-network-up",
            "container-detected",
            "not-container");

    private final String level;
    private final Set<String> emitted = new HashSet<>();
    private final Map<String, UpstartJob> running = new HashMap<>();

    /** @param level the run level that is entered */
    UpstartEvents(String level) {
        this.level = level;
    }

    /** Notes that an event happens. */
    void emit(String event) {
        emitted.add(event);
    }

    /** Notes that a job runs. */
    void started(UpstartJob job) {
        running.put(job.name(), job);
        emitted.addAll(job.emits());
    }

    /** Whether the expression of a job is fulfilled by what happens. {@code and} and {@code or} bind alike, from the left. */
    boolean fulfil(List<String> expression) {
        Deque<List<Object>> stack = new ArrayDeque<>();
        List<Object> now = new ArrayList<>();
        int i = 0;
        while (i < expression.size()) {
            String word = expression.get(i);
            switch (word) {
                case "(" -> {
                    stack.push(now);
                    now = new ArrayList<>();
                    i++;
                }
                case ")" -> {
                    boolean value = value(now);
                    now = stack.isEmpty() ? new ArrayList<>() : stack.pop();
                    now.add(value);
                    i++;
                }
                case "and", "or" -> {
                    now.add(word);
                    i++;
                }
                default -> {
                    int end = i + 1;
                    while (end < expression.size() && !isOperator(expression.get(end))) {
                        end++;
                    }
                    now.add(happens(word, expression.subList(i + 1, end)));
                    i = end;
                }
            }
        }
        return value(now);
    }

    private static boolean isOperator(String word) {
        return word.equals("and") || word.equals("or") || word.equals("(") || word.equals(")");
    }

    private static boolean value(List<Object> terms) {
        boolean value = false;
        String operator = "or";
        for (Object term : terms) {
            if (term instanceof String word) {
                operator = word;
            } else {
                boolean holds = Boolean.TRUE.equals(term);
                value = operator.equals("and") ? value && holds : value || holds;
            }
        }
        return value;
    }

    private boolean happens(String event, List<String> values) {
        switch (event) {
            case "runlevel" -> {
                return matches(values, "RUNLEVEL", level);
            }
            case "starting", "started", "stopping", "stopped" -> {
                for (UpstartJob job : running.values()) {
                    if (matches(first(values), "JOB", job.name())
                            && (event.startsWith("start")
                                    || job.task()
                                    || job.name().equals("rc"))
                            && (!job.name().equals("rc") || runLevelFits(values))) {
                        return true;
                    }
                }
                return false;
            }
            default -> {
                return ALWAYS.contains(event) || emitted.contains(event);
            }
        }
    }

    private boolean runLevelFits(List<String> values) {
        for (String value : values) {
            if (value.startsWith("RUNLEVEL=") && !fits(value.substring("RUNLEVEL=".length()), level)) {
                return false;
            }
        }
        return true;
    }

    private static boolean fits(String pattern, String value) {
        return GlobPattern.compile(pattern).matchesHidden(GuestName.of(value));
    }

    private static List<String> first(List<String> values) {
        return values.isEmpty() ? values : values.subList(0, 1);
    }

    /** {@code KEY=glob}, {@code KEY!=glob} or a glob for the first value; nothing said fits. */
    private static boolean matches(List<String> values, String key, String actual) {
        for (int i = 0; i < values.size(); i++) {
            String value = values.get(i);
            if (value.startsWith(key + "!=")) {
                if (fits(value.substring(key.length() + 2), actual)) {
                    return false;
                }
            } else if (value.startsWith(key + "=")) {
                if (!fits(value.substring(key.length() + 1), actual)) {
                    return false;
                }
            } else if (i == 0 && value.indexOf('=') < 0 && !fits(value, actual)) {
                return false;
            }
        }
        return true;
    }
}
