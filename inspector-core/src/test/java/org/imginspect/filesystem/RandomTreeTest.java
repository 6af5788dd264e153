package org.imginspect.filesystem;

import org.imginspect.filesystem.ext4.Ext4Format;
import org.junit.jupiter.api.Nested;

/** The contract over the formats that the kernel of the machine mounts. */
final class RandomTreeTest {

    @Nested
    final class Ext extends RandomTreeContract {
        @Override
        protected FileSystemFormat format() {
            return new Ext4Format();
        }

        @Override
        protected String kind() {
            return "ext4";
        }

        @Override
        protected String[] makers() {
            return new String[] {"mke2fs"};
        }

        /** All that a journal can hold is replayed but what fast commits added. */
        @Override
        protected boolean mustBeReplayed(RandomTrees.Made made) {
            return !made.how().contains("fast_commit");
        }
    }
}
