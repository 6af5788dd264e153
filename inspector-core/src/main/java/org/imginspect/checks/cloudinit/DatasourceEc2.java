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

/** Flags images whose cloud-init would not take the metadata of a cloud that speaks as EC2 does and does not say so in its DMI data. */
final class DatasourceEc2 implements Check {
    private static final CheckInfo INFO = new CheckInfo(
                    "cloudinit.datasource-ec2",
                    Area.CLOUDINIT,
                    Level.ERROR,
                    "cloud-init looks for Ec2 metadata and for nothing else",
                    "write 'datasource_list: [Ec2]' into /etc/cloud/cloud.cfg.d/99-datasource.cfg")
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
        DataSources found = sources.get();
        Optional<DsIdentify> identify = found.identify();
        if (identify.isPresent() && !identify.get().only().orElse("Ec2").equals("Ec2")) {
            findings.add(ChosenSource.finding(identify.get()));
        }
        List<String> names = found.configured();
        Optional<CloudConfig.Setting> setting = found.setting();
        if (found.isDefault() || setting.isEmpty()) {
            if (identify.isEmpty() || identify.get().only().isEmpty()) {
                findings.add(
                        Finding.of(
                                Level.WARNING,
                                "no datasource_list is set: ds-identify then wants the machine to name its cloud, which not every cloud does"));
            }
        } else if (names.contains("Ec2")) {
            alone(context, found, setting.get()).ifPresent(findings::add);
        } else {
            boolean google = names.contains("GCE");
            findings.add(Finding.of(
                    google ? Level.WARNING : Level.ERROR,
                    "datasource_list is [" + String.join(", ", names) + "] and "
                            + (google ? "holds GCE, but not Ec2" : "does not hold Ec2"),
                    setting.get().file(),
                    setting.get().line()));
        }
        return Verdict.of(findings);
    }

    /** With other sources beside it, or in a form that ds-identify does not read, it is left to the machine to be recognised. */
    private static Optional<Finding> alone(CheckContext context, DataSources found, CloudConfig.Setting setting)
            throws ImageException {
        List<String> names = found.configured();
        boolean alone = names.size() == 1 || (names.size() == 2 && names.get(1).equals("None"));
        Optional<DsIdentify> identify = found.identify();
        boolean searches =
                identify.isPresent() && identify.get().policy().mode().equals("search");
        if (alone && (!searches || identify.get().only().isPresent())) {
            return Optional.empty();
        }
        Optional<CloudConfig> config = context.facts().find(CloudConfig.class);
        if (config.isPresent()
                && config.get()
                        .find("datasource", "Ec2", "strict_id")
                        .filter(CloudConfig.Setting::isFalse)
                        .isPresent()) {
            return Optional.empty();
        }
        return Optional.of(Finding.of(
                Level.WARNING,
                alone
                        ? "ds-identify does not read this datasource_list: it has to stand in one line, with nothing behind it"
                        : "datasource_list is [" + String.join(", ", names)
                                + "]: Ec2 is taken for certain only if it stands alone, or strict_id is false",
                setting.file(),
                setting.line()));
    }
}
