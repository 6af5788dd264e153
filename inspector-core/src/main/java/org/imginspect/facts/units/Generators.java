package org.imginspect.facts.units;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.facts.boot.BootEntry.Argument;
import org.imginspect.guest.Fstab;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;

/** What the guest's generators (systemd.generator(7)) would add to its units, for those that are known by name. */
final class Generators {
    private static final String[] DIRECTORIES = {
        "/etc/systemd/system-generators",
        "/usr/local/lib/systemd/system-generators",
        "/usr/lib/systemd/system-generators",
        "/lib/systemd/system-generators"
    };

    /** Generators that start no service but for mounts, swap, encrypted disks, a resumed sleep, an update, credentials of the host. */
    private static final Set<String> WITHOUT_SERVICES = Set.of(
            "anaconda-generator",
            "friendly-recovery",
            "kdump-dep-generator.sh",
            "lvm2-activation-generator",
            "nfs-server-generator",
            "ostree-system-generator",
            "rpc-pipefs-generator",
            "selinux-autorelabel-generator.sh",
            "snapd-generator",
            "sshd-socket-generator",
            "systemd-bless-boot-generator",
            "systemd-cryptsetup-generator",
            "systemd-dbus1-generator",
            "systemd-efi-boot-generator",
            "systemd-factory-reset-generator",
            "systemd-gpt-auto-generator",
            "systemd-hibernate-resume-generator",
            "systemd-import-generator",
            "systemd-integritysetup-generator",
            "systemd-run-generator",
            "systemd-ssh-generator",
            "systemd-system-update-generator",
            "systemd-tpm2-generator",
            "systemd-veritysetup-generator",
            "zfs-mount-generator",
            "zram-generator");

    private static final Set<String> UNDERSTOOD = Set.of(
            "cloud-init-generator",
            "netplan",
            "openvpn-generator",
            "podman-system-generator",
            "postgresql-generator",
            "systemd-debug-generator",
            "systemd-fstab-generator",
            "systemd-getty-generator",
            "systemd-insserv-generator",
            "systemd-rc-local-generator",
            "systemd-sysv-generator");

    private static final GuestPath FSTAB = GuestPath.of("/etc/fstab");
    private static final String MULTI_USER = "multi-user.target";

    private final GuestTree tree;
    private final BootArguments arguments;
    private final Map<String, GuestPath> present = new LinkedHashMap<>();
    private final List<GuestPath> unknown = new ArrayList<>();

    Generators(GuestTree tree, BootArguments arguments) throws ImageException {
        this.tree = tree;
        this.arguments = arguments;
        Map<String, GuestPath> first = new LinkedHashMap<>();
        for (String directory : DIRECTORIES) {
            for (GuestName name : tree.list(GuestPath.of(directory))) {
                first.putIfAbsent(name.text(), GuestPath.of(directory).resolve(name));
            }
        }
        for (Map.Entry<String, GuestPath> each : first.entrySet()) {
            // A link to /dev/null leads to no regular file: masked.
            Optional<Node> node = tree.stat(each.getValue());
            if (node.isPresent() && node.get().isFile() && node.get().sizeBytes() > 0) {
                present.put(each.getKey(), each.getValue());
                if (!WITHOUT_SERVICES.contains(each.getKey()) && !UNDERSTOOD.contains(each.getKey())) {
                    unknown.add(each.getValue());
                }
            }
        }
    }

    /** The generators whose work is not known; masked ones left out. */
    List<GuestPath> unknown() {
        return unknown;
    }

    /** Adds what the known ones make. */
    void addTo(Wishes wishes, SystemdUnits units, String target) throws ImageException {
        debug(wishes, target);
        getty(wishes);
        fstab(wishes);
        cloudInit(wishes);
        rcLocal(wishes, units);
        netplan(wishes);
        postgresql(wishes);
        openvpn(wishes);
        quadlets(wishes);
        sysv(wishes, units);
    }

    /** {@code systemd.wants=} (systemd-debug-generator(8)). */
    private void debug(Wishes wishes, String target) throws ImageException {
        for (Argument argument : arguments.named("systemd.wants")) {
            if (!argument.value().isEmpty()) {
                wishes.add(
                        target,
                        new Wish(
                                UnitName.complete(argument.value()),
                                false,
                                argument.file(),
                                argument.line(),
                                "the kernel's command line says " + argument.text()));
            }
        }
    }

