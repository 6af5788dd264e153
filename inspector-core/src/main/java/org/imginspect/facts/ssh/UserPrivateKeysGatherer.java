package org.imginspect.facts.ssh;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.facts.secrets.SecretHit;
import org.imginspect.facts.secrets.SecretScanner;
import org.imginspect.facts.users.Users;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;

/** Searches every file below every home's .ssh. Empty if there are no accounts. */
public final class UserPrivateKeysGatherer implements FactGatherer<UserPrivateKeys> {
    /** Nothing to be told: a gatherer has no state. */
    public UserPrivateKeysGatherer() {}

    @Override
    public Class<UserPrivateKeys> type() {
        return UserPrivateKeys.class;
    }

    @Override
    public Optional<UserPrivateKeys> gather(GuestTree tree, Facts others) throws ImageException {
        Optional<Users> users = others.find(Users.class);
        if (users.isEmpty()) {
            return Optional.empty();
        }
        Set<GuestPath> files = new LinkedHashSet<>();
        Set<GuestPath> walked = new HashSet<>();
        for (GuestPath home : users.get().homes()) {
            Optional<GuestPath> directory = tree.resolve(home.resolve(".ssh"));
            if (directory.isPresent() && walked.add(directory.get())) {
                tree.walk(directory.get(), (path, node) -> {
                    if (node.isFile()) {
                        files.add(path);
                    }
                    return true;
                });
            }
        }
        if (files.isEmpty()) {
            return Optional.of(new UserPrivateKeys(List.of(), Optional.empty()));
        }
        return Optional.of(search(tree, files));
    }

    private static UserPrivateKeys search(GuestTree tree, Set<GuestPath> files) throws ImageException {
        tree.willOpen(files);
        SecretScanner scanner = SecretScanner.forPrivateKeys();
        long most = tree.limits().get(Limits.SECRET_FILE_BYTES);
        List<SecretHit> keys = new ArrayList<>();
        Optional<ImageException> incomplete = Optional.empty();
        for (GuestPath file : files) {
            Optional<ByteSource> opened = tree.open(file);
            if (opened.isEmpty()) {
                continue;
            }
            try (ByteSource source = opened.get()) {
                SecretScanner.Result result = scanner.scan(source, file, most);
                keys.addAll(result.hits());
                if (incomplete.isEmpty()) {
                    incomplete = result.incomplete();
                }
                if (incomplete.isEmpty() && source.size() > most) {
                    incomplete = Optional.of(new LimitExceededException(
                            "ssh: only the first " + most + " of " + source.size() + " bytes were searched",
                            Limits.SECRET_FILE_BYTES,
                            most,
                            file.toString()));
                }
            }
        }
        return new UserPrivateKeys(keys, incomplete);
    }
}
