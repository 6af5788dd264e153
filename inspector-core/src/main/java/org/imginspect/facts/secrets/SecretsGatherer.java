package org.imginspect.facts.secrets;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.facts.files.UnownedFiles;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;

/** Searches the content of every file that packages do not vouch for, once for all checks. */
public final class SecretsGatherer implements FactGatherer<Secrets> {
    /** How many bytes are announced at a time to an engine that fetches files together. */
    private static final long BATCH_BYTES = 16L << 20;

    /** Nothing to be told: a gatherer has no state. */
    public SecretsGatherer() {}

    @Override
    public Class<Secrets> type() {
        return Secrets.class;
    }

    @Override
    public Optional<Secrets> gather(GuestTree tree, Facts others) throws ImageException {
        List<UnownedFiles.Entry> files =
                others.find(UnownedFiles.class).orElseThrow().files();
        long most = tree.limits().get(Limits.SECRET_FILE_BYTES);
        Optional<UserRules> own = others.inputs().secretsRules().map(GitleaksFile::read);
        SecretScanner scanner =
                own.isPresent() ? SecretScanner.forEverythingAnd(own.get()) : SecretScanner.forEverything();
        List<SecretHit> hits = new ArrayList<>();
        Optional<ImageException> incomplete = Optional.empty();
        int announced = 0;
        for (int i = 0; i < files.size(); i++) {
            if (i == announced) {
                announced = announce(tree, files, i, most);
            }
            UnownedFiles.Entry file = files.get(i);
            if (own.isPresent() && own.get().allowsAllOf(file.path().text())) {
                continue;
            }
            Optional<ByteSource> opened = tree.open(file.path());
            if (opened.isEmpty()) {
                continue;
            }
            try (ByteSource source = opened.get()) {
                SecretScanner.Result result = scanner.scan(source, file.path(), most);
                hits.addAll(result.hits());
                if (incomplete.isEmpty()) {
                    incomplete = result.incomplete();
                }
                if (incomplete.isEmpty() && source.size() > most) {
                    incomplete = Optional.of(new LimitExceededException(
                            "secrets: only the first " + most + " of " + source.size() + " bytes were searched",
                            Limits.SECRET_FILE_BYTES,
                            most,
                            file.path().toString()));
                }
            }
        }
        return Optional.of(new Secrets(AsPackaged.without(hits, others), incomplete));
    }

    private static int announce(GuestTree tree, List<UnownedFiles.Entry> files, int from, long most)
            throws ImageException {
        List<GuestPath> batch = new ArrayList<>();
        long bytes = 0;
        int i = from;
        while (i < files.size() && (batch.isEmpty() || bytes < BATCH_BYTES)) {
            UnownedFiles.Entry file = files.get(i++);
            // A file that is read in part only is not fetched whole.
            if (file.sizeBytes() <= most) {
                bytes += file.sizeBytes();
            }
            batch.add(file.path());
        }
        tree.willOpen(batch);
        return i;
    }
}
