package org.imginspect.facts.units;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.facts.yaml.YamlDocument;
import org.imginspect.facts.yaml.YamlList;
import org.imginspect.facts.yaml.YamlMap;
import org.imginspect.facts.yaml.YamlScalar;
import org.imginspect.facts.yaml.YamlValue;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** Reads docker's own files about its containers, which are JSON and so YAML. */
public final class ContainersGatherer implements FactGatherer<Containers> {
    /** Stateless. */
    public ContainersGatherer() {}

    @Override
    public Class<Containers> type() {
        return Containers.class;
    }

    @Override
    public Optional<Containers> gather(GuestTree tree, Facts others) throws ImageException {
        List<Container> all = new ArrayList<>();
        for (GuestPath file : tree.glob("/var/lib/docker/containers/*/hostconfig.json")) {
            Optional<YamlMap> host = map(tree, file);
            if (host.isEmpty()) {
                continue;
            }
            GuestPath directory = file.parent().orElseThrow();
            String name = map(tree, directory.resolve("config.v2.json"))
                    .flatMap(config -> config.get("Name"))
                    .map(ContainersGatherer::text)
                    .orElse("");
            name = name.startsWith("/") ? name.substring(1) : name;
            String restart = host.get()
                    .get("RestartPolicy")
                    .flatMap(policy -> policy instanceof YamlMap map ? map.get("Name") : Optional.empty())
                    .map(ContainersGatherer::text)
                    .orElse("");
            all.add(new Container(name.isEmpty() ? directory.name().text() : name, restart, ports(host.get()), file));
        }
        return all.isEmpty() ? Optional.empty() : Optional.of(new Containers(all));
    }

    private static Optional<YamlMap> map(GuestTree tree, GuestPath file) throws ImageException {
        Optional<String> text = tree.text(file);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (YamlDocument.parse(text.get(), file.toString(), tree.limits()) instanceof YamlDocument.Parsed parsed
                && parsed.root().orElse(null) instanceof YamlMap map) {
            return Optional.of(map);
        }
        throw new DamagedImageException("docker: file is no JSON object", file.toString());
    }

    private static String text(YamlValue value) {
        return value instanceof YamlScalar scalar && !scalar.isNull() ? scalar.text() : "";
    }

    /** {@code PortBindings}: {@code {"80/tcp": [{"HostIp": "", "HostPort": "8080"}]}}. */
    private static List<String> ports(YamlMap host) {
        List<String> ports = new ArrayList<>();
        if (host.get("PortBindings").orElse(null) instanceof YamlMap bindings) {
            for (YamlMap.Entry binding : bindings.entries()) {
                String key = binding.key().text();
                String protocol = key.substring(key.indexOf('/') + 1);
                if (binding.value() instanceof YamlList list) {
                    for (YamlValue item : list.items()) {
                        if (item instanceof YamlMap map) {
                            String address = map.get("HostIp")
                                    .map(ContainersGatherer::text)
                                    .orElse("");
                            String port = map.get("HostPort")
                                    .map(ContainersGatherer::text)
                                    .orElse("");
                            ports.add((address.isEmpty() || address.equals("0.0.0.0") ? "" : address + ":") + port + "/"
                                    + protocol);
                        }
                    }
                }
            }
        }
        return ports;
    }
}
