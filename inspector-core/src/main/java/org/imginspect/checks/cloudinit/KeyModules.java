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
import org.imginspect.check.Parameter;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.cloudinit.CloudConfig;
import org.imginspect.facts.cloudinit.CloudInit;
import org.imginspect.facts.cloudinit.CloudModule;
import org.imginspect.guest.GuestPath;

/** Flags configurations from which modules are gone that every cloud counts on. */
final class KeyModules implements Check {
    private static final Parameter MODULES = Parameter.parts(
            "modules", "which modules are asked for", "ssh", "users-groups", "set-passwords", "growpart", "resizefs");
    private static final CheckInfo INFO = new CheckInfo(
                    "cloudinit.key-modules",
                    Area.CLOUDINIT,
                    Level.ERROR,
                    "cloud-init runs the modules that let the customer in and grow the disk",
                    "put the module back into its list in /etc/cloud/cloud.cfg")
            .with(MODULES);
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
        for (String name : context.params().list(MODULES)) {
            need(modules, name, findings);
            if (config.isPresent()) {
                off(config.get(), name, findings);
            }
        }
        return Verdict.of(findings);
    }

    private static void need(List<CloudModule> modules, String name, List<Finding> into) {
        for (CloudModule module : modules) {
            if (module.name().equals(name.replace('-', '_'))) {
                return;
            }
        }
        into.add(Finding.of(
                name.equals("ssh") || name.equals("users-groups") ? Level.ERROR : Level.WARNING,
                "the module " + name + " is in no stage of cloud-init's configuration: it serves " + purpose(name),
                MAIN));
    }

    private static String purpose(String name) {
        return switch (name) {
            case "ssh" -> "the customer's key and new host keys";
            case "users-groups" -> "the user that the customer's key is for";
            case "set-passwords" -> "resetting the password from the cloud's console";
            case "growpart" -> "growing the root partition to the size of the disk";
            default -> "growing the root file system to the size of the disk";
        };
    }

    /** Settings that leave a module in its list and take its work away. */
    private static void off(CloudConfig config, String name, List<Finding> into) throws ImageException {
        Optional<CloudConfig.Setting> growth =
                name.equals("growpart") ? config.find("growpart", "mode") : Optional.empty();
        if (growth.isPresent()
                && (growth.get().isFalse() || growth.get().text().orElse("").equals("off"))) {
            into.add(Finding.of(
                    Level.WARNING,
                    "growpart is switched off here",
                    growth.get().file(),
                    growth.get().line()));
        }
        Optional<CloudConfig.Setting> resize =
                name.equals("resizefs") ? config.find("resize_rootfs") : Optional.empty();
        if (resize.isPresent() && resize.get().isFalse()) {
            into.add(Finding.of(
                    Level.WARNING,
                    "resizefs is switched off here",
                    resize.get().file(),
                    resize.get().line()));
        }
    }
}
