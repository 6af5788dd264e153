package org.imginspect.facts.sudo;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;

/**
 * Reads {@code /etc/sudoers}, or {@code /usr/etc/sudoers} where the distribution moved it and nobody made the other, and what it includes. {@code %h} in an
 * include is the machine's name, which an image does not have: every file that may be meant is read.
 */
public final class SudoersGatherer implements FactGatherer<Sudoers> {
    private static final GuestPath ETC = GuestPath.of("/etc/sudoers");
    private static final GuestPath USR = GuestPath.of("/usr/etc/sudoers");
    /** {@code MAX_SUDOERS_DEPTH}. */
    private static final int DEPTH = 128;

    private static final int MOST_FILES = 10_000;
    private static final int GROUP_WRITE = 020;
    private static final int WORLD_WRITE = 02;

    /** Nothing to be told: a gatherer has no state. */
    public SudoersGatherer() {}

    @Override
    public Class<Sudoers> type() {
        return Sudoers.class;
    }

    @Override
    public Optional<Sudoers> gather(GuestTree tree, Facts others) throws ImageException {
        for (GuestPath main : new GuestPath[] {ETC, USR}) {
            Optional<Node> node = tree.stat(main);
            if (node.isPresent() && node.get().isFile()) {
                Reading reading = new Reading(tree);
                reading.file(main, node.get(), 0);
                return Optional.of(
                        new Sudoers(reading.files, reading.aliases, reading.settings, reading.rules, reading.faults));
            }
        }
        return Optional.empty();
    }

    /** {@code sudo_secure_path()}: why sudo would not use it. */
    private static Optional<String> refused(Node node) {
        if (node.uid() != 0) {
            return Optional.of("it is owned by uid " + node.uid() + ", not by root");
        }
        if ((node.permissions() & WORLD_WRITE) != 0) {
            return Optional.of("everybody may write to it");
        }
        if ((node.permissions() & GROUP_WRITE) != 0 && node.gid() != 0) {
            return Optional.of("the group with gid " + node.gid() + " may write to it");
        }
        return Optional.empty();
    }

    private static final class Reading {
        private final GuestTree tree;
        private final List<Sudoers.Source> files = new ArrayList<>();
        private final List<Sudoers.Alias> aliases = new ArrayList<>();
        private final List<Sudoers.Setting> settings = new ArrayList<>();
        private final List<Sudoers.Rule> rules = new ArrayList<>();
        private final List<Sudoers.Fault> faults = new ArrayList<>();
        private final Set<String> names = new HashSet<>();

        Reading(GuestTree tree) {
            this.tree = tree;
        }

        /** Recursive like sudo's own stack, and as deep at most. */
        void file(GuestPath path, Node node, int depth) throws ImageException {
            if (files.size() >= MOST_FILES) {
                throw new UnsupportedFeatureException(
                        "sudoers that reads more than " + MOST_FILES + " files", path.toString());
            }
            Optional<String> refused = refused(node);
            files.add(new Sudoers.Source(path, node, refused));
            if (refused.isPresent()) {
                return;
            }
            String content = tree.text(path).orElse("");
            new SudoersParser(path, content, new SudoersParser.Sink() {
                        @Override
                        public void alias(Sudoers.Alias alias) {
                            if (names.add(alias.kind() + " " + alias.name())) {
                                aliases.add(alias);
                            } else {
                                fault("the alias " + alias.name() + " is defined already", alias.line());
                            }
                        }

                        @Override
                        public void setting(Sudoers.Setting setting) {
                            settings.add(setting);
                        }

                        @Override
                        public void rule(Sudoers.Rule rule) {
                            rules.add(rule);
                        }

                        @Override
                        public void fault(String message, int line) {
                            faults.add(new Sudoers.Fault(message, path, line));
                        }

                        @Override
                        public void include(String included, boolean directory, int line) throws ImageException {
                            if (depth >= DEPTH) {
                                fault("there are more than " + DEPTH + " levels of includes", line);
                                return;
                            }
                            for (GuestPath found : targets(path, included)) {
                                if (directory) {
                                    directory(found, depth + 1);
                                } else {
                                    included(found, depth + 1, line);
                                }
                            }
                        }

                        private void included(GuestPath found, int level, int line) throws ImageException {
                            Optional<Node> there = tree.stat(found);
                            if (there.isEmpty() || !there.get().isFile()) {
                                fault("the included file " + found + " is not there", line);
                            } else {
                                file(found, there.get(), level);
                            }
                        }
                    })
                    .parse();
        }

        private List<GuestPath> targets(GuestPath from, String included) throws ImageException {
            if (included.isEmpty() || included.indexOf('\0') >= 0) {
                return List.of();
            }
            GuestPath target = included.startsWith("/")
                    ? GuestPath.of(included)
                    : from.parent().orElseThrow().resolve(included);
            String pattern = target.text();
            return pattern.contains("%h") ? tree.glob(escaped(pattern).replace("%h", "*")) : List.of(target);
        }

        private static String escaped(String path) {
            StringBuilder out = new StringBuilder();
            for (int i = 0; i < path.length(); i++) {
                char c = path.charAt(i);
                if (c == '*' || c == '?' || c == '[') {
                    out.append('[').append(c).append(']');
                } else {
                    out.append(c);
                }
            }
            return out.toString();
        }

        /** A directory that is not there or not safe is passed over; of its files those with a period or a tilde at the end. */
        private void directory(GuestPath directory, int depth) throws ImageException {
            Optional<Node> node = tree.stat(directory);
            if (node.isEmpty()) {
                return;
            }
            Optional<String> refused =
                    node.get().isDirectory() ? refused(node.get()) : Optional.of("it is no directory");
            files.add(new Sudoers.Source(directory, node.get(), refused));
            if (refused.isPresent()) {
                return;
            }
            for (GuestName name : tree.list(directory)) {
                String text = name.text();
                if (text.endsWith("~") || text.indexOf('.') >= 0) {
                    continue;
                }
                GuestPath path = directory.resolve(name);
                Optional<Node> entry = tree.stat(path);
                if (entry.isPresent() && entry.get().isFile()) {
                    file(path, entry.get(), depth);
                }
            }
        }
    }
}
