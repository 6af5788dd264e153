package org.imginspect.facts.ssh;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.facts.Facts;
import org.imginspect.facts.cloudinit.CloudConfig;
import org.imginspect.facts.cloudinit.CloudInit;
import org.imginspect.facts.cloudinit.CloudModule;
import org.imginspect.facts.units.BootServices;
import org.imginspect.facts.units.ExecCommand;
import org.imginspect.facts.units.Setting;
import org.imginspect.facts.units.Unit;
import org.imginspect.facts.yaml.YamlList;
import org.imginspect.facts.yaml.YamlScalar;
import org.imginspect.facts.yaml.YamlValue;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;

/** What runs ssh-keygen for host keys at a boot. */
final class HostKeyMakers {
    private static final String[] TYPES = {"rsa", "dsa", "ecdsa", "ed25519"};
    private static final String[] WORDS = {"keygen", "gen-keys", "dpkg-reconfigure openssh-server"};
    private static final String[] COMMANDS = {"ExecStartPre", "ExecStart", "ExecStartPost"};
    /** Where somebody's own scripts lie; the distributions' have their makers in units of their own. */
    private static final String[] OWN = {"/usr/local", "/opt", "/etc", "/root", "/srv", "/var", "/home"};

    private static final long MOST_SCRIPT_BYTES = 1 << 18;

    private final GuestTree tree;
    private final Facts facts;
    private final SshServers servers;
    private final List<HostKeys.Maker> makers = new ArrayList<>();

    HostKeyMakers(GuestTree tree, Facts facts, SshServers servers) {
        this.tree = tree;
        this.facts = facts;
        this.servers = servers;
    }

    List<HostKeys.Maker> find() throws ImageException {
        Optional<CloudInit> cloudInit = facts.find(CloudInit.class);
        boolean active = cloudInit.isPresent() && cloudInit.get().isActive();
        if (active) {
            Optional<CloudConfig> config = facts.find(CloudConfig.class);
            if (config.isPresent()) {
                cloudInit(config.get());
            }
        }
        Optional<BootServices> services = facts.find(BootServices.class);
        if (services.isPresent()) {
            Set<String> seen = new LinkedHashSet<>();
            for (BootServices.Started started : services.get().started()) {
                if (seen.add(started.unit().name())) {
                    unit(started.unit(), active);
                }
            }
            for (SshServers.Server server : servers.servers()) {
                Optional<Unit> unit = server.unit().isPresent()
                        ? services.get().find(server.unit().get())
                        : Optional.empty();
                if (unit.isPresent() && seen.add(unit.get().name())) {
                    unit(unit.get(), active);
                }
            }
        }
        return makers;
    }

    /** The module {@code ssh}: the types of {@code ssh_genkeytypes}; all if it is not set, none if it is empty. */
    private void cloudInit(CloudConfig config) throws ImageException {
        CloudConfig.Setting place = null;
        for (CloudModule module : CloudModule.all(config)) {
            if (module.name().equals("ssh")) {
                place = module.setting();
            }
        }
        if (place == null) {
            return;
        }
        Set<GuestPath> keys = new LinkedHashSet<>();
        Optional<CloudConfig.Setting> types = config.find("ssh_genkeytypes");
        if (types.isEmpty()) {
            keys.addAll(all());
        } else if (types.get().value() instanceof YamlList list) {
            for (YamlValue item : list.items()) {
                if (item instanceof YamlScalar word
                        && !word.text().isEmpty()
                        && word.text().indexOf('/') < 0) {
                    keys.add(HostKeysGatherer.key(word.text().strip()));
                }
            }
        } else if (types.get().value() instanceof YamlScalar word && !word.isNull()) {
            keys.add(HostKeysGatherer.key(word.text().strip().replace('/', '_')));
        }
        if (!keys.isEmpty()) {
            makers.add(new HostKeys.Maker("cloud-init", place.file(), OptionalInt.of(place.line()), keys));
        }
    }

    private static Set<GuestPath> all() {
        Set<GuestPath> keys = new LinkedHashSet<>();
        for (String type : TYPES) {
            keys.add(HostKeysGatherer.key(type));
        }
        return keys;
    }

    private void unit(Unit unit, boolean cloudInitActive) throws ImageException {
        if (!unit.name().endsWith(".service") || (cloudInitActive && leavesItToCloudInit(unit))) {
            return;
        }
        if (!unit.file().name().text().endsWith(".service")) { // An init script, or upstart's job.
            script(unit.name(), unit.file());
            return;
        }
        for (String key : COMMANDS) {
            for (Setting setting : unit.list("Service", key)) {
                if (makesKeys(setting.value()) && !isSwitchedOff(unit)) {
                    int at = unit.name().indexOf('@');
                    String instance = at < 0
                            ? ""
                            : unit.name().substring(at + 1, unit.name().length() - ".service".length());
                    boolean one = unit.name().startsWith("sshd-keygen@") && !instance.isEmpty();
                    makers.add(new HostKeys.Maker(
                            unit.name(),
                            setting.file(),
                            OptionalInt.of(setting.line()),
                            one ? Set.of(HostKeysGatherer.key(instance)) : all()));
                    return;
                }
            }
        }
        for (ExecCommand command : ExecCommand.of(unit)) {
            if (isOwn(command.program())) {
                script(unit.name(), GuestPath.of(command.program()));
            }
        }
    }

    /** cloud-init's package brings a drop-in that keeps sshd-keygen@ from running where cloud-init does. */
    private static boolean leavesItToCloudInit(Unit unit) {
        for (Setting condition : unit.list("Unit", "ConditionPathExists")) {
            if (condition.value().startsWith("!") && condition.value().contains("cloud-init.target")) {
                return true;
            }
        }
        return false;
    }

    /** {@code AUTOCREATE_SERVER_KEYS=NO} of Enterprise Linux 6 and 7. */
    private boolean isSwitchedOff(Unit unit) throws ImageException {
        if (!unit.name().equals("sshd-keygen.service") && !unit.name().equals("sshd.service")) {
            return false;
        }
        Variables variables = new Variables();
        variables.read(tree, GuestPath.of("/etc/sysconfig/sshd"));
        return variables
                .get("AUTOCREATE_SERVER_KEYS")
                .map(word -> word.text().equalsIgnoreCase("no"))
                .orElse(false);
    }

    private void script(String name, GuestPath file) throws ImageException {
        Optional<Node> node = tree.stat(file);
        if (node.isEmpty() || !node.get().isFile() || node.get().sizeBytes() > MOST_SCRIPT_BYTES) {
            return;
        }
        List<String> lines = tree.lines(file).orElse(List.of());
        // A program is no script; upstart's jobs and init scripts are all text.
        if (lines.isEmpty() || lines.get(0).startsWith("\u007fELF")) {
            return;
        }
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.startsWith("#") && makesKeys(line)) {
                Variables variables = new Variables();
                variables.read(tree, GuestPath.of("/etc/sysconfig/sshd"));
                Optional<Word> off = variables.get("AUTOCREATE_SERVER_KEYS");
                if (off.isEmpty() || !off.get().text().equalsIgnoreCase("no")) {
                    makers.add(new HostKeys.Maker(name, file, OptionalInt.of(i + 1), all()));
                }
                return;
            }
        }
    }

    private static boolean isOwn(String program) {
        for (String directory : OWN) {
            if (program.startsWith(directory + "/")) {
                return true;
            }
        }
        return false;
    }

    private static boolean makesKeys(String text) {
        for (String word : WORDS) {
            if (text.contains(word)) {
                return true;
            }
        }
        return false;
    }
}
