package org.imginspect.engine.disk;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.imginspect.guest.GuestPath;

/** Which subvolume the options of a mount name, as the kernel's btrfs reads them (fs/btrfs/super.c). */
final class Subvolumes {
    private static final int MOST_DIGITS = 18;

    private Subvolumes() {}

    /**
     * What the options say.
     *
     * @param id of {@code subvolid=}; -1 if it is not said
     * @param path of {@code subvol=}, from the top level; empty if it is not said
     */
    record Wanted(long id, Optional<GuestPath> path) {
        /** Whether they mean this one: both must if both are said. */
        boolean means(Volume.Sub sub) {
            return (id < 0 || id == sub.subvolume().id())
                    && (path.isEmpty() || path.get().equals(sub.subvolume().path()));
        }

        Optional<Volume.Sub> in(Volume volume) {
            return volume.subvolumes().stream().filter(this::means).findFirst();
        }

        @Override
        public String toString() {
            return (id < 0 ? "" : "subvolid=" + id)
                    + (id >= 0 && path.isPresent() ? "," : "")
                    + path.map(text -> "subvol=" + text).orElse("");
        }
    }

    /** Empty if they name none: the default subvolume is meant. The last of several counts. */
    static Optional<Wanted> wanted(List<String> options) {
        long id = -1;
        Optional<GuestPath> path = Optional.empty();
        for (String option : options) {
            if (option.startsWith("subvol=") && option.indexOf('\0') < 0) {
                path = Optional.of(GuestPath.of("/" + option.substring("subvol=".length())));
            } else if (option.startsWith("subvolid=")) {
                long number = number(option.substring("subvolid=".length()));
                // 0 is an old name of the top level.
                id = number == 0 ? 5 : number;
            }
        }
        return id < 0 && path.isEmpty() ? Optional.empty() : Optional.of(new Wanted(id, path));
    }

    /** In C's way: 0x for hexadecimal, a leading 0 for octal; what is no number is no subvolume. */
    private static long number(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        int radix = lower.startsWith("0x") ? 16 : lower.length() > 1 && lower.startsWith("0") ? 8 : 10;
        String digits = radix == 16 ? lower.substring(2) : lower;
        try {
            return digits.length() > MOST_DIGITS || digits.startsWith("-") || digits.startsWith("+")
                    ? Long.MAX_VALUE
                    : Long.parseLong(digits, radix);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    /**
     * Whether it is a snapshot of snapper's ({@code .snapshots/12/snapshot}), timeshift's or another one: a state of a system, not a system.
     */
    static boolean isSnapshot(Volume.Sub sub) {
        List<String> names =
                sub.subvolume().path().names().stream().map(name -> name.text()).toList();
        int last = names.size() - 1;
        return sub.subvolume().snapshotOf().isPresent()
                || names.contains("timeshift-btrfs")
                || (last >= 2
                        && names.get(last).equals("snapshot")
                        && names.get(last - 2).equals(".snapshots"));
    }
}
