package org.imginspect.facts.ssh;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/**
 * What one sshd is told: its command line, its configuration with everything that includes, and what is built into its version.
 *
 * <p>Of a keyword the first value counts, the command line's before the file's; among the Match blocks that hold for a connection too,
 * and what they say counts before all that stands outside of them.
 */
public final class SshdConfig {
    private final GuestPath file;
    private final List<GuestPath> files;
    private final List<SshdStatement> statements;
    private final List<SshdProblem> problems;
    private final Optional<SshdVersion> version;
    private final boolean rootByPassword;
    private final SshdCommandLine commandLine;

    SshdConfig(
            SshdCommandLine commandLine,
            GuestPath file,
            List<GuestPath> files,
            List<SshdStatement> statements,
            List<SshdProblem> problems,
            Optional<SshdVersion> version,
            boolean rootByPassword) {
        this.file = file;
        this.files = List.copyOf(files);
        this.statements = List.copyOf(statements);
        this.problems = List.copyOf(problems);
        this.version = version;
        this.rootByPassword = rootByPassword;
        this.commandLine = commandLine;
    }

    /** The same sshd's configuration in another tree. */
    SshdConfig readAgain(GuestTree tree) throws ImageException {
        return SshdConfigs.read(tree, commandLine, version, rootByPassword);
    }

    /** The main file; it need not be there. */
    public GuestPath file() {
        return file;
    }

    /** The files that were read, in sshd's order, the main one first; one that is included twice is there twice. */
    public List<GuestPath> files() {
        return files;
    }

    /** The lines that set something, in the order in which they count, {@code Include} and {@code Match} dissolved; the command line's first. */
    public List<SshdStatement> statements() {
        return statements;
    }

    /** Why sshd would refuse to start; none if nothing that is known here. */
    public List<SshdProblem> problems() {
        return problems;
    }

    /** The version of OpenSSH; empty if nothing on the disk tells. */
    public Optional<SshdVersion> version() {
        return version;
    }

    /** The Match blocks that set something, each once, in their order. */
    public List<SshdMatch> blocks() {
        Set<SshdMatch> blocks = new LinkedHashSet<>();
        for (SshdStatement statement : statements) {
            blocks.addAll(statement.within());
        }
        return List.copyOf(blocks);
    }

    /**
     * What a keyword is before anybody connects, as {@code sshd -T} without {@code -C} prints it.
     *
     * @throws UnsupportedFeatureException if it is not set, and the value built in depends on a version that is not known
     */
    public SshdSetting global(String keyword) throws UnsupportedFeatureException {
        String name = canonical(keyword);
        for (SshdStatement statement : statements) {
            if (statement.isGlobal() && canonical(statement.keyword()).equals(name)) {
                return setting(statement);
            }
        }
        return builtIn(name);
    }

    /**
     * Every value that a keyword may have for a connection of which only so much is known: that of each Match block that may hold, and what then
     * is left. One if all is known that the blocks ask for.
     *
     * @throws UnsupportedFeatureException see {@link #global}
     */
    public List<SshdSetting> possible(String keyword, SshdConnection connection) throws UnsupportedFeatureException {
        String name = canonical(keyword);
        List<SshdSetting> found = new ArrayList<>();
        Set<List<List<SshdMatch.Criterion>>> seen = new LinkedHashSet<>();
        for (SshdStatement statement : statements) {
            if (statement.within().isEmpty() || !canonical(statement.keyword()).equals(name)) {
                continue;
            }
            SshdMatch.Answer answer = holds(statement, connection);
            // A second block with the same criteria never decides.
            if (answer != SshdMatch.Answer.NO && seen.add(criteria(statement))) {
                found.add(setting(statement));
            }
            if (answer == SshdMatch.Answer.YES) {
                return found;
            }
        }
        found.add(global(name));
        return found;
    }

    /**
     * What a keyword is for a connection of which all is known that the blocks ask for; a block that asks for more does not hold.
     *
     * @throws UnsupportedFeatureException see {@link #global}
     */
    public SshdSetting at(String keyword, SshdConnection connection) throws UnsupportedFeatureException {
        String name = canonical(keyword);
        for (SshdStatement statement : statements) {
            if (!statement.within().isEmpty()
                    && canonical(statement.keyword()).equals(name)
                    && holds(statement, connection) == SshdMatch.Answer.YES) {
                return setting(statement);
            }
        }
        return global(name);
    }

    /**
     * Whether sshd offers keyboard-interactive authentication, which is PAM's questions and so a password too. Before OpenSSH 8.7
     * ChallengeResponseAuthentication decides, and where it is on, KbdInteractiveAuthentication outside of Match blocks is of no matter.
     */
    public boolean keyboardInteractive(SshdConnection connection) throws UnsupportedFeatureException {
        SshdSetting own = at("kbdinteractiveauthentication", connection);
        if (!isOwnSwitch()) {
            return own.isOn();
        }
        return global("challengeresponseauthentication").isOn() && (own.block().isEmpty() || own.isOn());
    }

