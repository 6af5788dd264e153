package org.imginspect.facts.cloudinit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.imginspect.engine.StorageEntry;
import org.imginspect.error.ImageException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.facts.cloudinit.CloudSeeds.Secret;
import org.imginspect.facts.cloudinit.CloudSeeds.Seed;
import org.imginspect.facts.secrets.SecretHit;
import org.imginspect.facts.secrets.SecretScanner;
import org.imginspect.facts.yaml.YamlDocument;
import org.imginspect.facts.yaml.YamlMap;
import org.imginspect.facts.yaml.YamlScalar;
import org.imginspect.facts.yaml.YamlValue;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;

/**
 * Looks for seed directories, for user data written into the configuration, and for volumes that data sources take for seeds. Looked at
 * whether cloud-init is installed or not: what it left is readable all the same.
 */
public final class CloudSeedsGatherer implements FactGatherer<CloudSeeds> {
    private static final GuestPath SEEDS = GuestPath.of("/var/lib/cloud/seed");
    private static final String[] INLINE = {"user-data", "userdata_raw", "userdata", "vendor-data", "vendordata_raw"};

    /** Nothing to be told: a gatherer has no state. */
    public CloudSeedsGatherer() {}

    @Override
    public Class<CloudSeeds> type() {
        return CloudSeeds.class;
    }

    @Override
    public Optional<CloudSeeds> gather(GuestTree tree, Facts others) throws ImageException {
        List<Seed> seeds = new ArrayList<>();
        List<Secret> secrets = new ArrayList<>();
        directory(tree, seeds, secrets);
        Optional<CloudConfig> config = others.find(CloudConfig.class);
        if (config.isPresent()) {
            configuration(tree, config.get(), seeds, secrets);
        }
        for (StorageEntry entry : others.storage().fileSystems()) {
            String label = entry.label().orElse("").toLowerCase(Locale.ROOT);
            if (label.equals("cidata") || label.equals("config-2")) {
                seeds.add(new Seed(
                        "a file system labelled '" + entry.label().orElse("") + "' ("
                                + entry.path() + "), which the data source "
                                + (label.equals("cidata") ? "NoCloud" : "ConfigDrive") + " takes for its own",
                        Optional.empty(),
                        OptionalInt.empty()));
            }
        }
        return Optional.of(new CloudSeeds(seeds, secrets));
    }

    private static void directory(GuestTree tree, List<Seed> seeds, List<Secret> secrets) throws ImageException {
        List<GuestPath> files = new ArrayList<>();
        tree.walk(SEEDS, (path, node) -> {
            if (node.isFile() && node.sizeBytes() > 0) {
                files.add(path);
            }
            return true;
        });
        if (files.isEmpty()) {
            return;
        }
        SecretScanner scanner = SecretScanner.forEverything();
        for (GuestPath file : files) {
            seeds.add(new Seed("seed data", Optional.of(file), OptionalInt.empty()));
            Optional<ByteSource> opened = tree.open(file);
            if (opened.isEmpty()) {
                continue;
            }
            try (ByteSource source = opened.get()) {
                SecretScanner.Result result =
                        scanner.scan(source, file, tree.limits().get(Limits.SECRET_FILE_BYTES));
                if (result.incomplete().isPresent()) {
                    throw result.incomplete().get();
                }
                for (SecretHit hit : result.hits()) {
                    secrets.add(new Secret(hit.kind(), hit.hint(), file, hit.line()));
                }
            }
            String text = tree.text(file).orElse("");
            if (text.startsWith("#cloud-config")
                    && YamlDocument.parse(text, file.toString(), tree.limits()) instanceof YamlDocument.Parsed parsed
                    && parsed.root().orElse(null) instanceof YamlMap map) {
                for (Passwords.Found found : Passwords.in(map)) {
                    secrets.add(new Secret(
                            found.kind(),
                            found.key(),
                            file,
                            OptionalInt.of(found.value().line())));
                }
            }
        }
    }

    private static void configuration(GuestTree tree, CloudConfig config, List<Seed> seeds, List<Secret> secrets)
            throws ImageException {
        for (Passwords.Found found : Passwords.in(config.merged())) {
            CloudConfig.Setting setting = config.inside(found.value());
            secrets.add(new Secret(found.kind(), found.key(), setting.file(), OptionalInt.of(setting.line())));
        }
        Optional<CloudConfig.Setting> sources = config.find("datasource");
        if (sources.isEmpty() || !(sources.get().value() instanceof YamlMap names)) {
            return;
        }
        for (YamlMap.Entry source : names.entries()) {
            for (String key : INLINE) {
                Optional<CloudConfig.Setting> inline =
                        config.find("datasource", source.key().text(), key);
                if (inline.isEmpty()) {
                    continue;
                }
                seeds.add(new Seed(
                        key + " of the data source " + source.key().text(),
                        Optional.of(inline.get().file()),
                        OptionalInt.of(inline.get().line())));
                String text = inline.get().text().orElse("");
                if (inline.get().value() instanceof YamlScalar
                        && YamlDocument.parse(text, inline.get().file().toString(), tree.limits())
                                instanceof YamlDocument.Parsed parsed
                        && parsed.root().orElse(null) instanceof YamlMap map) {
                    for (Passwords.Found found : Passwords.in(map)) {
                        secrets.add(new Secret(
                                found.kind(),
                                found.key(),
                                inline.get().file(),
                                OptionalInt.of(line(inline.get().value(), found.value()))));
                    }
                }
            }
        }
    }

    /** The line of a value in a text that is itself a value: a block begins on the line behind its key. */
    private static int line(YamlValue outer, YamlValue inner) {
        return outer instanceof YamlScalar scalar && scalar.text().indexOf('\n') >= 0
                ? Math.addExact(outer.line(), inner.line())
                : outer.line();
    }
}
