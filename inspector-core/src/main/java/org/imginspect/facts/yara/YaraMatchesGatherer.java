package org.imginspect.facts.yara;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.facts.InvalidInputException;
import org.imginspect.facts.files.UnownedFiles;
import org.imginspect.guest.GuestTree;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;
import org.imginspect.yara.RuleException;
import org.imginspect.yara.YaraRules;

/** Compiles the caller's rules and holds every file against them that packages do not vouch for. */
public final class YaraMatchesGatherer implements FactGatherer<YaraMatches> {
    private static final int MOST_HITS = 10_000;

    /** Nothing to be told: a gatherer has no state. */
    public YaraMatchesGatherer() {}

    @Override
    public Class<YaraMatches> type() {
        return YaraMatches.class;
    }

    @Override
    public boolean isDeep() {
        return true;
    }

    @Override
    public Optional<YaraMatches> gather(GuestTree tree, Facts others) throws ImageException {
        Optional<Path> directory = others.inputs().yara();
        if (directory.isEmpty()) {
            return Optional.empty();
        }
        Map<String, byte[]> sources = sources(directory.get());
        try (YaraRules rules = YaraRules.compile(sources, "--yara " + directory.get())) {
            return Optional.of(search(tree, others, rules, sources.size()));
        } catch (RuleException e) {
            throw new InvalidInputException("YARA rules: " + directory.get().resolve(e.getMessage()), e);
        }
    }

    private static YaraMatches search(GuestTree tree, Facts others, YaraRules rules, int sources)
            throws ImageException {
        long most = Math.min(tree.limits().get(Limits.SECRET_FILE_BYTES), Integer.MAX_VALUE - 1);
        List<YaraMatches.Hit> hits = new ArrayList<>();
        Optional<ImageException> incomplete = Optional.empty();
        for (UnownedFiles.Entry file :
                others.find(UnownedFiles.class).orElseThrow().files()) {
            Optional<ByteSource> opened = tree.open(file.path());
            if (opened.isEmpty()) {
                continue;
            }
            try (ByteSource content = opened.get()) {
                Result result = scan(rules, content, file, most);
                for (YaraRules.Match match : result.matches) {
                    hits.add(new YaraMatches.Hit(match.rule(), match.origin(), file.path()));
                }
                incomplete = incomplete.or(() -> result.incomplete);
            }
            if (hits.size() >= MOST_HITS) {
                return new YaraMatches(
                        hits,
                        sources,
                        Optional.of(new UnsupportedFeatureException(
                                "yara: more than " + MOST_HITS + " matches; what follows was not looked at",
                                file.path().toString())));
            }
        }
        return new YaraMatches(hits, sources, incomplete);
    }

    private record Result(List<YaraRules.Match> matches, Optional<ImageException> incomplete) {}

    /** A file that is too much for the rules does not keep the others from being looked at; one that cannot be read does. */
    private static Result scan(YaraRules rules, ByteSource content, UnownedFiles.Entry file, long most)
            throws ImageException {
        String path = file.path().text();
        try {
            List<YaraRules.Match> matches =
                    rules.scan(content, file.path().name().text(), path, most);
            return new Result(
                    matches,
                    content.size() <= most
                            ? Optional.empty()
                            : Optional.of(new LimitExceededException(
                                    "yara: only the first " + most + " of " + content.size() + " bytes were looked at",
                                    Limits.SECRET_FILE_BYTES,
                                    most,
                                    path)));
        } catch (UnsupportedFeatureException e) {
            return new Result(List.of(), Optional.of(e));
        }
    }

    /** The rules by their paths below the directory, in their order. */
    private static Map<String, byte[]> sources(Path directory) {
        Map<String, byte[]> sources = new TreeMap<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = directory.relativize(file).toString();
                if (name.endsWith(".yar") || name.endsWith(".yara")) {
                    sources.put(name, Files.readAllBytes(file));
                }
            }
        } catch (IOException e) {
            throw new InvalidInputException("YARA rules: cannot read " + directory + ": " + e.getMessage(), e);
        }
        if (sources.isEmpty()) {
            throw new InvalidInputException(
                    "YARA rules: " + directory + " has no file whose name ends in .yar or .yara");
        }
        return sources;
    }
}
