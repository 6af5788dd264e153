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
import org.imginspect.guest.GuestPath;

/** Flags images whose cloud-init never asks a cloud for anything: what an installer leaves behind. */
final class DatasourceNone implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "cloudinit.datasource-none",
            Area.CLOUDINIT,
            Level.ERROR,
            "cloud-init looks for a data source",
            "rm /etc/cloud/cloud.cfg.d/99-installer.cfg, and take datasource_list: [None] out of the other files");
    private static final GuestPath INSTALLER = GuestPath.of("/etc/cloud/cloud.cfg.d/99-installer.cfg");

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
        Optional<CloudConfig.Setting> setting = sources.get().setting();
        List<String> names = sources.get().configured();
        if (setting.isPresent() && sources.get().isNoList()) {
            findings.add(at(
                    Level.ERROR,
                    "datasource_list is " + setting.get().value().described() + " and no list",
                    setting.get()));
        } else if (setting.isPresent() && !sources.get().isDefault()) {
            int none = names.indexOf("None");
            if (names.isEmpty()) {
                findings.add(
                        at(Level.ERROR, "datasource_list is empty: cloud-init finds no data source", setting.get()));
            } else if (none == 0 && names.size() == 1) {
                findings.add(at(
                        Level.ERROR,
                        "datasource_list is [None]: cloud-init asks no cloud for anything",
                        setting.get()));
            } else if (none >= 0 && none < names.size() - 1) {
                findings.add(at(
                        Level.WARNING,
                        "None stands before " + names.get(none + 1)
                                + " in datasource_list: what needs the network and follows it is not asked",
                        setting.get()));
            }
        }
        Optional<DsIdentify> identify = sources.get().identify();
        if (findings.isEmpty()
                && identify.isPresent()
                && identify.get().only().orElse("").equals("None")) {
            findings.add(ChosenSource.finding(identify.get()));
        }
        installer(context, findings);
        return Verdict.of(findings);
    }

    /** What the Ubuntu Server installer writes, even where a later file takes it back. */
    private static void installer(CheckContext context, List<Finding> findings) throws ImageException {
        Optional<CloudConfig> config = context.facts().find(CloudConfig.class);
        if (config.isEmpty()) {
            return;
        }
        for (CloudConfig.Source source : config.get().sources()) {
            if (source.file().equals(INSTALLER)
                    && findings.stream().noneMatch(found -> found.file().equals(Optional.of(INSTALLER)))) {
                findings.add(
                        Finding.of(Level.WARNING, "the installer's settings for its own machine are left", INSTALLER));
            }
        }
    }

    private static Finding at(Level level, String message, CloudConfig.Setting setting) {
        return Finding.of(level, message, setting.file(), setting.line());
    }
}