    /** Whether ChallengeResponseAuthentication is a switch of its own, and no other name of KbdInteractiveAuthentication. */
    public boolean isOwnSwitch() {
        return version.isPresent() && !version.get().isAtLeast(8, 7);
    }

    /**
     * What a keyword is wherever a statement's blocks hold, as far as those alone tell: set by blocks that hold with them, else outside.
     *
     * @throws UnsupportedFeatureException see {@link #global}
     */
    public SshdSetting beside(SshdStatement statement, String keyword) throws UnsupportedFeatureException {
        String name = canonical(keyword);
        for (SshdStatement each : statements) {
            if (!each.within().isEmpty()
                    && canonical(each.keyword()).equals(name)
                    && (each.isGlobal() || implied(statement, each))) {
                return setting(each);
            }
        }
        return global(name);
    }

    /** The statements of a keyword that gathers values, {@code Port} or {@code HostKey}, outside of blocks; none if it is not set. */
    public List<SshdStatement> all(String keyword) {
        String name = canonical(keyword);
        List<SshdStatement> found = new ArrayList<>();
        for (SshdStatement statement : statements) {
            if (statement.isGlobal() && canonical(statement.keyword()).equals(name)) {
                found.add(statement);
            }
        }
        return found;
    }

    /** The statements of a keyword wherever they stand, in order. */
    public List<SshdStatement> everywhere(String keyword) {
        String name = canonical(keyword);
        List<SshdStatement> found = new ArrayList<>();
        for (SshdStatement statement : statements) {
            if (canonical(statement.keyword()).equals(name)) {
                found.add(statement);
            }
        }
        return found;
    }

    /** Whether an earlier statement of the same keyword always holds where this one does, so that this one never counts. */
    public Optional<SshdStatement> outdoneBy(SshdStatement statement) {
        String name = canonical(statement.keyword());
        for (SshdStatement each : statements) {
            if (each.equals(statement)) {
                return Optional.empty();
            }
            boolean sameScope = statement.within().isEmpty() == each.within().isEmpty() || each.isGlobal();
            if (canonical(each.keyword()).equals(name)
                    && (statement.within().isEmpty()
                            ? each.isGlobal()
                            : !each.within().isEmpty() && sameScope && (each.isGlobal() || implied(statement, each)))) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    private static boolean implied(SshdStatement statement, SshdStatement each) {
        List<List<SshdMatch.Criterion>> have = criteria(statement);
        for (SshdMatch match : each.within()) {
            if (!match.isAll() && !have.contains(match.criteria())) {
                return false;
            }
        }
        return true;
    }

    private static List<List<SshdMatch.Criterion>> criteria(SshdStatement statement) {
        List<List<SshdMatch.Criterion>> all = new ArrayList<>();
        for (SshdMatch match : statement.within()) {
            all.add(match.criteria());
        }
        return all;
    }

    private static SshdMatch.Answer holds(SshdStatement statement, SshdConnection connection) {
        SshdMatch.Answer answer = SshdMatch.Answer.YES;
        for (SshdMatch match : statement.within()) {
            switch (match.holds(connection)) {
                case NO -> {
                    return SshdMatch.Answer.NO;
                }
                case MAYBE -> answer = SshdMatch.Answer.MAYBE;
                case YES -> {
                    // The others decide.
                }
            }
        }
        return answer;
    }

    private SshdSetting setting(SshdStatement statement) {
        return new SshdSetting(canonical(statement.keyword()), statement.arguments(), Optional.of(statement));
    }

    /** The name that counts; before OpenSSH 8.7 ChallengeResponseAuthentication was something of its own. */
    private String canonical(String keyword) {
        return SshdKeyword.of(keyword, version).map(SshdKeyword::name).orElse(keyword.toLowerCase(Locale.ROOT));
    }

    private SshdSetting builtIn(String name) throws UnsupportedFeatureException {
        String value = switch (name) {
            case "permitrootlogin" -> {
                if (rootByPassword) {
                    yield "yes";
                }
                yield known("permitrootlogin").isAtLeast(7, 0) ? "prohibit-password" : "yes";
            }
            case "kbdinteractiveauthentication", "challengeresponseauthentication" -> "yes";
            default -> SshdKeyword.of(name, version).map(SshdKeyword::builtIn).orElse("");
        };
        return new SshdSetting(name, value.isEmpty() ? List.of() : List.of(value.split(" ", -1)), Optional.empty());
    }

    private SshdVersion known(String keyword) throws UnsupportedFeatureException {
        if (version.isEmpty()) {
            throw new UnsupportedFeatureException(
                    "sshd: " + keyword + " is not set, and nothing tells the version of OpenSSH whose default counts",
                    file.toString());
        }
        return version.get();
    }
}
