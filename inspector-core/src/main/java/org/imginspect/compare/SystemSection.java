package org.imginspect.compare;

import java.util.Optional;
import org.imginspect.engine.ContainerInfo;
import org.imginspect.error.ImageException;
import org.imginspect.facts.os.OperatingSystem;

/** What the guest calls itself. */
final class SystemSection implements Section<Properties> {
    @Override
    public String id() {
        return "system";
    }

    @Override
    public String title() {
        return "Operating system";
    }

    @Override
    public Properties look(ImageView image) throws ImageException {
        Properties properties = new Properties();
        ContainerInfo container = image.storage().container();
        properties
                .with("container", container.format())
                .with("virtual size", Amounts.bytes(container.virtualSizeBytes()));
        Optional<OperatingSystem> os = image.facts().find(OperatingSystem.class);
        if (os.isPresent()) {
            properties
                    .with("name", os.get().prettyName())
                    .with("ID", os.get().id())
                    .with("version", os.get().version())
                    .with("codename", os.get().codename())
                    .with("architecture", os.get().architecture());
        }
        return properties;
    }

    @Override
    public void compare(Properties before, Properties after, Differences found) {
        Properties.compare("guest", before, after, found);
    }
}
