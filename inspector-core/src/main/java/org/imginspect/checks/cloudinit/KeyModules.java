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
import org.imginspect.facts.cloudinit.CloudInit;
import org.imginspect.facts.cloudinit.CloudModule;
import org.imginspect.guest.GuestPath;

/** Flags configurations from which modules are gone that every cloud counts on. */
final class KeyModules implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "cloudinit.key-modules",
            Area.CLOUDINIT,
            Level.ERROR,
            "cloud-init runs the modules that let the customer in and grow the disk",
            "put the module back into its list in /etc/cloud/cloud.cfg");
    private static final GuestPath MAIN = GuestPath.of("/etc/cloud/cloud.cfg");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        if (context.facts().find(CloudInit.class).isEmpty()) {
            return Verdict.notApplicable("cloud-init is not installed");
        }
        List<Finding> findings = new ArrayList<>();
        Optional<CloudConfig> config = context.facts().find(CloudConfig.class);
        List<CloudModule> modules = config.isPresent() ? CloudModule.all(config.get()) : List.of();
        need(modules, "ssh", Level.ERROR, "the customer's key and new host keys", findings);
        need(modules, "users_groups", Level.ERROR, "the user that the customer's key is for", findings);
        need(modules, "set_passwords", Level.WARNING, "resetting the password from the cloud's console", findings);
        need(modules, "growpart", Level.WARNING, "growing the root partition to the size of the disk", findings);
        need(modules, "resizefs", Level.WARNING, "growing the root file system to the size of the disk", findings);
        if (config.isPresent()) {
            off(config.get(), findings);
        }
        return Verdict.of(findings);
    }

    private static void need(List<CloudModule> modules, String name, Level level, String purpose, List<Finding> into) {
        for (CloudModule module : modules) {
            if (module.name().equals(name)) {
                return;
            }
        }
        into.add(Finding.of(
                level,
                "the module " + name.replace('_', '-') + " is in no stage of cloud-init's configuration: it serves "
                        + purpose,
                MAIN));
    }

    /** Settings that leave a module in its list and take its work away. */
    private static void off(CloudConfig config, List<Finding> into) throws ImageException {
        Optional<CloudConfig.Setting> growth = config.find("growpart", "mode");
        if (growth.isPresent()
                && (growth.get().isFalse() || growth.get().text().orElse("").equals("off"))) {
            into.add(Finding.of(
                    Level.WARNING,
                    "growpart is switched off here",
                    growth.get().file(),
                    growth.get().line()));
        }
        Optional<CloudConfig.Setting> resize = config.find("resize_rootfs");
        if (resize.isPresent() && resize.get().isFalse()) {
            into.add(Finding.of(
                    Level.WARNING,
                    "resizefs is switched off here",
                    resize.get().file(),
                    resize.get().line()));
        }
    }
}