    /** systemd-getty-generator(8): a login on each console of the kernel that is no virtual terminal. */
    private void getty(Wishes wishes) throws ImageException {
        GuestPath generator = present.get("systemd-getty-generator");
        Optional<Argument> automatic = arguments.last("systemd.getty_auto");
        if (generator == null
                || (automatic.isPresent() && !Wishes.isTrue(automatic.get().value()))) {
            return;
        }
        for (Argument console : arguments.all()) {
            if (console.name().equals("console")) {
                String terminal = console.value();
                int comma = terminal.indexOf(',');
                terminal = comma < 0 ? terminal : terminal.substring(0, comma);
                if (isSerial(terminal)) {
                    wishes.add(
                            "getty.target",
                            new Wish(
                                    "serial-getty@" + terminal + ".service",
                                    false,
                                    console.file(),
                                    console.line(),
                                    "systemd-getty-generator starts it for " + console.text()));
                }
            }
        }
    }

    /** Not {@code tty0}, {@code tty1}, nothing that is no terminal. */
    private static boolean isSerial(String terminal) {
        if (terminal.isEmpty() || terminal.equals("null") || terminal.equals("tty")) {
            return false;
        }
        if (terminal.startsWith("tty") && Character.isDigit(terminal.charAt(3))) {
            return false;
        }
        return UnitName.isValid(terminal + ".service");
    }

    /** systemd-fstab-generator(8): beside the mounts themselves, the root's options are set once more. */
    private void fstab(Wishes wishes) throws ImageException {
        Optional<byte[]> fstab = present.containsKey("systemd-fstab-generator") ? tree.bytes(FSTAB) : Optional.empty();
        if (fstab.isEmpty()) {
            return;
        }
        for (Fstab.Line line : Fstab.parse(fstab.get())) {
            if (line.path().map(GuestPath::isRoot).orElse(false)) {
                wishes.add(
                        "local-fs.target",
                        new Wish(
                                "systemd-remount-fs.service",
                                false,
                                FSTAB,
                                line.line(),
                                "systemd-fstab-generator starts it for the root file system"));
            }
        }
    }

    /** cloud-init-generator: the command line before the file {@code enabled} before {@code disabled}; ds-identify finds the cloud it runs in. */
    private void cloudInit(Wishes wishes) throws ImageException {
        GuestPath generator = present.get("cloud-init-generator");
        if (generator == null) {
            return;
        }
        Optional<Argument> said = arguments.last("cloud-init");
        String word = said.map(Argument::value).orElse("");
        if (word.equals("disabled")
                || (!word.equals("enabled")
                        && tree.exists(GuestPath.of("/etc/cloud/cloud-init.disabled"))
                        && !tree.exists(GuestPath.of("/etc/cloud/cloud-init.enabled")))) {
            return;
        }
        wishes.add(
                MULTI_USER,
                new Wish(
                        "cloud-init.target",
                        false,
                        generator,
                        0,
                        "cloud-init-generator has multi-user.target want it"));
    }

    private void netplan(Wishes wishes) throws ImageException {
        if (present.containsKey("netplan")) {
            Optional<GuestPath> file = NetplanGenerator.networkd(tree);
            if (file.isPresent()) {
                wishes.add(
                        MULTI_USER,
                        new Wish("systemd-networkd.service", false, file.get(), 0, "netplan leaves a device to it"));
            }
        }
    }

    /** Debian's: an instance for each cluster whose start.conf does not say otherwise. */
    private void postgresql(Wishes wishes) throws ImageException {
        if (!present.containsKey("postgresql-generator")) {
            return;
        }
        for (GuestPath conf : tree.glob("/etc/postgresql/*/*/postgresql.conf")) {
            GuestPath cluster = conf.parent().orElseThrow();
            String start = "auto";
            for (String line : tree.lines(cluster.resolve("start.conf")).orElse(List.of())) {
                String word = line.strip();
                if (!word.isEmpty() && !word.startsWith("#")) {
                    start = word;
                }
            }
            if (start.equals("auto")) {
                wishes.add(
                        "postgresql.service",
                        new Wish(
                                "postgresql@"
                                        + cluster.parent().orElseThrow().name().text() + "-"
                                        + cluster.name().text() + ".service",
                                false,
                                conf,
                                0,
                                "postgresql-generator starts each cluster"));
            }
        }
    }

