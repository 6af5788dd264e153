package org.imginspect.facts.sudo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.facts.Facts;
import org.imginspect.facts.users.Groups;
import org.imginspect.facts.users.Users;

/**
 * An account that may call sudo, with the groups it is in.
 *
 * @param groups by name
 * @param groupIds by number, the primary one among them
 */
public record SudoCaller(String name, long uid, Set<String> groups, Set<Long> groupIds) {
    public SudoCaller {
        groups = Set.copyOf(groups);
        groupIds = Set.copyOf(groupIds);
    }

    /** One whose name no rule holds and who is in no group but this: what an account gets that is put into it. */
    public static SudoCaller memberOf(String group) {
        return new SudoCaller("", -1, Set.of(group), Set.of());
    }

    /** One of this name that the image does not have yet. */
    public static SudoCaller named(String name) {
        return new SudoCaller(name, -1, Set.of(), Set.of());
    }

    /** The accounts of {@code /etc/passwd}, in its order; none if there is no such file. */
    public static List<SudoCaller> all(Facts facts) throws ImageException {
        Optional<Users> users = facts.find(Users.class);
        if (users.isEmpty()) {
            return List.of();
        }
        Map<Long, String> names = new HashMap<>();
        Map<String, List<Groups.Group>> memberships = new HashMap<>();
        for (Groups.Group group : facts.find(Groups.class).map(Groups::groups).orElse(List.of())) {
            if (group.gid() >= 0) {
                names.putIfAbsent(group.gid(), group.name());
                for (String member : group.members()) {
                    memberships
                            .computeIfAbsent(member, any -> new ArrayList<>())
                            .add(group);
                }
            }
        }
        List<SudoCaller> callers = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>();
        for (Users.Account account : users.get().accounts()) {
            if (!account.isValid() || !seen.add(account.name())) {
                continue;
            }
            Set<String> groups = new LinkedHashSet<>();
            Set<Long> groupIds = new LinkedHashSet<>();
            groupIds.add(account.gid());
            Optional.ofNullable(names.get(account.gid())).ifPresent(groups::add);
            for (Groups.Group group : memberships.getOrDefault(account.name(), List.of())) {
                groups.add(group.name());
                groupIds.add(group.gid());
            }
            callers.add(new SudoCaller(account.name(), account.uid(), groups, groupIds));
        }
        return callers;
    }

    /** Whether it is in the group, upper and lower case being the same, as sudo compares by default. */
    boolean isIn(String group) {
        for (String each : groups) {
            if (each.equalsIgnoreCase(group)) {
                return true;
            }
        }
        return false;
    }
}
