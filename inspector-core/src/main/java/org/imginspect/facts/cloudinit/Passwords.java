package org.imginspect.facts.cloudinit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.imginspect.facts.yaml.YamlList;
import org.imginspect.facts.yaml.YamlMap;
import org.imginspect.facts.yaml.YamlScalar;
import org.imginspect.facts.yaml.YamlValue;

/** Finds passwords and their hashes in a cloud-config: what its modules set-passwords and users-groups would set. */
final class Passwords {
    private Passwords() {}

    /**
     * One.
     *
     * @param kind for messages: {@code a password hash}
     * @param key the key it is the value of
     */
    record Found(String kind, String key, YamlScalar value) {}

    static List<Found> in(YamlMap root) {
        List<Found> found = new ArrayList<>();
        Set<YamlValue> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<YamlValue> waiting = new ArrayDeque<>();
        waiting.push(root);
        while (!waiting.isEmpty()) {
            YamlValue value = waiting.pop();
            if (!seen.add(value)) {
                continue;
            }
            if (value instanceof YamlList list) {
                list.items().forEach(waiting::push);
            } else if (value instanceof YamlMap map) {
                for (YamlMap.Entry entry : map.entries()) {
                    if (entry.value() instanceof YamlScalar scalar) {
                        look(entry.key().text(), scalar, found);
                    } else {
                        if (entry.key().isText("chpasswd") && entry.value() instanceof YamlMap settings) {
                            list(settings, found);
                        }
                        waiting.push(entry.value());
                    }
                }
            }
        }
        return found;
    }

    private static void look(String key, YamlScalar value, List<Found> into) {
        switch (key) {
            case "password", "passwd", "hashed_passwd", "plain_text_passwd" -> {
                if (isPassword(value.text())) {
                    into.add(new Found(kind(value.text()), key, value));
                }
            }
            default -> {
                // No key of these modules.
            }
        }
    }

    /** {@code chpasswd: {list: [user:password]}}, or a text with a line for each. */
    private static void list(YamlMap settings, List<Found> into) {
        YamlValue list = settings.get("list").orElse(null);
        List<YamlValue> lines = list instanceof YamlList many ? many.items() : list == null ? List.of() : List.of(list);
        for (YamlValue line : lines) {
            if (line instanceof YamlScalar scalar) {
                for (String one : scalar.text().split("\n", -1)) {
                    int colon = one.indexOf(':');
                    if (colon > 0 && isPassword(one.substring(colon + 1).strip())) {
                        into.add(new Found(kind(one.substring(colon + 1)), "chpasswd", scalar));
                    }
                }
            }
        }
    }

    /** Not a field that lets nobody in, and not the word for a random one. */
    private static boolean isPassword(String text) {
        return switch (text) {
            case "", "*", "!", "!!", "x", "!*", "R", "RANDOM" -> false;
            default -> !text.startsWith("!");
        };
    }

    private static String kind(String text) {
        return text.strip().startsWith("$") ? "a password hash" : "a password";
    }
}
