package org.imginspect.facts.users;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.facts.packages.PackageFiles;
import org.imginspect.facts.packages.Packages;
import org.imginspect.facts.units.BootServices;
import org.imginspect.facts.units.Setting;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** Looks for what made each system account; what is dear to ask is asked only about those that nothing has explained before. */
public final class AccountOriginsGatherer implements FactGatherer<AccountOrigins> {
    /** Homes that say nothing of whose an account is. */
    private static final Set<String> SHARED_HOMES = Set.of(
            "/",
            "/bin",
            "/sbin",
            "/usr",
            "/usr/bin",
            "/usr/sbin",
            "/dev",
            "/etc",
            "/tmp",
            "/var",
            "/var/tmp",
            "/var/lib",
            "/var/run",
            "/run",
            "/root",
            "/home",
            "/srv",
            "/opt",
            "/mnt",
            "/usr/local",
            "/var/log",
            "/var/cache",
            "/var/spool",
            "/var/empty");

    /** Nothing to be told: a gatherer has no state. */
    public AccountOriginsGatherer() {}

    @Override
    public Class<AccountOrigins> type() {
        return AccountOrigins.class;
    }

    @Override
    public Optional<AccountOrigins> gather(GuestTree tree, Facts others) throws ImageException {
        Optional<Users> users = others.find(Users.class);
        Optional<Packages> packages = others.find(Packages.class);
        if (users.isEmpty() || packages.isEmpty()) {
            return Optional.empty();
        }
        long people = others.find(LoginDefs.class).orElseThrow().uidMin();
        KnownAccounts known = new KnownAccounts();
        Map<String, GuestPath> sysusers = SysusersNames.read(tree);
        Optional<PackageFiles> owned = others.find(PackageFiles.class);
        Map<String, AccountOrigins.Origin> origins = new LinkedHashMap<>();
        Set<String> left = new LinkedHashSet<>();
        for (Users.Account account : users.get().accounts()) {
            if (account.isValid() && account.uid() != 0 && account.uid() < people) {
                String name = account.name();
                Optional<String> maker = known.installed(name, packages.get());
                if (known.isBase(name)) {
                    origins.put(name, origin(AccountOrigins.Kind.BASE, ""));
                } else if (sysusers.containsKey(name)) {
                    origins.put(
                            name,
                            origin(
                                    AccountOrigins.Kind.SYSUSERS,
                                    Objects.requireNonNull(sysusers.get(name)).text()));
                } else if (maker.isPresent()) {
                    origins.put(name, origin(AccountOrigins.Kind.PACKAGE, maker.get()));
                } else if (owned.isPresent() && hasPackagesHome(account, owned.get())) {
                    origins.put(
                            name,
                            origin(
                                    AccountOrigins.Kind.HOME,
                                    account.home().orElseThrow().text()));
                } else {
                    left.add(name);
                }
            }
        }
        explainRest(tree, others, left, origins);
        Map<String, List<String>> makers = new HashMap<>();
        for (String name : left) {
            if (!known.makers(name).isEmpty()) {
                makers.put(name, known.makers(name));
            }
        }
        return Optional.of(new AccountOrigins(origins, makers));
    }

    private static void explainRest(
            GuestTree tree, Facts others, Set<String> left, Map<String, AccountOrigins.Origin> origins)
            throws ImageException {
        if (left.isEmpty()) {
            return;
        }
        InstallScripts.find(tree, left)
                .forEach((name, script) -> origins.put(name, origin(AccountOrigins.Kind.SCRIPT, script.text())));
        left.removeAll(origins.keySet());
        Optional<BootServices> services = left.isEmpty() ? Optional.empty() : others.find(BootServices.class);
        if (services.isPresent()) {
            for (BootServices.Started started : services.get().started()) {
                Optional<Setting> user = started.unit().setting("Service", "User");
                if (user.isPresent() && left.remove(user.get().value())) {
                    origins.put(
                            user.get().value(),
                            origin(AccountOrigins.Kind.UNIT, started.unit().name()));
                }
            }
        }
    }

    private static boolean hasPackagesHome(Users.Account account, PackageFiles owned) {
        return account.home().isPresent()
                && !SHARED_HOMES.contains(account.home().get().text())
                && owned.owner(account.home().get()) != PackageFiles.Owner.NONE;
    }

    private static AccountOrigins.Origin origin(AccountOrigins.Kind kind, String what) {
        return new AccountOrigins.Origin(kind, what);
    }
}
