package org.imginspect.facts.cloudinit;

import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.facts.boot.BootConfig;
import org.imginspect.facts.boot.BootEntry;
import org.imginspect.facts.os.OperatingSystem;
import org.imginspect.guest.GuestTree;

/** Reads the list of data sources as cloud-init and as ds-identify read it. Empty if cloud-init is not there. */
public final class DataSourcesGatherer implements FactGatherer<DataSources> {
    /** Nothing to be told: a gatherer has no state. */
    public DataSourcesGatherer() {}

    @Override
    public Class<DataSources> type() {
        return DataSources.class;
    }

    @Override
    public Optional<DataSources> gather(GuestTree tree, Facts others) throws ImageException {
        if (others.find(CloudInit.class).isEmpty()) {
            return Optional.empty();
        }
        Optional<CloudConfig> config = others.find(CloudConfig.class);
        Optional<CloudConfig.Setting> setting =
                config.isPresent() ? config.get().find("datasource_list") : Optional.empty();
        List<BootEntry> entries =
                others.find(BootConfig.class).map(BootConfig::defaultEntries).orElse(List.of());
        Optional<String> machine = others.find(OperatingSystem.class).flatMap(OperatingSystem::architecture);
        boolean intel = machine.isEmpty()
                || machine.get().equals("x86_64")
                || machine.get().endsWith("86");
        return Optional.of(new DataSources(
                setting, DsIdentifyReader.read(tree, entries.stream().findFirst(), intel)));
    }
}
