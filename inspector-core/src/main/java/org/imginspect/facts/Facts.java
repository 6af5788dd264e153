package org.imginspect.facts;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imginspect.engine.DiskSpace;
import org.imginspect.engine.StorageMap;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestTree;

/** The facts of one guest, each gathered when it is first asked for and then kept: what was found, or why it is unknown. */
public final class Facts {
    private sealed interface Answer {
        record Known(Optional<? extends Fact> fact) implements Answer {}

        record Unknown(ImageException why) implements Answer {}
    }

    private final GuestTree tree;
    private final StorageMap storage;
    private final DiskSpace space;
    private final Inputs inputs;
    private final Map<Class<? extends Fact>, FactGatherer<?>> gatherers = new HashMap<>();
    private final Map<Class<? extends Fact>, Answer> answers = new HashMap<>();
    private final Set<Class<? extends Fact>> underway = new HashSet<>();

    /** Of a guest whose disk nothing more is known of than the map. */
    public Facts(GuestTree tree, StorageMap storage, List<FactGatherer<?>> gatherers) {
        this(tree, storage, DiskSpace.unknown(storage.entries().get(0).path()), gatherers);
    }

    /** With nothing given beside the image. */
    public Facts(GuestTree tree, StorageMap storage, DiskSpace space, List<FactGatherer<?>> gatherers) {
        this(tree, storage, space, Inputs.defaults(), gatherers);
    }

    public Facts(GuestTree tree, StorageMap storage, DiskSpace space, Inputs inputs, List<FactGatherer<?>> gatherers) {
        this.tree = tree;
        this.storage = storage;
        this.space = space;
        this.inputs = inputs;
        for (FactGatherer<?> gatherer : gatherers) {
            if (this.gatherers.put(gatherer.type(), gatherer) != null) {
                throw new IllegalArgumentException(
                        "two gatherers for " + gatherer.type().getSimpleName());
            }
        }
    }

    /** The map of the disk the guest lies on. */
    public StorageMap storage() {
        return storage;
    }

    /** What lies below the guest's files, read when it is asked for. */
    public DiskSpace space() {
        return space;
    }

    /** What the caller gave beside the image. */
    public Inputs inputs() {
        return inputs;
    }

    /**
     * A fact.
     *
     * @return empty if it is proved that the guest has nothing of the kind
     * @throws ImageException if it cannot be told; the same one at every call
     */
    public <T extends Fact> Optional<T> find(Class<T> type) throws ImageException {
        Answer answer = answers.get(type);
        if (answer == null) {
            answer = gather(type);
            answers.put(type, answer);
        }
        if (answer instanceof Answer.Unknown unknown) {
            throw unknown.why();
        }
        return ((Answer.Known) answer).fact().map(type::cast);
    }

    private Answer gather(Class<? extends Fact> type) {
        FactGatherer<?> gatherer = gatherers.get(type);
        if (gatherer == null) {
            throw new IllegalArgumentException("nothing gathers " + type.getSimpleName());
        }
        if (!underway.add(type)) {
            throw new IllegalStateException(type.getSimpleName() + " needs itself");
        }
        try {
            return new Answer.Known(gatherer.gather(tree, this));
        } catch (ImageException e) {
            return new Answer.Unknown(e);
        } finally {
            underway.remove(type);
        }
    }
}
