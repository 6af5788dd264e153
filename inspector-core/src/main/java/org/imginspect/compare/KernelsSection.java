package org.imginspect.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.kernel.Kernel;
import org.imginspect.facts.kernel.Kernels;

/** The kernels that are there, and which of them starts. */
final class KernelsSection implements Section<Map<String, Properties>> {
    @Override
    public String id() {
        return "kernels";
    }

    @Override
    public String title() {
        return "Kernels";
    }

    @Override
    public Map<String, Properties> look(ImageView image) throws ImageException {
        Map<String, Properties> seen = new LinkedHashMap<>();
        Optional<Kernels> kernels = image.facts().find(Kernels.class);
        if (kernels.isEmpty()) {
            return seen;
        }
        List<String> defaults = new ArrayList<>();
        for (Kernel kernel : kernels.get().defaults()) {
            defaults.add(kernel.release());
        }
        seen.put("boot", new Properties().with("default kernel", String.join(", ", defaults)));
        for (Kernel kernel : kernels.get().all()) {
            seen.put(
                    kernel.release(),
                    new Properties()
                            .with("image", kernel.image().map(Object::toString).orElse("none"))
                            .with(
                                    "modules",
                                    kernel.directory().map(Object::toString).orElse("none")));
        }
        return seen;
    }

    @Override
    public void compare(Map<String, Properties> before, Map<String, Properties> after, Differences found) {
        Properties.compareAll(before, after, found);
    }
}
