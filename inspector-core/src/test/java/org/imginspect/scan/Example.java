package org.imginspect.scan;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.imginspect.check.CheckContext;
import org.imginspect.check.Params;
import org.imginspect.engine.StorageMap;
import org.imginspect.facts.Facts;
import org.imginspect.facts.Inputs;
import org.imginspect.fixtures.Families;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.io.Limits;

/**
 * A small guest written down in a page, in a notation like txtar's:
 *
 * <pre>
 * families: deb rocky-9                      laid over the base tree of each of these, see below
 * storage: …                                 what the disk is like, see {@link ExampleStorage}
 * param: name=value                          a parameter for the check
 * date: 2026-11-21                           the day of the scan; 2026-11-21 without it
 * expect: [level] [/path[:line]] [words]     a finding; all of them are listed as soon as one is
 * -- /etc/passwd [mode=0644] [uid=0] [gid=0] --
 * its lines
 * -- /etc/keys base64 --                     content in base64; or hex; or bare, which leaves the last line end out
 * -- /tmp/ dir [mode=1777] [uid=0] [gid=0] --
 * -- /etc/localtime -> ../usr/share/zoneinfo/UTC --
 * -- /dev/ttyS0 character_device --          or another Kind
 * -- /usr/sbin/sshd elf mode=0755 --         the head of a program; module: of a kernel module
 * -- /boot/efi/EFI/Linux/x.efi uki --         a unified kernel image; its lines are sections: .cmdline root=UUID=1 ro
 * -- /boot/vmlinuz-6.1.0 kernel --           the head of a kernel whose version is the content
 * -- /boot/initrd.img cpio --                an archive of empty files, a name a line; or cpio.gz
 * -- /var/lib/rpm/rpmdb.sqlite rpm --        rpm's database, see {@link ExampleRpm}; Packages.db and Packages too
 * -- /var/lib/dpkg/info/x.md5sums md5sums -- the digests of the files whose paths are the content, as the tree holds them so far;
 *                                            {@code /lib/modules/**} stands for all files below, here and for rpm
 * -- /var/lib/rpm/rpmdb.sqlite rpm-append --  more packages behind those that it was written from
 * -- /lib/apk/db/installed apk-append --      more packages in apk's, and the checksums of the files that it lists
 * -- /var/lib/rpm/Packages file=NAME --      a file from the fixtures' directory families/files
 * </pre>
 *
 * A content line that begins with {@code --} is written with a backslash before it.
 *
 * <p>{@code families:} names families or groups of {@link Families}, {@code !NAME} leaves one out. The entries are then laid over each one's base tree,
 * where a clean image of that distribution is described; directories are reached through its links, so {@code /lib/modules} is right on
 * all. {@code @NAME@} is what the tree sets: {@code @K@} the kernel's release, {@code @KERNEL@}, {@code @INITRD@} and
 * {@code @MODULES@} its files, {@code @CMDLINE@} the file with the default boot entry's arguments, {@code @UNITS@} the directory of the
 * vendor's units. And there are
 *
 * <pre>
 * -- !/etc/fstab --                          removes it with all below; * stands for a part of a name
 * -- /etc/fstab append --                    lines behind those that are there
 * -- @CMDLINE@ edit --                       s/regular expression/replacement/ in the file; each must change something
 * </pre>
 *
 * Without {@code storage:} lines the disk is the base's. A {@code storage: container} line replaces the base's; lines about what lies below
 * the files are added; any other line replaces all that the base says
 * of tables, partitions and what they hold.
 */
record Example(
        String family,
        MemoryFileTree tree,
        List<String> storage,
        Map<String, String> params,
        Inputs inputs,
        List<Expected> expected) {
    private static final Map<String, ExampleTree> BASES = new ConcurrentHashMap<>();

    /** One {@code expect:} line; what it does not say is empty or 0. */
    record Expected(String level, String path, int line, String words) {}

    /** The families that the block names; none if its tree stands for itself. */
    static List<String> families(List<String> lines) {
        for (String line : lines) {
            if (line.startsWith("families:")) {
                return Families.named(line.substring("families:".length()));
            }
            if (line.startsWith("-- ")) {
                break;
            }
        }
        return List.of();
    }

    /** The block laid over the base tree of {@code family}, or over nothing if that is empty. */
    static Example parse(List<String> lines, String family) {
        List<String> replaced = family.isEmpty()
                ? lines
                : lines.stream().map(Families.base(family)::replace).toList();
        ExampleTree tree = family.isEmpty() ? new ExampleTree() : base(family).copy();
        List<String> storage = new ArrayList<>();
        Map<String, String> params = new LinkedHashMap<>();
        Inputs inputs = Inputs.defaults().withDate(LocalDate.of(2026, 11, 21));
        List<Expected> expected = new ArrayList<>();
        int i = 0;
        while (i < replaced.size() && !replaced.get(i).startsWith("-- ")) {
            String line = replaced.get(i++);
            if (line.startsWith("storage:")) {
                storage.add(line.substring("storage:".length()).strip());
            } else if (line.startsWith("param:")) {
                String[] param = line.substring("param:".length()).strip().split("=", 2);
                params.put(param[0], param[1]);
            } else if (line.startsWith("date:")) {
                inputs = inputs.withDate(
                        LocalDate.parse(line.substring("date:".length()).strip()));
            } else if (line.startsWith("expect:")) {
                expected.add(expectation(line.substring("expect:".length()).strip()));
            } else if (!line.isBlank() && !line.startsWith("families:")) {
                throw new IllegalArgumentException("not understood: " + line);
            }
        }
        tree.add(replaced.subList(i, replaced.size()));
        return new Example(
                family, tree.build(), family.isEmpty() ? storage : over(family, storage), params, inputs, expected);
    }

    /** What a check is told of this guest. */
    CheckContext context() {
        GuestTree guest = new GuestTree(tree, Limits.defaults());
        StorageMap map = ExampleStorage.of(storage);
        Facts facts = new Facts(guest, map, ExampleStorage.space(storage), inputs, Gatherers.all());
        return new CheckContext(guest, map, facts, new Params(params));
    }

    private static ExampleTree base(String family) {
        return BASES.computeIfAbsent(family, any -> {
            ExampleTree tree = new ExampleTree();
            tree.add(Families.base(family).entries());
            return tree;
        });
    }

    private static List<String> over(String family, List<String> own) {
        List<String> lines = new ArrayList<>(own);
        boolean container = own.stream().anyMatch(Example::isContainer);
        boolean layout = own.stream().anyMatch(line -> !isContainer(line) && !ExampleStorage.isBelow(line));
        for (String line : Families.base(family).storage()) {
            if (isContainer(line) ? !container : !layout) {
                lines.add(line);
            }
        }
        // The container gives the names of all that follows.
        lines.sort(Comparator.comparing(line -> !isContainer(line)));
        return lines;
    }

    private static boolean isContainer(String storage) {
        return storage.startsWith("container");
    }

    private static Expected expectation(String text) {
        String rest = text;
        String level = "";
        String path = "";
        int line = 0;
        String first = rest.split(" ", 2)[0];
        if (List.of("error", "warning", "note").contains(first)) {
            level = first;
            rest = rest.substring(first.length()).strip();
        }
        if (rest.startsWith("/")) {
            first = rest.split(" ", 2)[0];
            rest = rest.substring(first.length()).strip();
            int colon = first.lastIndexOf(':');
            path = colon < 0 ? first : first.substring(0, colon);
            line = colon < 0 ? 0 : Integer.parseInt(first.substring(colon + 1));
        }
        return new Expected(level, path, line, rest);
    }
}
