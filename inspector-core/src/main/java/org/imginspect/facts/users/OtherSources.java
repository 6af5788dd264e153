package org.imginspect.facts.users;

import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;

/**
 * Places beside {@code /etc/passwd} from which nsswitch.conf(5) takes accounts of this machine, and which are not read here: systemd's user records (nss-systemd(8)) and
 * the files of nss-extrausers and nss-altfiles. Where they hold accounts, nobody knows all accounts by passwd alone.
 */
final class OtherSources {
    private static final GuestPath NSSWITCH = GuestPath.of("/etc/nsswitch.conf");
    private static final GuestPath[] USERDB = {
        GuestPath.of("/etc/userdb"), GuestPath.of("/usr/local/lib/userdb"), GuestPath.of("/usr/lib/userdb")
    };
    private static final GuestPath EXTRAUSERS = GuestPath.of("/var/lib/extrausers/passwd");
    private static final GuestPath ALTFILES = GuestPath.of("/usr/lib/passwd");

    private OtherSources() {}

    /** @throws UnsupportedFeatureException if one of them holds accounts that count */
    static void refuse(GuestTree tree) throws ImageException {
        if (isAsked(tree, "systemd")) {
            for (GuestPath directory : USERDB) {
                for (GuestName name : tree.list(directory)) {
                    if (name.text().endsWith(".user")) {
                        throw new UnsupportedFeatureException(
                                "accounts: systemd's user records are not read",
                                directory.resolve(name).toString());
                    }
                }
            }
        }
        refuse(tree, "extrausers", EXTRAUSERS);
        refuse(tree, "altfiles", ALTFILES);
    }

    private static void refuse(GuestTree tree, String service, GuestPath passwd) throws ImageException {
        Optional<Node> file = tree.stat(passwd);
        if (file.isPresent() && file.get().sizeBytes() > 0 && isAsked(tree, service)) {
            throw new UnsupportedFeatureException("accounts: nss-" + service + " is not read", passwd.toString());
        }
    }

    private static boolean isAsked(GuestTree tree, String service) throws ImageException {
        for (String line : tree.lines(NSSWITCH).orElse(List.of())) {
            int comment = line.indexOf('#');
            String text = (comment < 0 ? line : line.substring(0, comment)).strip();
            if (text.startsWith("passwd:")
                    && List.of(text.substring("passwd:".length()).strip().split("[ \t]+", -1))
                            .contains(service)) {
                return true;
            }
        }
        return false;
    }
}
