package org.imginspect.engine.disk;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.guest.FileTree;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.Node;
import org.imginspect.io.ByteSource;

/** Stands for a tree that could not be made: every look-up throws the failure itself, so that its kind is kept. */
final class FailedFileTree implements FileTree {
    private final ImageException failure;

    FailedFileTree(ImageException failure) {
        this.failure = failure;
    }

    @Override
    public Optional<Node> stat(GuestPath path) throws ImageException {
        throw failure;
    }

    @Override
    public List<GuestName> list(GuestPath directory) throws ImageException {
        throw failure;
    }

    @Override
    public GuestName readLink(GuestPath symlink) throws ImageException {
        throw failure;
    }

    @Override
    public ByteSource open(GuestPath file) throws ImageException {
        throw failure;
    }

    @Override
    public Map<String, byte[]> xattrs(GuestPath path) throws ImageException {
        throw failure;
    }

    @Override
    public void close() {
        // Nothing was opened.
    }
}
