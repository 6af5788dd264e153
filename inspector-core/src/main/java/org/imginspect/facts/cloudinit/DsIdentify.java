package org.imginspect.facts.cloudinit;

import java.util.List;
import java.util.Optional;

/**
 * What the script ds-identify, which runs before cloud-init and may switch it off, is told on this guest.
 *
 * @param policy what it does
 * @param datasource the one data source it is told to take, by {@code /etc/cloud/ds-identify.cfg} or the command line; empty if it is
 *     to find out
 * @param list the data sources it looks for: it reads {@code datasource_list} line by line, without YAML, and of a list written over
 *     several lines it sees nothing
 * @param listed where it read the list; empty if it takes what is built into it
 */
public record DsIdentify(
        Policy policy, Optional<Told> datasource, List<String> list, Optional<CloudConfig.Setting> listed) {
    public DsIdentify {
        list = List.copyOf(list);
    }

    /** Something that a line of a file says. */
    public record Told(String value, org.imginspect.guest.GuestPath file, int line) {}

    /**
     * Its policy.
     *
     * @param mode {@code search}, {@code report}, {@code enabled} or {@code disabled}
     * @param maybe whether sources that may be there are taken: {@code all} or {@code none}
     * @param notFound what it does with cloud-init if nothing is found: {@code enabled} or {@code disabled}
     * @param told where something else than the script's own policy is set; empty if nowhere
     */
    public record Policy(String mode, String maybe, String notFound, Optional<Told> told) {
        /** The policy that a text makes of this one: each word in it changes one part, the last counts. */
        Policy with(String text, Optional<Told> by) {
            String newMode = mode;
            String newMaybe = maybe;
            String newNotFound = notFound;
            for (String word : text.split(",", -1)) {
                switch (word) {
                    case "enabled", "disabled", "search", "report" -> newMode = word;
                    case "maybe=all", "maybe=none" -> newMaybe = word.substring("maybe=".length());
                    case "notfound=enabled", "notfound=disabled" -> newNotFound = word.substring("notfound=".length());
                    default -> {
                        // found=…, and what the script warns of and leaves alone.
                    }
                }
            }
            return new Policy(newMode, newMaybe, newNotFound, by.isPresent() ? by : told);
        }
    }

    /** The only data source it leaves cloud-init, whatever machine it runs on; empty if that depends on the machine. */
    public Optional<String> only() {
        if (!policy.mode().equals("search")) {
            return Optional.empty();
        }
        if (datasource.isPresent()) {
            return datasource.map(Told::value);
        }
        boolean single = list.size() == 1 || (list.size() == 2 && list.get(1).equals("None"));
        return single ? Optional.of(list.get(0)) : Optional.empty();
    }
}
