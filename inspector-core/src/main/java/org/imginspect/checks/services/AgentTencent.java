package org.imginspect.checks.services;

import java.util.ArrayList;
import java.util.List;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Parameter;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.os.OperatingSystem;
import org.imginspect.guest.GuestPath;

/** Flags images made from Tencent Cloud's that have lost its agents. */
final class AgentTencent implements Check {
    private static final Parameter AGENTS =
            Parameter.parts("agents", "which agents are asked for", "security", "monitoring");

    private static final CheckInfo INFO = new CheckInfo(
                    "services.agent-tencent",
                    Area.SERVICES,
                    Level.ERROR,
                    "Tencent Cloud's security and monitoring agents are there",
                    "begin with an image of Tencent Cloud's and leave /usr/local/qcloud as it is")
            .onRequest()
            .with(AGENTS);

    private static final List<GuestPath> SECURITY = List.of(GuestPath.of("/usr/local/qcloud/YunJing"));
    private static final List<GuestPath> OLD_SECURITY = List.of(GuestPath.of("/usr/local/sa"));
    private static final List<GuestPath> MONITORING =
            List.of(GuestPath.of("/usr/local/qcloud/monitor/barad"), GuestPath.of("/usr/local/qcloud/stargate"));
    private static final List<GuestPath> OLD_MONITORING = List.of(GuestPath.of("/usr/local/agenttools"));

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        if (context.facts().find(OperatingSystem.class).isEmpty()) {
            return Verdict.notApplicable("the guest is no Linux distribution");
        }
        List<Finding> findings = new ArrayList<>();
        List<String> agents = context.params().list(AGENTS);
        if (agents.contains("security")) {
            agent(context, "security", SECURITY, OLD_SECURITY, findings);
        }
        if (agents.contains("monitoring")) {
            agent(context, "monitoring", MONITORING, OLD_MONITORING, findings);
        }
        return Verdict.of(findings);
    }

    private static void agent(
            CheckContext context, String what, List<GuestPath> now, List<GuestPath> before, List<Finding> findings)
            throws ImageException {
        for (GuestPath directory : now) {
            if (!context.tree().list(directory).isEmpty()) {
                return;
            }
        }
        for (GuestPath directory : before) {
            if (!context.tree().list(directory).isEmpty()) {
                findings.add(Finding.of(
                        Level.WARNING, "is the " + what + " agent of years ago, not today's " + now.get(0), directory));
                return;
            }
        }
        for (GuestPath directory : now) {
            if (context.tree().exists(directory)) {
                findings.add(Finding.of(Level.ERROR, "is empty: the " + what + " agent was deleted", directory));
                return;
            }
        }
        findings.add(Finding.of(
                Level.ERROR, "there is no " + what + " agent, neither " + now.get(0) + " nor " + before.get(0)));
    }
}
