package org.imginspect.compare;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.users.PasswordField;
import org.imginspect.facts.users.Users;

/** The accounts of passwd, and whether a password opens them; a hash is never shown, nor compared. */
final class AccountsSection implements Section<Map<String, Properties>> {
    @Override
    public String id() {
        return "accounts";
    }

    @Override
    public String title() {
        return "Accounts";
    }

    @Override
    public Map<String, Properties> look(ImageView image) throws ImageException {
        Map<String, Properties> seen = new LinkedHashMap<>();
        Optional<Users> users = image.facts().find(Users.class);
        if (users.isPresent()) {
            for (Users.Account account : users.get().accounts()) {
                // Of two lines for one name the first counts.
                seen.putIfAbsent(account.name(), properties(account, users.get()));
            }
        }
        return seen;
    }

    private static Properties properties(Users.Account account, Users users) {
        PasswordField field = account.password();
        if (field.kind() == PasswordField.Kind.IN_SHADOW) {
            field = users.shadow(account.name())
                    .map(Users.Password::field)
                    .orElse(new PasswordField(PasswordField.Kind.NONE, ""));
        }
        return new Properties()
                .with("uid", number(account.uid()))
                .with("gid", number(account.gid()))
                .with("comment", account.gecos())
                .with("home", account.home().map(Object::toString).orElse("none"))
                .with("shell", account.loginShell())
                .with("password", password(field));
    }

    private static String number(long id) {
        return id < 0 ? "no number" : Long.toString(id);
    }

    private static String password(PasswordField field) {
        return switch (field.kind()) {
            case EMPTY -> "empty: anybody gets in";
            case NONE -> "none";
            case IN_SHADOW -> "in shadow";
            case HASH -> "set (" + field.scheme() + ")";
            case LOCKED_HASH -> "locked (" + field.scheme() + " kept)";
        };
    }

    @Override
    public void compare(Map<String, Properties> before, Map<String, Properties> after, Differences found) {
        Properties.compareAll(before, after, found);
    }
}
