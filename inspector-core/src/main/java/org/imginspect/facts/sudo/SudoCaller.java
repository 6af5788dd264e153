package org.imginspect.facts.sudo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/**
 * An account that may call sudo, with the groups it is in.
 *
 * @param groups by name, the primary one first
 * @param groupIds the same by number, those of unknown name too
 */
public record SudoCaller(String name, long uid, Set<String> groups, Set<Long> groupIds) {
    private static final GuestPath PASSWD = GuestPath.of("/etc/passwd");
    private static final GuestPath GROUP = GuestPath.of("/etc/group");

    /** The accounts of {@code /etc/passwd}, in its order; none if there is no such file. */
    public static List<SudoCaller> all(GuestTree tree) throws ImageException {
        Map<Long, String> names = new HashMap<>();
        Map<String, Set<String>> memberships = new HashMap<>();
        Map<String, Set<Long>> membershipIds = new HashMap<>();
        for (String line : tree.lines(GROUP).orElse(List.of())) {
            String[] fields = line.split(":", -1);
            Optional<Long> gid = fields.length < 3 ? Optional.empty() : number(fields[2]);
            if (gid.isEmpty() || line.startsWith("#")) {
                continue;
            }
            names.putIfAbsent(gid.get(), fields[0]);
            for (String member : fields.length > 3 ? fields[3].split(",", -1) : new String[0]) {
                memberships
                        .computeIfAbsent(member, any -> new LinkedHashSet<>())
                        .add(fields[0]);
                membershipIds
                        .computeIfAbsent(member, any -> new LinkedHashSet<>())
                        .add(gid.get());
            }
        }
        List<SudoCaller> callers = new ArrayList<>();
        for (String line : tree.lines(PASSWD).orElse(List.of())) {
            String[] fields = line.split(":", -1);
            Optional<Long> uid = fields.length < 4 ? Optional.empty() : number(fields[2]);
            if (uid.isEmpty() || line.startsWith("#")) {
                continue;
            }
            Set<String> groups = new LinkedHashSet<>();
            Set<Long> groupIds = new LinkedHashSet<>();
            number(fields[3]).ifPresent(gid -> {
                groupIds.add(gid);
                Optional.ofNullable(names.get(gid)).ifPresent(groups::add);
            });
            groups.addAll(memberships.getOrDefault(fields[0], Set.of()));
            groupIds.addAll(membershipIds.getOrDefault(fields[0], Set.of()));
            callers.add(new SudoCaller(fields[0], uid.get(), groups, groupIds));
        }
        return callers;
    }

    boolean isIn(String group) {
        for (String each : groups) {
            if (each.equalsIgnoreCase(group)) {
                return true;
            }
        }
        return false;
    }

    private static Optional<Long> number(String text) {
        if (text.isEmpty() || text.length() > 10) {
            return Optional.empty();
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return Optional.empty();
            }
        }
        return Optional.of(Long.parseLong(text));
    }
}
