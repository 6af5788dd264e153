package org.imginspect.facts.firewall;

import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.firewall.RuleSet.Action;
import org.imginspect.facts.firewall.RuleSet.Chain;
import org.imginspect.facts.firewall.RuleSet.Place;
import org.imginspect.facts.firewall.RuleSet.Rule;
import org.imginspect.facts.firewall.RuleSet.Table;
import org.imginspect.facts.units.BootServices;
import org.imginspect.facts.units.Start;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;

/** ufw: files for iptables-restore, which {@code ufw-init} hooks into each other in the way of its {@code ufw_start}. */
final class Ufw {
    private static final GuestPath DEFAULTS = GuestPath.of("/etc/default/ufw");
    private static final GuestPath CONFIG = GuestPath.of("/etc/ufw/ufw.conf");

    private final Surroundings surroundings;
    private final GuestTree tree;
    private final ShellValues values = new ShellValues();

    Ufw(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.tree = surroundings.tree();
    }

    Optional<Found> find(BootServices services) throws ImageException {
        if (!tree.exists(CONFIG) || !tree.exists(DEFAULTS)) {
            return Optional.empty(); // ufw-init gives up without them.
        }
        values.add(tree, DEFAULTS);
        values.add(tree, CONFIG);
        Optional<ShellValues.Value> enabled = values.get("ENABLED");
        boolean yes = enabled.isPresent()
                && (enabled.get().text().equals("yes") || enabled.get().text().equals("YES"));
        if (!yes) {
            Place place = enabled.isPresent() ? enabled.get().place() : new Place(CONFIG, 0);
            return Optional.of(Found.off(
                    "ufw",
                    hasRules(),
                    "ENABLED is " + enabled.map(ShellValues.Value::text).orElse("not set"),
                    place.file(),
                    place.line()));
        }
        Start start = services.start("ufw.service");
        if (!start.atBoot()) {
            return Optional.of(Found.off("ufw", true, start));
        }
        Place place = enabled.get().place();
        return Optional.of(Found.on("ufw", "ENABLED is yes", place.file(), place.line(), this::load));
    }

    /** Whether the user's own rules are there. */
    private boolean hasRules() throws ImageException {
        for (GuestPath file : files("user", "")) {
            for (String line : tree.lines(file).orElse(List.of())) {
                if (line.startsWith("-A ufw-user-input")) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Since 0.36 below /etc; before below /lib. */
    private List<GuestPath> files(String kind, String six) throws ImageException {
        GuestPath now = GuestPath.of("/etc/ufw/" + kind + six + ".rules");
        GuestPath before = GuestPath.of("/lib/ufw/" + kind + six + ".rules");
        return List.of(!tree.exists(now) && tree.exists(before) ? before : now);
    }

    private void load(RuleSet into) throws ImageException {
        for (String hook : new String[] {"/etc/ufw/before.init", "/etc/ufw/after.init"}) {
            GuestPath script = GuestPath.of(hook);
            if (tree.stat(script)
                    .map(node -> node.isFile() && (node.permissions() & 0111) != 0)
                    .orElse(false)) {
                throw new UnsupportedFeatureException("ufw: a script of somebody's own runs beside its rules", hook);
            }
        }
        load(into, false);
        String ipv6 = values.text("IPV6", "");
        if (ipv6.equals("yes") || ipv6.equals("YES")) {
            load(into, true);
        } else {
            Place place = values.get("IPV6").map(ShellValues.Value::place).orElse(new Place(DEFAULTS, 0));
            IptablesReader reader = new IptablesReader(into, surroundings, true);
            reader.policy(reader.table("filter", place), "INPUT", "DROP", place);
        }
    }

    private void load(RuleSet into, boolean ipv6) throws ImageException {
        String six = ipv6 ? "6" : "";
        String prefix = "ufw" + six + "-";
        IptablesReader reader = new IptablesReader(into, surroundings, ipv6);
        Optional<ShellValues.Value> given = values.get("DEFAULT_INPUT_POLICY");
        Place place = given.map(ShellValues.Value::place).orElse(new Place(DEFAULTS, 0));
        String policy = given.map(ShellValues.Value::text).orElse("");
        if (!policy.equals("DROP") && !policy.equals("REJECT") && !policy.equals("ACCEPT")) {
            throw new UnsupportedFeatureException(
                    "ufw: DEFAULT_INPUT_POLICY is '" + policy + "', not ACCEPT, DROP or REJECT", place.toString());
        }
        Table table = reader.table("filter", place);
        String[] primary = {
            "before-logging-input", "before-input", "after-input", "after-logging-input", "reject-input", "track-input"
        };
        for (String chain : primary) {
            table.chain(prefix + chain);
            into.add(table.chain("INPUT"), new Rule(Condition.ALWAYS, Action.jump(prefix + chain), place, chain));
        }
        Action last = policy.equals("ACCEPT") ? Action.ACCEPT : Action.DROP;
        String text = "DEFAULT_INPUT_POLICY is " + policy;
        if (policy.equals("REJECT")) {
            into.add(table.chain(prefix + "reject-input"), new Rule(Condition.ALWAYS, Action.DROP, place, text));
        }
        into.add(table.chain(prefix + "skip-to-policy-input"), new Rule(Condition.ALWAYS, last, place, text));
        for (String chain : new String[] {
            "logging-deny", "logging-allow", "user-input", "user-limit", "user-limit-accept", "user-logging-input"
        }) {
            table.chain(prefix + chain);
        }
        for (String kind : new String[] {"before", "after", "user"}) {
            GuestPath file = files(kind, six).get(0);
            if (tree.stat(file).map(Node::sizeBytes).orElse(0L) == 0) {
                continue; // ufw says so, and goes on.
            }
            reader.read(file, tree.lines(file).orElse(List.of()), true);
        }
        Chain before = table.chain(prefix + "before-input");
        into.add(before, new Rule(Condition.ALWAYS, Action.jump(prefix + "user-input"), place, "user.rules"));
        reader.policy(table, "INPUT", policy.equals("ACCEPT") ? "ACCEPT" : "DROP", place);
    }
}
