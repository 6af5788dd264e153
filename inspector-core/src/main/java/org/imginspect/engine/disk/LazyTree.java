package org.imginspect.engine.disk;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.filesystem.Subvolume;
import org.imginspect.guest.FileTree;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.Node;
import org.imginspect.io.ByteSource;
import org.jspecify.annotations.Nullable;

/** The files of a subvolume, opened when they are first asked for: a file system may have hundreds that nobody looks into. */
final class LazyTree implements FileTree {
    private final Subvolume.Opener opener;
    private @Nullable FileTree tree;

    LazyTree(Subvolume.Opener opener) {
        this.opener = opener;
    }

    private FileTree tree() throws ImageException {
        FileTree opened = tree;
        if (opened == null) {
            opened = opener.open();
            tree = opened;
        }
        return opened;
    }

    @Override
    public Optional<Node> stat(GuestPath path) throws ImageException {
        return tree().stat(path);
    }

    @Override
    public List<GuestName> list(GuestPath directory) throws ImageException {
        return tree().list(directory);
    }

    @Override
    public GuestName readLink(GuestPath symlink) throws ImageException {
        return tree().readLink(symlink);
    }

    @Override
    public ByteSource open(GuestPath file) throws ImageException {
        return tree().open(file);
    }

    @Override
    public Map<String, byte[]> xattrs(GuestPath path) throws ImageException {
        return tree().xattrs(path);
    }

    @Override
    public boolean hasNothingBelow(GuestPath listed) {
        return tree != null && tree.hasNothingBelow(listed);
    }

    @Override
    public void willOpen(Collection<GuestPath> files) throws ImageException {
        tree().willOpen(files);
    }

    @Override
    public void close() throws ImageException {
        if (tree != null) {
            tree.close();
        }
    }
}
