package org.imginspect.facts.os;

import java.util.List;
import java.util.Optional;
import org.imginspect.facts.Fact;

/**
 * The distribution, by os-release(5) or the file that stood in its place before.
 *
 * @param family the packaging world it belongs to
 * @param id {@code ID}, lower case: {@code debian}; {@code linux} if it is not said
 * @param like {@code ID_LIKE}, the closest first
 * @param name {@code NAME}: {@code Debian GNU/Linux}
 * @param prettyName {@code PRETTY_NAME}, or what comes closest to it
 * @param version {@code VERSION_ID}: {@code 12}; empty if it has none (a rolling or unreleased distribution)
 * @param codename {@code VERSION_CODENAME}; empty if it is not said
 * @param architecture as {@code uname -m} prints it, from the first ELF file of a few that are always there; empty if none of them is
 */
public record OperatingSystem(
        Family family,
        String id,
        List<String> like,
        String name,
        String prettyName,
        Optional<String> version,
        Optional<String> codename,
        Optional<String> architecture)
        implements Fact {
    public OperatingSystem {
        like = List.copyOf(like);
    }

    /** The packaging worlds. */
    public enum Family {
        DEBIAN,
        RED_HAT,
        SUSE,
        ALPINE,
        ARCH,
        OTHER;

        static Family of(String id, List<String> like) {
            Family own = known(id);
            for (int i = 0; own == OTHER && i < like.size(); i++) {
                own = known(like.get(i));
            }
            return own;
        }

        private static Family known(String id) {
            return switch (id) {
                case "debian", "ubuntu", "devuan", "raspbian", "astra", "linuxmint", "kali" -> DEBIAN;
                case "rhel",
                        "fedora",
                        "centos",
                        "rocky",
                        "almalinux",
                        "ol",
                        "amzn",
                        "cloudlinux",
                        "redos",
                        "openEuler",
                        "openeuler",
                        "anolis",
                        "scientific",
                        "virtuozzo" -> RED_HAT;
                case "suse", "opensuse", "sles", "sled", "opensuse-leap", "opensuse-tumbleweed" -> SUSE;
                case "alpine" -> ALPINE;
                case "arch", "manjaro" -> ARCH;
                default -> OTHER;
            };
        }
    }
}