    /** Debian's: an instance for each configuration, unless AUTOSTART in /etc/default/openvpn chooses. */
    private void openvpn(Wishes wishes) throws ImageException {
        if (!present.containsKey("openvpn-generator")) {
            return;
        }
        String choice = "all";
        for (String line : tree.lines(GuestPath.of("/etc/default/openvpn")).orElse(List.of())) {
            if (line.startsWith("AUTOSTART=")) {
                choice = String.join(" ", Wishes.words(line.substring("AUTOSTART=".length())));
            }
        }
        List<String> chosen = Wishes.words(choice);
        for (GuestPath conf : tree.glob("/etc/openvpn/*.conf")) {
            String name = conf.name().text();
            name = name.substring(0, name.length() - ".conf".length());
            if (chosen.contains("all") || chosen.contains(name)) {
                wishes.add(
                        "openvpn.service",
                        new Wish("openvpn@" + name + ".service", false, conf, 0, "openvpn-generator starts it"));
            }
        }
    }

    /** podman-systemd.unit(5): a service for each container, with the links of its section Install. */
    private void quadlets(Wishes wishes) throws ImageException {
        if (!present.containsKey("podman-system-generator")) {
            return;
        }
        for (String directory : new String[] {"/etc/containers/systemd", "/usr/share/containers/systemd"}) {
            for (GuestName entry : tree.list(GuestPath.of(directory))) {
                GuestPath path = GuestPath.of(directory).resolve(entry);
                String text = entry.text();
                int dot = text.lastIndexOf('.');
                String suffix = dot < 0
                        ? ""
                        : switch (text.substring(dot)) {
                            case ".container", ".kube" -> "";
                            case ".pod" -> "-pod";
                            case ".volume" -> "-volume";
                            case ".network" -> "-network";
                            case ".image" -> "-image";
                            case ".build" -> "-build";
                            default -> "?";
                        };
                Optional<UnitFile> file = dot < 0 || suffix.equals("?") ? Optional.empty() : UnitFile.read(tree, path);
                if (file.isPresent()) {
                    quadlet(file.get(), text.substring(0, dot) + suffix + ".service", wishes);
                }
            }
        }
    }

    private static void quadlet(UnitFile file, String service, Wishes wishes) throws ImageException {
        if (!UnitName.isValid(service)) {
            return;
        }
        wishes.make(service, file.file());
        for (UnitFile.Section section : file.sections("Install")) {
            for (Setting setting : section.settings()) {
                if (setting.key().equals("WantedBy") || setting.key().equals("RequiredBy")) {
                    for (String owner : Wishes.words(setting.value())) {
                        wishes.add(
                                owner,
                                new Wish(
                                        service,
                                        setting.key().equals("RequiredBy"),
                                        file.file(),
                                        setting.line(),
                                        owner + " wants it, says its quadlet"));
                    }
                }
            }
        }
    }

    /** systemd-rc-local-generator(8). */
    private void rcLocal(Wishes wishes, SystemdUnits units) throws ImageException {
        if (!present.containsKey("systemd-rc-local-generator")) {
            return;
        }
        for (String file : new String[] {"/etc/rc.local", "/etc/rc.d/rc.local"}) {
            GuestPath path = GuestPath.of(file);
            Optional<Node> node = tree.stat(path);
            if (node.isPresent() && node.get().isFile() && (node.get().permissions() & 0111) != 0) {
                Optional<Unit> unit = units.find("rc-local.service");
                if (unit.isPresent()) {
                    wishes.add(
                            MULTI_USER,
                            new Wish(unit.get().name(), false, path, 0, "systemd-rc-local-generator starts it"));
                }
            }
        }
    }

    /** systemd-sysv-generator(8): a unit for each init script that has none, wanted by the targets of the run levels that link to it. */
    private void sysv(Wishes wishes, SystemdUnits units) throws ImageException {
        if (!present.containsKey("systemd-sysv-generator")) {
            return;
        }
        SysvScripts scripts = new SysvScripts(tree);
        for (Map.Entry<String, GuestPath> script : scripts.scripts().entrySet()) {
            String name = unit(script.getKey());
            if (units.find(name).isEmpty() && UnitName.isValid(name)) {
                wishes.make(name, script.getValue());
            }
        }
        for (String level : new String[] {"2", "3", "4", "5"}) {
            String target = level.equals("5") ? "graphical.target" : MULTI_USER;
            for (SysvScripts.Link link : scripts.starts(level)) {
                String name = unit(link.service());
                if (wishes.isMade(name)) {
                    wishes.add(
                            target,
                            new Wish(name, false, link.path(), 0, "systemd-sysv-generator has " + target + " want it"));
                }
            }
        }
    }

    /** {@code sysv_translate_name()}. */
    private static String unit(String script) {
        return (script.endsWith(".sh") ? script.substring(0, script.length() - 3) : script) + ".service";
    }
}
