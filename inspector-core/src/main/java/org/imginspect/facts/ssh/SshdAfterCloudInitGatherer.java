package org.imginspect.facts.ssh;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.facts.cloudinit.CloudConfig;
import org.imginspect.facts.cloudinit.CloudInit;
import org.imginspect.facts.cloudinit.CloudModule;
import org.imginspect.facts.packages.Packages;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/**
 * Does to a copy of sshd's configuration what cloud-init's {@code update_ssh_config()} (ssh_util.py) will do: every line of the key is changed, in
 * Match blocks too, and one is written behind the last line if there is none; in {@code sshd_config.d/50-cloud-init.conf} if the main file
 * includes that directory, and cloud-init knows of it (22.3).
 */
public final class SshdAfterCloudInitGatherer implements FactGatherer<SshdAfterCloudInit> {
    private static final GuestPath MAIN = GuestPath.of("/etc/ssh/sshd_config");
    private static final GuestPath DROP_IN = GuestPath.of("/etc/ssh/sshd_config.d/50-cloud-init.conf");
    private static final String INCLUDE = "Include /etc/ssh/sshd_config.d/*.conf";
    private static final String KEY = "passwordauthentication";

    /** Nothing to be told: a gatherer has no state. */
    public SshdAfterCloudInitGatherer() {}

    @Override
    public Class<SshdAfterCloudInit> type() {
        return SshdAfterCloudInit.class;
    }

    @Override
    public Optional<SshdAfterCloudInit> gather(GuestTree tree, Facts others) throws ImageException {
        Optional<SshServers> servers = others.find(SshServers.class);
        Optional<CloudInit> cloudInit = others.find(CloudInit.class);
        if (servers.isEmpty() || cloudInit.isEmpty() || !cloudInit.get().isActive()) {
            return Optional.empty();
        }
        Optional<CloudConfig> config = others.find(CloudConfig.class);
        Optional<CloudConfig.Setting> setting =
                config.isPresent() ? config.get().find("ssh_pwauth") : Optional.empty();
        if (setting.isEmpty() || !(setting.get().isTrue() || setting.get().isFalse()) || !runs(config.get())) {
            return Optional.empty();
        }
        boolean allows = setting.get().isTrue();
        GuestPath file = includesDropIns(tree) && knowsDropIns(others) ? DROP_IN : MAIN;
        GuestTree after =
                new GuestTree(new OverlaidTree(tree, real(tree, file), written(tree, file, allows)), tree.limits());
        List<SshdConfig> configs = new ArrayList<>();
        for (SshdConfig each : servers.get().configs()) {
            configs.add(each.readAgain(after));
        }
        return Optional.of(new SshdAfterCloudInit(setting.get(), allows, file, configs));
    }

    private static boolean runs(CloudConfig config) throws ImageException {
        for (CloudModule module : CloudModule.all(config)) {
            if (module.name().equals("set_passwords")) {
                return true;
            }
        }
        return false;
    }

    private static boolean includesDropIns(GuestTree tree) throws ImageException {
        for (String line : tree.lines(MAIN).orElse(List.of())) {
            if (line.startsWith(INCLUDE)) {
                return true;
            }
        }
        return false;
    }

    private static boolean knowsDropIns(Facts others) throws ImageException {
        Optional<Packages> packages = others.find(Packages.class);
        Optional<Packages.Entry> entry = packages.isPresent() ? packages.get().find("cloud-init") : Optional.empty();
        // One from no package is a new one.
        Optional<SshdVersion> version =
                entry.isPresent() ? SshdVersion.parse(entry.get().version().version()) : Optional.empty();
        return version.isEmpty() || version.get().isAtLeast(22, 3);
    }

    /** Where the file lies, or will lie, links followed. */
    private static GuestPath real(GuestTree tree, GuestPath file) throws ImageException {
        Optional<GuestPath> there = tree.resolve(file);
        if (there.isPresent()) {
            return there.get();
        }
        GuestPath directory = file.parent().orElseThrow();
        return tree.resolve(directory).orElse(directory).resolve(file.name());
    }

    private static byte[] written(GuestTree tree, GuestPath file, boolean allows) throws ImageException {
        String value = allows ? "yes" : "no";
        StringBuilder text = new StringBuilder();
        boolean found = false;
        for (String line : tree.lines(file).orElse(List.of())) {
            String stripped = line.strip();
            int end = 0;
            while (end < stripped.length() && !Character.isWhitespace(stripped.charAt(end))) {
                end++;
            }
            String key = stripped.substring(0, end);
            int equals = key.indexOf('=');
            if (end == stripped.length() && equals > 0) {
                key = key.substring(0, equals);
            }
            if (key.toLowerCase(Locale.ROOT).equals(KEY)) {
                found = true;
                text.append(key).append(' ').append(value).append('\n');
            } else {
                text.append(line).append('\n');
            }
        }
        if (!found) {
            text.append("PasswordAuthentication ").append(value).append('\n');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
