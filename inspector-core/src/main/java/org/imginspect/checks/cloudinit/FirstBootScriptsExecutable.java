package org.imginspect.checks.cloudinit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
import org.imginspect.facts.cloudinit.CloudModule;
import org.imginspect.facts.cloudinit.FirstBootScripts;
import org.imginspect.guest.GuestPath;

/** Flags scripts that cloud-init passes over or that fail before their first command. */
final class FirstBootScriptsExecutable implements Check {
    private static final Parameter ASPECTS = Parameter.parts(
            "aspects",
            "what is looked at: the scripts' place, name, mode or interpreter",
            "place",
            "name",
            "mode",
            "interpreter");

    private static final CheckInfo INFO = new CheckInfo(
                    "cloudinit.first-boot-scripts-executable",
                    Area.CLOUDINIT,
                    Level.ERROR,
                    "cloud-init can run the scripts put there for it",
                    "chmod +x, a first line such as #!/bin/sh, line ends without carriage returns, a name that begins with a number")
            .with(ASPECTS);

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<FirstBootScripts> found = context.facts().find(FirstBootScripts.class);
        if (found.isEmpty()
                || (found.get().scripts().isEmpty() && found.get().misplaced().isEmpty())) {
            return Verdict.notApplicable("no script lies in /var/lib/cloud/scripts");
        }
        List<String> aspects = context.params().list(ASPECTS);
        List<Finding> findings = new ArrayList<>();
        for (FirstBootScripts.Script script : found.get().scripts()) {
            look(script, aspects, findings);
        }
        if (aspects.contains("place")) {
            for (GuestPath path : found.get().misplaced()) {
                findings.add(Finding.of(Level.WARNING, "cloud-init runs nothing that lies here", path));
            }
            modules(context, found.get(), findings);
        }
        return Verdict.of(findings);
    }

    private static void look(FirstBootScripts.Script script, List<String> aspects, List<Finding> into) {
        GuestPath file = script.file();
        if (aspects.contains("mode") && !script.executable()) {
            into.add(Finding.of(Level.ERROR, "it may not be executed, so cloud-init passes it over (chmod +x)", file));
        }
        if (aspects.contains("interpreter")) {
            interpreter(script, into);
        }
        if (aspects.contains("name") && !script.isNumbered()) {
            into.add(Finding.of(
                    Level.WARNING, "its name does not begin with a number, so its place in the order is chance", file));
        }
    }

    private static void interpreter(FirstBootScripts.Script script, List<Finding> into) {
        GuestPath file = script.file();
        if (script.empty()) {
            into.add(Finding.of(Level.ERROR, "it is empty and cannot be run", file));
        } else if (!script.program() && script.interpreter().isEmpty()) {
            into.add(Finding.of(
                    Level.ERROR, "its first line names no interpreter (#!/bin/sh): cloud-init cannot run it", file, 1));
        }
        if (script.returns()) {
            into.add(Finding.of(
                    Level.ERROR,
                    "its lines end with carriage returns (CR LF), which the interpreter takes for a part of them",
                    file));
        } else if (script.interpreterMissing().isPresent()) {
            into.add(Finding.of(
                    Level.ERROR,
                    "its interpreter '" + script.interpreterMissing().get() + "' is not in the image",
                    file,
                    1));
        }
    }

    /** The scripts run only if a stage has the module of their directory. */
    private static void modules(CheckContext context, FirstBootScripts found, List<Finding> into)
            throws ImageException {
        Optional<CloudConfig> config = context.facts().find(CloudConfig.class);
        Set<String> missing = new HashSet<>();
        for (FirstBootScripts.Script script : found.scripts()) {
            missing.add("scripts_" + script.folder().replace('-', '_'));
        }
        if (config.isPresent()) {
            for (CloudModule module : CloudModule.all(config.get())) {
                missing.remove(module.name());
            }
        }
        for (FirstBootScripts.Script script : found.scripts()) {
            if (missing.remove("scripts_" + script.folder().replace('-', '_'))) {
                into.add(Finding.of(
                        Level.ERROR,
                        "nothing runs it: the module scripts-" + script.folder()
                                + " is in no stage of cloud-init's configuration",
                        script.file()));
            }
        }
    }
}
