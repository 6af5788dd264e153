package org.imginspect.checks.cloudinit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.cloudinit.CloudConfig;
import org.imginspect.facts.cloudinit.DataSources;
import org.imginspect.facts.cloudinit.DsIdentify;

/** Flags images whose cloud-init is not allowed to ask OpenStack or a config drive. */
final class DatasourceOpenstack implements Check {
    private static final CheckInfo INFO = new CheckInfo(
                    "cloudinit.datasource-openstack",
                    Area.CLOUDINIT,
                    Level.ERROR,
                    "cloud-init may take its data from OpenStack or a config drive",
                    "put OpenStack and ConfigDrive into datasource_list, or set none")
            .onRequest();

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<DataSources> sources = context.facts().find(DataSources.class);
        if (sources.isEmpty()) {
            return Verdict.notApplicable("cloud-init is not installed");
        }
        List<Finding> findings = new ArrayList<>();
        Optional<DsIdentify> identify = sources.get().identify();
        boolean elsewhere =
                identify.isPresent() && !allowed(identify.get().only().orElse("OpenStack"));
        if (elsewhere && identify.get().datasource().isPresent()) {
            findings.add(ChosenSource.finding(identify.get()));
        }
        Optional<CloudConfig.Setting> setting = sources.get().setting();
        if (findings.isEmpty() && setting.isPresent() && !sources.get().isDefault()) {
            List<String> names = sources.get().configured();
            if (names.stream().noneMatch(DatasourceOpenstack::allowed)) {
                findings.add(Finding.of(
                        Level.ERROR,
                        "datasource_list is [" + String.join(", ", names)
                                + "] and holds neither OpenStack nor ConfigDrive",
                        setting.get().file(),
                        setting.get().line()));
            }
        }
        if (findings.isEmpty() && elsewhere) {
            // ds-identify reads another list than cloud-init.
            findings.add(ChosenSource.finding(identify.get()));
        }
        return Verdict.of(findings);
    }

    private static boolean allowed(String name) {
        return name.equalsIgnoreCase("OpenStack") || name.equalsIgnoreCase("ConfigDrive");
    }
}
