package org.imginspect.facts.firewall;

import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.firewall.RuleSet.Place;
import org.imginspect.facts.units.BootServices;
import org.imginspect.facts.units.ExecCommand;
import org.imginspect.facts.units.InitSystem;
import org.imginspect.facts.units.Start;
import org.imginspect.facts.units.Unit;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** The service nftables, and services of somebody's own that run nft: {@code nft -f FILE}, or commands on the command line. */
final class NftService {
    private static final String NAME = "nftables";

    private final Surroundings surroundings;
    private final GuestTree tree;

    NftService(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.tree = surroundings.tree();
    }

    Optional<Found> find(BootServices services) throws ImageException {
        if (services.init() != InitSystem.SYSTEMD) {
            return script(services);
        }
        Optional<Unit> unit = services.find("nftables.service");
        if (unit.isEmpty()) {
            return Optional.empty();
        }
        Start start = services.start("nftables.service");
        if (!start.atBoot()) {
            return Optional.of(Found.off(NAME, hasOwnRules(), start));
        }
        return Optional.of(Found.on(NAME, start, into -> load(into, unit.get())));
    }

    /** Whether the file of rules says more than Debian's empty chains. */
    private boolean hasOwnRules() throws ImageException {
        for (String file : new String[] {"/etc/nftables.conf", "/etc/sysconfig/nftables.conf"}) {
            for (String line : tree.lines(GuestPath.of(file)).orElse(List.of())) {
                List<String> words = Surroundings.words(line);
                if (words.contains("accept")
                        || words.contains("drop")
                        || words.contains("reject")
                        || words.contains("include")) {
                    return true;
                }
            }
        }
        return false;
    }

    /** OpenRC's and System V's script: the file that its settings name, or the distribution's. */
    private Optional<Found> script(BootServices services) throws ImageException {
        Start start = services.start("nftables.service");
        if (start.because().isEmpty()) {
            return Optional.empty();
        }
        if (!start.atBoot()) {
            return Optional.of(Found.off(NAME, hasOwnRules(), start));
        }
        ShellValues values = new ShellValues();
        values.add(tree, GuestPath.of("/etc/conf.d/nftables"));
        String file = values.get("rules_file").map(ShellValues.Value::text).orElse(values.text("NFTABLES_SAVE", ""));
        for (String usual : new String[] {"/etc/nftables.nft", "/etc/nftables.conf", "/var/lib/nftables/rules-save"}) {
            file = file.isEmpty() && tree.exists(GuestPath.of(usual)) ? usual : file;
        }
        String path = file;
        return Optional.of(Found.on(NAME, start, into -> {
            if (path.startsWith("/") && tree.exists(GuestPath.of(path))) {
                NftReader reader = new NftReader(surroundings);
                reader.read(new NftTokens(tree).file(GuestPath.of(path)));
                reader.finish(into);
            }
        }));
    }

    private void load(RuleSet into, Unit unit) throws ImageException {
        NftReader reader = new NftReader(surroundings);
        for (ExecCommand command : ExecCommand.of(unit)) {
            run(reader, command);
        }
        reader.finish(into);
    }

    /** Whether a program is nft. */
    static boolean isNft(ExecCommand command) {
        return command.program().equals("nft") || command.program().endsWith("/nft");
    }

    private void run(NftReader reader, ExecCommand command) throws ImageException {
        Place place = new Place(command.file(), command.line());
        if (!isNft(command)) {
            throw NftTokens.refused("the service runs " + command.program(), place);
        }
        List<String> arguments = command.arguments();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = unquoted(arguments.get(i));
            if (argument.equals("-f") || argument.equals("--file")) {
                String file = i + 1 < arguments.size() ? unquoted(arguments.get(i + 1)) : "";
                if (!file.startsWith("/")) {
                    throw NftTokens.refused("the service reads the file '" + file + "'", place);
                }
                reader.read(new NftTokens(tree).file(GuestPath.of(file)));
                return;
            }
            if (!argument.startsWith("-")) {
                StringBuilder text = new StringBuilder();
                for (String word : arguments.subList(i, arguments.size())) {
                    text.append(unquoted(word)).append(' ');
                }
                reader.read(new NftTokens(tree).text(text.toString(), new Place(command.file(), 0)));
                return;
            }
        }
    }

    private static String unquoted(String word) {
        boolean quoted = word.length() > 1
                && (word.charAt(0) == '\'' || word.charAt(0) == '"')
                && word.charAt(word.length() - 1) == word.charAt(0);
        return quoted ? word.substring(1, word.length() - 1) : word;
    }
}
