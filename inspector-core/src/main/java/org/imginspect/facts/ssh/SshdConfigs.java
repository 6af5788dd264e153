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
        return new SshdConfig(file, reader.files(), statements, problems, version, rootByPassword);
    }
}
