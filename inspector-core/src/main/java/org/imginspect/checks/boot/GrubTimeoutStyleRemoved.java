package org.imginspect.checks.boot;

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
import org.imginspect.facts.boot.BootConfig;
import org.imginspect.facts.boot.BootMenu;
import org.imginspect.facts.boot.GrubDefaults;
import org.imginspect.facts.boot.GrubDefaults.Setting;

/** Flags settings that hide GRUB's menu. */
final class GrubTimeoutStyleRemoved implements Check {
    private static final CheckInfo INFO = new CheckInfo(
                    "boot.grub-timeout-style-removed",
                    Area.BOOT,
                    Level.ERROR,
                    "GRUB_TIMEOUT_STYLE is not set",
                    "sed -i '/^GRUB_TIMEOUT_STYLE/d' /etc/default/grub, the same in /etc/default/grub.d, then update-grub")
            .onRequest();

    private static final String NAME = "GRUB_TIMEOUT_STYLE";

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<GrubDefaults> defaults = context.facts().find(GrubDefaults.class);
        if (defaults.isEmpty()) {
            return Verdict.notApplicable("no menu is made from /etc/default/grub");
        }
        List<Finding> findings = new ArrayList<>();
        Optional<Setting> setting = defaults.get().get(NAME);
        if (setting.isPresent()) {
            findings.add(Finding.of(
                    Level.ERROR,
                    NAME + " is set"
                            + setting.get()
                                    .text()
                                    .map(text -> " to '" + text + "'")
                                    .orElse(""),
                    setting.get().file(),
                    setting.get().line()));
            return Verdict.of(findings);
        }
        Optional<BootConfig> config = context.facts().find(BootConfig.class);
        for (BootMenu menu : config.map(BootConfig::menus).orElse(List.of())) {
            String style = menu.timeout().style();
            if ((style.equals("hidden") || style.equals("countdown"))
                    && menu.timeout().line() > 0) {
                findings.add(Finding.of(
                        Level.WARNING,
                        "the menu is not shown (timeout_style is '" + style + "'), though " + NAME + " is not set",
                        menu.timeout().file(),
                        menu.timeout().line()));
            }
        }
        return Verdict.of(findings);
    }
}
