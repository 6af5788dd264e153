package org.imginspect.filesystem.xfs;

import static org.assertj.core.api.Assertions.assertThat;

import org.imginspect.filesystem.OpenedFileSystem;
import org.imginspect.filesystem.TreeListing;
import org.imginspect.fixtures.Fixtures;
import org.imginspect.guest.Consistency;
import org.imginspect.io.ByteSource;
import org.imginspect.io.FileSource;
import org.imginspect.io.Limits;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Other versions and block sizes, trees of several levels, values and targets in blocks of their own: entry for entry as the kernel lists them. */
class XfsListingTest {
    @ParameterizedTest
    @ValueSource(strings = {"rhel73", "rhel8", "block-1k", "block-512", "deep", "deep-old", "parent"})
    void everythingIsAsListed(String image) throws Exception {
        TreeListing listing = TreeListing.of("xfs/" + image);
        try (ByteSource volume = FileSource.open(Fixtures.image("xfs/" + image))) {
            OpenedFileSystem opened = new XfsFormat().open(volume, Limits.defaults());
            assertThat(opened.identity()).isEqualTo(listing.identity());
            assertThat(opened.consistency()).isEqualTo(Consistency.CLEAN);
            assertThat(TreeListing.entriesOf(opened.tree())).isEqualTo(listing.entries());
        }
    }
}
