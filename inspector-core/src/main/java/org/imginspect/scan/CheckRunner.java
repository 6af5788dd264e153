package org.imginspect.scan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.Params;
import org.imginspect.check.Verdict;
import org.imginspect.engine.Guest;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.facts.Facts;
import org.imginspect.facts.InvalidInputException;
import org.imginspect.io.Limits;

/** Asks checks. The only place where an {@link ImageException} becomes {@link Verdict.Undetermined}. */
final class CheckRunner {
    private final Guest guest;
    private final Facts facts;
    private final Limits limits;
    private final Consumer<String> progress;
    private final long startNanos;
    private final Map<Question, CheckResult> answered = new HashMap<>();
    private final Map<String, Long> nanos = new LinkedHashMap<>();

    /**
     * @param startNanos when the scan of this image began, by {@link System#nanoTime}
     */
    CheckRunner(Guest guest, Facts facts, Limits limits, Consumer<String> progress, long startNanos) {
        this.guest = guest;
        this.facts = facts;
        this.limits = limits;
        this.progress = progress;
        this.startNanos = startNanos;
    }

    List<CheckResult> runAll(List<Question> questions) {
        List<CheckResult> results = new ArrayList<>(questions.size());
        for (Question question : questions) {
            results.add(run(question.check(), question.params()));
        }
        return results;
    }

    /**
     * Asks one check, once for each set of parameters however often it is called.
     *
     * @throws InspectorBugException if the check or a gatherer it asked throws anything but an {@link ImageException}
     */
    CheckResult run(Check check, Params params) {
        String id = check.info().id();
        Question question = new Question(check, params);
        CheckResult known = answered.get(question);
        if (known != null) {
            return known;
        }
        progress.accept(id);
        long start = System.nanoTime();
        CheckResult result = new CheckResult(check.info(), params, ask(check, params));
        nanos.merge(id, System.nanoTime() - start, Long::sum);
        answered.put(question, result);
        return result;
    }

    /** How long each check took, gathering what it was the first to ask for included. */
    Map<String, Long> nanos() {
        return nanos;
    }

    private Verdict ask(Check check, Params params) {
        try {
            requireTime();
            Verdict verdict = check.evaluate(new CheckContext(guest.tree(), guest.storage(), facts, params));
            if (verdict instanceof Verdict.Undetermined) {
                throw new IllegalStateException(
                        "a check may not answer undetermined, but must let the exception through");
            }
            return verdict;
        } catch (ImageException e) {
            return new Verdict.Undetermined(e.problem());
        } catch (InvalidInputException e) {
            throw e; // the caller's mistake, which says nothing of the image
        } catch (RuntimeException | StackOverflowError | AssertionError e) {
            throw new InspectorBugException(check.info().id(), e);
        }
    }

    private void requireTime() throws LimitExceededException {
        long seconds = (System.nanoTime() - startNanos) / 1_000_000_000L;
        long cap = limits.get(Limits.WALL_SECONDS);
        if (seconds >= cap) {
            throw new LimitExceededException(
                    "scan has taken " + seconds + " s",
                    Limits.WALL_SECONDS,
                    cap,
                    guest.storage().entries().get(0).path());
        }
    }
}
