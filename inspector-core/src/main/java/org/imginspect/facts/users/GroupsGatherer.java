package org.imginspect.facts.users;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** Reads {@code /etc/group}; empty if there is none. */
public final class GroupsGatherer implements FactGatherer<Groups> {
    private static final GuestPath GROUP = GuestPath.of("/etc/group");

    /** Nothing to be told: a gatherer has no state. */
    public GroupsGatherer() {}

    @Override
    public Class<Groups> type() {
        return Groups.class;
    }

    @Override
    public Optional<Groups> gather(GuestTree tree, Facts others) throws ImageException {
        Optional<byte[]> content = tree.bytes(GROUP);
        if (content.isEmpty()) {
            return Optional.empty();
        }
        List<Groups.Group> groups = new ArrayList<>();
        for (AccountLines.Line line : AccountLines.parse(content.get(), GROUP, tree.limits())) {
            if (line.fields().size() >= 3) {
                groups.add(new Groups.Group(
                        line.text(0), AccountLines.number(line.text(2)), members(line.text(3)), line.number()));
            }
        }
        return Optional.of(new Groups(groups));
    }

    /** Names between commas; blanks before one and empty ones are passed over, as glibc's list parser does. */
    private static List<String> members(String field) {
        List<String> members = new ArrayList<>();
        int from = 0;
        while (from <= field.length()) {
            int comma = field.indexOf(',', from);
            int end = comma < 0 ? field.length() : comma;
            String name = field.substring(from, end).stripLeading();
            if (!name.isEmpty()) {
                members.add(name);
            }
            from = end + 1;
        }
        return members;
    }
}
