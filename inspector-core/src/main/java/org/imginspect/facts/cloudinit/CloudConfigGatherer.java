package org.imginspect.facts.cloudinit;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.facts.cloudinit.CloudConfig.Place;
import org.imginspect.facts.cloudinit.CloudConfig.Source;
import org.imginspect.facts.cloudinit.CloudConfig.State;
import org.imginspect.facts.yaml.YamlDocument;
import org.imginspect.facts.yaml.YamlList;
import org.imginspect.facts.yaml.YamlMap;
import org.imginspect.facts.yaml.YamlScalar;
import org.imginspect.facts.yaml.YamlValue;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;

/**
 * Reads and merges the configuration as {@code util.read_conf_with_confd} and {@code stages.fetch_base_config} do. Empty if there is
 * neither a file nor a setting on the command line.
 */
public final class CloudConfigGatherer implements FactGatherer<CloudConfig> {
    private static final GuestPath MAIN = GuestPath.of("/etc/cloud/cloud.cfg");
    private static final GuestPath DIRECTORY = GuestPath.of("/etc/cloud/cloud.cfg.d");

    /** Nothing to be told: a gatherer has no state. */
    public CloudConfigGatherer() {}

    @Override
    public Class<CloudConfig> type() {
        return CloudConfig.class;
    }

    @Override
    public Optional<CloudConfig> gather(GuestTree tree, Facts others) throws ImageException {
        Reading reading = new Reading(tree);
        Optional<YamlMap> main = tree.exists(MAIN) ? Optional.of(reading.file(MAIN)) : Optional.empty();
        Optional<GuestPath> directory = directory(tree, main);
        List<YamlMap> drop = new ArrayList<>();
        if (directory.isPresent()) {
            for (GuestName name : tree.list(directory.get())) {
                GuestPath file = directory.get().resolve(name);
                if (name.text().endsWith(".cfg")
                        && tree.stat(file).map(Node::isFile).orElse(false)) {
                    drop.add(reading.file(file));
                }
            }
        }
        Optional<CommandLineConfig> line = CommandLineConfig.find(others);
        if (main.isEmpty() && reading.sources.isEmpty() && line.isEmpty()) {
            return Optional.empty();
        }
        Collections.reverse(drop);
        ConfigMerge merge = new ConfigMerge("/etc/cloud", reading.places);
        YamlMap files = merge.all(List.of(merge.all(drop), main.orElse(new YamlMap(List.of(), 1))));
        YamlMap commandLine = line.isPresent() ? reading.commandLine(line.get()) : new YamlMap(List.of(), 1);
        return Optional.of(new CloudConfig(reading.sources, merge.all(List.of(commandLine, files)), reading.places));
    }

    /** {@code conf_d} of the main file, or the directory beside it; empty if neither is one. */
    private static Optional<GuestPath> directory(GuestTree tree, Optional<YamlMap> main) throws ImageException {
        Optional<YamlValue> said = main.flatMap(map -> map.get("conf_d"));
        GuestPath directory = DIRECTORY;
        if (said.isPresent()) {
            if (!(said.get() instanceof YamlScalar scalar)) {
                return Optional.empty(); // cloud-init ends with a TypeError.
            }
            String text = scalar.text().strip();
            if (!text.startsWith("/")) {
                return Optional.empty();
            }
            directory = GuestPath.of(text);
        }
        return tree.stat(directory).map(Node::isDirectory).orElse(false) ? Optional.of(directory) : Optional.empty();
    }

    /** What was read so far. */
    private static final class Reading {
        private final GuestTree tree;
        private final List<Source> sources = new ArrayList<>();
        private final IdentityHashMap<YamlValue, Place> places = new IdentityHashMap<>();

        Reading(GuestTree tree) {
            this.tree = tree;
        }

        /** The file's mapping; an empty one if it is none. */
        YamlMap file(GuestPath file) throws ImageException {
            YamlMap nothing = new YamlMap(List.of(), 1);
            byte[] bytes = tree.bytes(file).orElse(new byte[0]);
            String text;
            try {
                text = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
            } catch (CharacterCodingException e) {
                sources.add(new Source(file, State.INVALID, 1, "it is no UTF-8 text", Optional.empty()));
                return nothing;
            }
            Optional<String> template = isTemplate(text) ? Optional.of(text) : Optional.empty();
            YamlDocument document = YamlDocument.parse(text, file.toString(), tree.limits());
            if (document instanceof YamlDocument.Invalid invalid) {
                sources.add(new Source(
                        file,
                        template.isPresent() ? State.TEMPLATE : State.INVALID,
                        invalid.line(),
                        invalid.message(),
                        template));
                return nothing;
            }
            Optional<YamlValue> root = ((YamlDocument.Parsed) document).root();
            if (root.isEmpty() || (root.get() instanceof YamlScalar scalar && scalar.isNull())) {
                sources.add(new Source(file, State.EMPTY, 0, "", template));
                return nothing;
            }
            if (!(root.get() instanceof YamlMap map)) {
                sources.add(new Source(
                        file,
                        State.NO_MAPPING,
                        root.get().line(),
                        "it holds " + root.get().described() + " and no settings",
                        template));
                return nothing;
            }
            sources.add(new Source(file, State.READ, 0, "", template));
            place(map, value -> new Place(file, value.line()));
            return map;
        }

        YamlMap commandLine(CommandLineConfig line) throws ImageException {
            YamlDocument document = YamlDocument.parse(line.text(), line.file().toString(), tree.limits());
            if (document instanceof YamlDocument.Parsed parsed && parsed.root().orElse(null) instanceof YamlMap map) {
                place(map, value -> new Place(line.file(), line.line()));
                return map;
            }
            return new YamlMap(List.of(), 1); // cloud-init logs a warning.
        }

        /** Notes where every value stands; what several aliases name is noted once. */
        private void place(YamlMap root, java.util.function.Function<YamlValue, Place> where) {
            Deque<YamlValue> waiting = new ArrayDeque<>();
            waiting.push(root);
            while (!waiting.isEmpty()) {
                YamlValue value = waiting.pop();
                if (places.putIfAbsent(value, where.apply(value)) != null) {
                    continue;
                }
                if (value instanceof YamlList list) {
                    list.items().forEach(waiting::push);
                } else if (value instanceof YamlMap map) {
                    for (YamlMap.Entry entry : map.entries()) {
                        waiting.push(entry.key());
                        waiting.push(entry.value());
                    }
                }
            }
        }
    }

    /** Whether the first line says so and something is there to render. */
    private static boolean isTemplate(String text) {
        if (!text.startsWith("##")) {
            return false;
        }
        int end = text.indexOf('\n');
        String first =
                (end < 0 ? text : text.substring(0, end)).substring(2).strip().toLowerCase(Locale.ROOT);
        return first.startsWith("template:")
                && first.substring("template:".length()).strip().equals("jinja")
                && (text.contains("{{") || text.contains("{%") || text.contains("{#"));
    }
}
