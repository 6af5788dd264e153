package org.imginspect.crypt;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Tries default passwords against hashes. All accounts' likeliest candidates come before anyone's second, so that one costly hash does not keep the others
 * from being tried. The work is bounded by what the hashes' parameters say it takes, which is the same on every machine, and by the clock.
 */
public final class Guessing {
    /** No single try may take longer. */
    private static final long DEAREST_MICROSECONDS = 1_000_000;

    private static final long MOST_BYTES = 64L << 20;
    private static final int MOST_TARGETS = 1000;

    private final long budgetMicroseconds;
    private final long mostNanoseconds;
    private final Supplier<Optional<? extends CryptFunction>> host;

    /**
     * @param budget how much work may be done, as measured by the hashes' parameters; the clock stops it after three times that
     */
    public Guessing(Duration budget) {
        this(budget, NativeCrypt::load);
    }

    /** With another libcrypt than the host's; empty if there is none. */
    Guessing(Duration budget, Supplier<Optional<? extends CryptFunction>> host) {
        this.host = host;
        this.budgetMicroseconds = budget.toNanos() / 1000;
        this.mostNanoseconds = budget.toNanos() * 3;
    }

    /** One hash under way. */
    private static final class Trial {
        private final Target target;
        private final HashScheme scheme;
        private final List<Candidate> candidates;
        private final long costMicroseconds;
        private int tried;
        private Optional<Guess.Kind> match = Optional.empty();
        private Optional<String> obstacle = Optional.empty();

        private Trial(Target target, Candidates all) {
            this.target = target;
            this.scheme = HashScheme.of(target.hash());
            this.candidates = all.of(target.account());
            Optional<HashCost> cost = HashCost.of(scheme, target.hash());
            this.costMicroseconds = cost.isEmpty() ? 0 : cost.get().microseconds();
            if (cost.isEmpty()) {
                obstacle = Optional.of(
                        scheme == HashScheme.UNKNOWN
                                ? "its scheme is not known here"
                                : "its parameters are not understood");
            } else if (cost.get().microseconds() > DEAREST_MICROSECONDS) {
                obstacle = Optional.of("its parameters make each try take too long");
            } else if (cost.get().bytes() > MOST_BYTES) {
                obstacle = Optional.of("its parameters make each try take too much memory");
            }
        }

        private boolean isOver() {
            return match.isPresent() || obstacle.isPresent() || tried == candidates.size();
        }

        private Guess guess() {
            return new Guess(match, tried, candidates.size(), obstacle);
        }
    }

    /** What came of each target, in their order. */
    public List<Guess> tryAll(List<Target> targets) {
        if (targets.isEmpty()) {
            return List.of();
        }
        Candidates all = new Candidates();
        List<Trial> trials = new ArrayList<>();
        for (Target target : targets.subList(0, Math.min(targets.size(), MOST_TARGETS))) {
            trials.add(new Trial(target, all));
        }
        rounds(trials);
        List<Guess> guesses = new ArrayList<>();
        for (Trial trial : trials) {
            guesses.add(trial.guess());
        }
        Guess beyond =
                new Guess(Optional.empty(), 0, 0, Optional.of("there are more than " + MOST_TARGETS + " hashes"));
        while (guesses.size() < targets.size()) {
            guesses.add(beyond);
        }
        return guesses;
    }

    private void rounds(List<Trial> trials) {
        long until = System.nanoTime() + mostNanoseconds;
        long left = budgetMicroseconds;
        boolean open = true;
        while (open) {
            open = false;
            for (Trial trial : trials) {
                if (trial.isOver()) {
                    continue;
                }
                if (left < trial.costMicroseconds || System.nanoTime() - until > 0) {
                    trial.obstacle = Optional.of("the time for guessing was used up");
                    continue;
                }
                left -= trial.costMicroseconds;
                once(trial);
                open |= !trial.isOver();
            }
        }
    }

    private void once(Trial trial) {
        Candidate candidate = trial.candidates.get(trial.tried);
        Optional<String> hash = trial.scheme.inJava()
                ? new JavaCrypt().hash(candidate.password(), trial.target.hash())
                : Optional.empty();
        if (hash.isEmpty()) {
            Optional<? extends CryptFunction> library = host.get();
            if (library.isEmpty()) {
                trial.obstacle =
                        Optional.of("its scheme needs libxcrypt's libcrypt.so.1, which this machine does not have");
                return;
            }
            hash = library.get().hash(candidate.password(), trial.target.hash());
        }
        if (hash.isEmpty()) {
            trial.obstacle = Optional.of("libcrypt does not take its scheme, parameters or salt");
            return;
        }
        trial.tried++;
        if (hash.get().equals(trial.target.hash())) {
            trial.match = Optional.of(candidate.kind());
        }
    }
}
