package org.imginspect.facts.ssh;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.imginspect.error.ImageException;
import org.imginspect.facts.Facts;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** Reads the configuration of one sshd. */
final class SshdConfigs {
    /** SUSE keeps the vendor's configuration below /usr; a file in /etc replaces it. */
    private static final GuestPath ETC = GuestPath.of("/etc/ssh/sshd_config");

    private static final GuestPath VENDOR = GuestPath.of("/usr/etc/ssh/sshd_config");

    private SshdConfigs() {}

    static SshdConfig read(GuestTree tree, Facts facts, GuestPath program, SshdCommandLine line) throws ImageException {
        Optional<SshdVersion> version = SshdVersions.find(tree, facts, program);
        return read(tree, line, version, SshdVersions.rootByPassword(facts, version));
    }

    static SshdConfig read(GuestTree tree, SshdCommandLine line, Optional<SshdVersion> version, boolean rootByPassword)
            throws ImageException {
        SshdConfigReader reader = new SshdConfigReader(tree, version);
        for (Word setting : line.settings()) {
            reader.option(setting.text(), setting.file(), setting.line());
        }
        List<SshdStatement> hostKeys = new ArrayList<>();
        for (Word key : line.hostKeys()) {
            hostKeys.add(new SshdStatement("hostkey", List.of(key.text()), List.of(), key.file(), key.line()));
        }
        GuestPath file = line.config().orElse(tree.exists(ETC) || !tree.exists(VENDOR) ? ETC : VENDOR);
        List<SshdProblem> problems = new ArrayList<>();
        reader.read(file);
        List<SshdStatement> statements = new ArrayList<>(hostKeys);
        statements.addAll(reader.statements());
        problems.addAll(reader.problems());
        for (Word port : line.ports()) {
            if (!SshdValues.isPort(port.text())) {
                problems.add(new SshdProblem("-p '" + port.text() + "' is no port", port.file(), OptionalInt.empty()));
            }
        }
        for (String command : new String[] {"authorizedkeyscommand", "authorizedprincipalscommand"}) {
            addLacksUser(
                    command, new SshdConfig(line, file, List.of(), statements, List.of(), version, false), problems);
        }
        addUnsatisfied(new SshdConfig(line, file, List.of(), statements, List.of(), version, false), problems);
        return new SshdConfig(line, file, reader.files(), statements, problems, version, rootByPassword);
    }

    /** sshd does not run a command as root because nobody said as whom. */
    private static void addLacksUser(String command, SshdConfig config, List<SshdProblem> into) throws ImageException {
        SshdSetting set = config.global(command);
        Optional<SshdStatement> source = set.source();
        if (source.isPresent()
                && !set.isNone()
                && config.global(command + "user").source().isEmpty()) {
            into.add(new SshdProblem(
                    command + " is set without " + command + "user",
                    source.get().file(),
                    source.get().line()));
        }
    }

    /** sshd does not start if every list of AuthenticationMethods asks for a method that is switched off. */
    private static void addUnsatisfied(SshdConfig config, List<SshdProblem> into) throws ImageException {
        SshdSetting methods = config.global("authenticationmethods");
        if (methods.source().isEmpty() || methods.word().equals("any")) {
            return;
        }
        for (String list : methods.values()) {
            boolean possible = true;
            for (String method : list.split(",", -1)) {
                possible &= isEnabled(method, config);
            }
            if (possible) {
                return;
            }
        }
        into.add(new SshdProblem(
                "AuthenticationMethods asks for '" + methods.text()
                        + "', and a method in each of its lists is switched off",
                methods.source().get().file(),
                methods.source().get().line()));
    }

    private static boolean isEnabled(String method, SshdConfig config) throws ImageException {
        int colon = method.indexOf(':');
        return switch (colon < 0 ? method : method.substring(0, colon)) {
            case "publickey" -> config.global("pubkeyauthentication").isOn();
            case "password" -> config.global("passwordauthentication").isOn();
            case "keyboard-interactive" -> config.keyboardInteractive(SshdConnection.UNKNOWN);
            case "hostbased" -> config.global("hostbasedauthentication").isOn();
            case "gssapi-with-mic", "gssapi-keyex" ->
                config.global("gssapiauthentication").isOn();
            default -> true;
        };
    }
}
