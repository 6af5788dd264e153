package org.imginspect.checks.boot;

import org.imginspect.fixtures.GuestContainer;

/**
 * The real Debian's own grub-mkconfig. A container has no disk, so what grub-probe would say of the guest's is put in its place; all the
 * rest is the guest's.
 */
public final class GuestGrub {
    private static final String PROBE = """
            #!/bin/sh
            for a; do
                case $a in
                --target=*) target=${a#--target=} ;;
                -t) next=1 ;;
                *) [ -n "$next" ] && { target=$a; next=; } ;;
                esac
            done
            case $target in
            device) echo /dev/sda3 ;;
            fs_uuid) echo UUID ;;
            fs) echo ext2 ;;
            partmap) echo gpt ;;
            hints_string) echo --hint=hd0,gpt3 ;;
            abstraction|cryptodisk_uuid) ;;
            drive) echo '(hd0,gpt3)' ;;
            compatibility_hint) echo hd0,gpt3 ;;
            *) exit 1 ;;
            esac
            """;

    private final GuestContainer guest;

    /** @param uuid of the guest's root file system */
    public GuestGrub(GuestContainer guest, String uuid) {
        this.guest = guest;
        guest.shell(
                        "printf %s \"$1\" > /usr/sbin/grub-probe && chmod 755 /usr/sbin/grub-probe"
                                + " && mkdir -p /dev/disk/by-uuid && touch /dev/disk/by-uuid/\"$2\"",
                        PROBE.replace("UUID", uuid), uuid)
                .succeeded();
    }

    /** What grub-mkconfig writes now, with further settings in a drop-in. */
    public String mkconfig(String settings) {
        return guest.shell(
                        "mkdir -p /etc/default/grub.d && printf %s \"$1\" > /etc/default/grub.d/99-test.cfg"
                                + " && grub-mkconfig 2>/dev/null; code=$?; rm /etc/default/grub.d/99-test.cfg; exit $code",
                        settings)
                .succeeded();
    }
}
