package org.imginspect.scan;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.check.CheckContext;
import org.imginspect.check.Params;
import org.imginspect.check.Verdict;
import org.imginspect.checks.Catalogue;
import org.imginspect.engine.StorageMap;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.facts.Facts;
import org.imginspect.guest.FileTree;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;

/** Asks checks about guests in the notation of the pages' examples. */
public final class CloudGuests {
    private CloudGuests() {}

    /**
     * @param family whose base tree the guest is laid over; empty for none
     * @param text as in a page's example, see {@link Example}
     */
    public static Verdict ask(String id, String family, String text) throws ImageException {
        return Catalogue.find(id).orElseThrow().evaluate(parse(family, text).context());
    }

    /** As {@link #ask}, where what lies at the path, or below it, cannot be read. */
    public static Verdict askDamaged(String id, String family, String text, String path) throws ImageException {
        Example example = parse(family, text);
        GuestTree tree = new GuestTree(new Damaged(example.tree(), GuestPath.of(path)), Limits.defaults());
        StorageMap map = ExampleStorage.of(example.storage());
        Facts facts = new Facts(tree, map, ExampleStorage.space(example.storage()), example.inputs(), Gatherers.all());
        return Catalogue.find(id)
                .orElseThrow()
                .evaluate(new CheckContext(tree, map, facts, new Params(example.params())));
    }

    private static Example parse(String family, String text) {
        return Example.parse(text.lines().toList(), family);
    }

    private record Damaged(FileTree tree, GuestPath path) implements FileTree {
        @Override
        public Optional<Node> stat(GuestPath asked) throws ImageException {
            if (asked.toString().startsWith(path + "/")) {
                throw bad();
            }
            return tree.stat(asked);
        }

        @Override
        public List<GuestName> list(GuestPath directory) throws ImageException {
            check(directory);
            return tree.list(directory);
        }

        @Override
        public GuestName readLink(GuestPath symlink) throws ImageException {
            check(symlink);
            return tree.readLink(symlink);
        }

        @Override
        public ByteSource open(GuestPath file) throws ImageException {
            check(file);
            return tree.open(file);
        }

        @Override
        public Map<String, byte[]> xattrs(GuestPath asked) throws ImageException {
            return tree.xattrs(asked);
        }

        @Override
        public void close() throws ImageException {
            tree.close();
        }

        private void check(GuestPath asked) throws ImageException {
            if (asked.equals(path)) {
                throw bad();
            }
        }

        private DamagedImageException bad() {
            return new DamagedImageException("ext4: bad", path.toString());
        }
    }
}
