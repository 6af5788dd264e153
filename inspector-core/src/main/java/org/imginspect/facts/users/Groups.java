package org.imginspect.facts.users;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.facts.Fact;

/**
 * The groups of {@code /etc/group}.
 *
 * @param groups its lines, in its order
 */
public record Groups(List<Group> groups) implements Fact {
    public Groups {
        groups = List.copyOf(groups);
    }

    /**
     * One line.
     *
     * @param gid -1 if the field is no number: the C library passes over such a line
     * @param members the names in its last field, without those whose primary group it is
     * @param line in {@code /etc/group}, from 1
     */
    public record Group(String name, long gid, List<String> members, int line) {
        public Group {
            members = List.copyOf(members);
        }
    }

    /** The group of this name, of several the first; empty if there is none. */
    public Optional<Group> find(String name) {
        for (Group group : groups) {
            if (group.name().equals(name)) {
                return Optional.of(group);
            }
        }
        return Optional.empty();
    }

    /** The group of this number, of several the first; empty if there is none. */
    public Optional<Group> find(long gid) {
        for (Group group : groups) {
            if (group.gid() == gid) {
                return Optional.of(group);
            }
        }
        return Optional.empty();
    }

    /** The groups that an account is in, its primary one among them, as getgrouplist(3) finds them. */
    public List<Group> of(Users.Account account) {
        List<Group> found = new ArrayList<>();
        for (Group group : groups) {
            if (group.gid() >= 0
                    && (group.gid() == account.gid() || group.members().contains(account.name()))) {
                found.add(group);
            }
        }
        return found;
    }

    /** The names of the accounts in a group, those whose primary one it is among them, in the order of passwd; names that passwd lacks come last. */
    public List<String> members(Group group, Users users) {
        List<String> names = new ArrayList<>();
        for (Users.Account account : users.accounts()) {
            if ((account.gid() == group.gid() || group.members().contains(account.name()))
                    && !names.contains(account.name())) {
                names.add(account.name());
            }
        }
        for (String member : group.members()) {
            if (!names.contains(member)) {
                names.add(member);
            }
        }
        return names;
    }
}
