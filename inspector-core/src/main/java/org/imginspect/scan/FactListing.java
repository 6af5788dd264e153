package org.imginspect.scan;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.imginspect.error.ImageException;
import org.imginspect.facts.Fact;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.jspecify.annotations.Nullable;

/** Facts as indented lines for people who want to know what the checks know. The lines hold guest text and must be escaped. */
public final class FactListing {
    private static final String FACTS = "org.imginspect.facts.";

    private final Facts facts;
    private final List<FactGatherer<?>> gatherers;

    FactListing(Facts facts, List<FactGatherer<?>> gatherers) {
        this.facts = facts;
        this.gatherers = gatherers;
    }

    /** The areas there are facts of, in the order in which they are listed. */
    public List<String> areas() {
        List<String> areas = new ArrayList<>();
        for (FactGatherer<?> gatherer : gatherers) {
            String area = area(gatherer.type());
            if (!areas.contains(area)) {
                areas.add(area);
            }
        }
        return areas;
    }

    /**
     * Lists the facts of one area, without those that most of the disk must be read for.
     *
     * @return whether all of them could be gathered; a line says why one could not
     */
    public boolean write(String area, Consumer<String> line) {
        boolean complete = true;
        for (FactGatherer<?> gatherer : gatherers) {
            if (area(gatherer.type()).equals(area) && !gatherer.isDeep()) {
                complete &= write(gatherer.type(), line);
            }
        }
        return complete;
    }

    private boolean write(Class<? extends Fact> type, Consumer<String> line) {
        String name = type.getSimpleName();
        try {
            Optional<? extends Fact> fact = facts.find(type);
            if (fact.isEmpty()) {
                line.accept(name + ": none");
            } else {
                value(name, fact.get(), "", line);
            }
            return true;
        } catch (ImageException e) {
            line.accept(name + ": unknown: " + e.getMessage());
            return false;
        }
    }

    private static String area(Class<?> fact) {
        String name = fact.getPackageName();
        return name.startsWith(FACTS) ? name.substring(FACTS.length()) : "other";
    }

    private static void value(String name, @Nullable Object value, String indent, Consumer<String> line) {
        if (value instanceof Optional<?> optional) {
            value(name, optional.orElse(null), indent, line);
        } else if (value == null) {
            line.accept(indent + name + ": -");
        } else if (value instanceof Collection<?> collection) {
            line.accept(indent + name + ": " + collection.size());
            for (Object item : collection) {
                value("-", item, indent + "  ", line);
            }
        } else if (value instanceof Map<?, ?> map) {
            line.accept(indent + name + ": " + map.size());
            map.forEach((key, item) -> value(String.valueOf(key), item, indent + "  ", line));
        } else if (value instanceof Record fields) {
            components(name, fields, indent, line);
        } else if (isPlain(value)) {
            line.accept(indent + name + ": " + value);
        } else {
            line.accept(indent + name + ": (" + value.getClass().getSimpleName() + ")");
        }
    }

    private static void components(String name, Record fields, String indent, Consumer<String> line) {
        line.accept(indent + name + ":");
        for (RecordComponent component : fields.getClass().getRecordComponents()) {
            try {
                component.getAccessor().setAccessible(true);
                value(component.getName(), component.getAccessor().invoke(fields), indent + "  ", line);
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Whether its toString is meant for people; byte arrays and sets of hashes are not. */
    private static boolean isPlain(Object value) {
        return value instanceof CharSequence
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof Character
                || value instanceof Enum<?>
                || value instanceof GuestPath
                || value instanceof GuestName
                || value instanceof java.time.temporal.Temporal
                || value instanceof java.util.OptionalInt
                || value instanceof java.util.OptionalLong;
    }
}
