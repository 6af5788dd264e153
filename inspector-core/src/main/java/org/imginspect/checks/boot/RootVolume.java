package org.imginspect.checks.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.check.CheckContext;
import org.imginspect.engine.StorageEntry;
import org.imginspect.error.ImageException;
import org.imginspect.facts.boot.BootEntry;
import org.imginspect.facts.boot.BootEntry.Argument;
import org.imginspect.facts.mounts.DeviceName;
import org.imginspect.facts.mounts.DeviceName.Kind;
import org.imginspect.facts.mounts.Mounts;
import org.imginspect.facts.mounts.Mounts.Mount;
import org.imginspect.guest.GuestPath;

/**
 * The volume that root lies on, if it is one that something must activate first.
 *
 * @param device as it is named: {@code /dev/mapper/rhel-root}
 * @param group of LVM its volume group; empty text for an encrypted volume
 * @param name the logical volume, or the UUID of the encrypted one
 */
record RootVolume(String device, String group, String name) {
    private static final String MAPPER = "/dev/mapper/";
    private static final String LUKS = "luks-";

    /** Empty if root lies on a partition or something else that needs no activation that arguments could ask for. */
    static Optional<RootVolume> of(CheckContext context, BootEntry entry) throws ImageException {
        List<Argument> roots = entry.arguments("root");
        List<String> names = new ArrayList<>();
        if (!roots.isEmpty()) {
            names.add(roots.get(roots.size() - 1).value());
        }
        for (Mount mount :
                context.facts().find(Mounts.class).map(Mounts::mounts).orElse(List.of())) {
            if (mount.path().equals(Optional.of(GuestPath.ROOT))) {
                names.add(mount.device().text());
            }
        }
        for (StorageEntry volume : context.storage().entries()) {
            if (volume.volume().isPresent() && holdsRootInside(context, volume)) {
                names.addAll(volume.volume().get().devices());
            } else if (volume.kind() == StorageEntry.Kind.VOLUME && holdsRoot(context, volume)) {
                names.add("/dev/"
                        + volume.path()
                                .substring(volume.path().lastIndexOf(' ') + 1)
                                .replaceFirst("^/dev/", ""));
            }
        }
        for (String name : names) {
            Optional<RootVolume> volume = parse(name);
            if (volume.isPresent()) {
                return volume;
            }
        }
        return Optional.empty();
    }

    /** A subvolume in it may be the root. */
    private static boolean holdsRootInside(CheckContext context, StorageEntry volume) {
        return context.storage()
                .mountedAt(GuestPath.ROOT)
                .map(root -> root.path().startsWith(volume.path() + " > "))
                .orElse(false);
    }

    private static boolean holdsRoot(CheckContext context, StorageEntry volume) {
        return context.storage().inside(volume).stream()
                .anyMatch(entry -> entry.mountPoint().equals(Optional.of(GuestPath.ROOT)));
    }

    /** {@code /dev/mapper/vg-lv}, in which a hyphen of the names is written twice; {@code /dev/vg/lv}; {@code /dev/mapper/luks-UUID}. */
    static Optional<RootVolume> parse(String device) {
        if (DeviceName.parse(device).kind() != Kind.MAPPED) {
            return Optional.empty();
        }
        if (device.startsWith(MAPPER + LUKS)) {
            return Optional.of(new RootVolume(device, "", device.substring(MAPPER.length() + LUKS.length())));
        }
        if (device.startsWith(MAPPER)) {
            String name = device.substring(MAPPER.length());
            for (int i = 1; i + 1 < name.length(); i++) {
                if (name.charAt(i) == '-' && name.charAt(i + 1) == '-') {
                    i++;
                } else if (name.charAt(i) == '-') {
                    return Optional.of(new RootVolume(
                            device,
                            name.substring(0, i).replace("--", "-"),
                            name.substring(i + 1).replace("--", "-")));
                }
            }
            return Optional.empty();
        }
        String[] parts = device.substring("/dev/".length()).split("/", -1);
        return parts.length == 2 && !parts[0].equals("md")
                ? Optional.of(new RootVolume(device, parts[0], parts[1]))
                : Optional.empty();
    }

    private boolean isEncrypted() {
        return group.isEmpty();
    }

    /** The argument that names it, as dracut wants it today. */
    String wanted() {
        return isEncrypted() ? "rd.luks.uuid=" + LUKS + name : "rd.lvm.lv=" + group + "/" + name;
    }

    /** Those of the arguments that name volumes of this kind, by their names of today and of dracut 004 (EL6). */
    List<Argument> named(List<Argument> arguments) {
        List<String> wanted = isEncrypted()
                ? List.of("rd.luks.uuid", "rd.luks.name", "rd_LUKS_UUID")
                : List.of("rd.lvm.lv", "rd.lvm.vg", "rd_LVM_LV", "rd_LVM_VG");
        List<Argument> found = new ArrayList<>();
        for (Argument argument : arguments) {
            if (wanted.contains(argument.name())) {
                found.add(argument);
            }
        }
        return found;
    }

    /** The argument that keeps all of this kind from being activated. */
    Optional<Argument> switchedOff(List<Argument> arguments) {
        String today = isEncrypted() ? "rd.luks" : "rd.lvm";
        String before = isEncrypted() ? "rd_NO_LUKS" : "rd_NO_LVM";
        for (Argument argument : arguments) {
            boolean no = List.of("0", "no", "off").contains(argument.value());
            if (argument.text().equals(before) || (no && argument.name().equals(today))) {
                return Optional.of(argument);
            }
        }
        return Optional.empty();
    }

    /** Whether an argument names this volume. */
    boolean covers(Argument argument) {
        String value = argument.value();
        if (isEncrypted()) {
            String uuid = value.startsWith(LUKS) ? value.substring(LUKS.length()) : value;
            int equals = uuid.indexOf('=');
            uuid = equals < 0 ? uuid : uuid.substring(0, equals);
            // dracut compares with the beginning of the UUID.
            return !uuid.isEmpty() && name.replace("-", "").startsWith(uuid.replace("-", ""));
        }
        boolean wholeGroup = argument.name().endsWith("vg") || argument.name().endsWith("VG");
        return value.equals(wholeGroup ? group : group + "/" + name);
    }
}
