package org.imginspect.junit;

import java.util.Optional;
import org.assertj.core.api.AbstractAssert;
import org.imginspect.engine.Guest;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Kind;
import org.imginspect.guest.Node;

/**
 * Assertions about the files of a guest. Links are followed inside the guest. What cannot be read fails every assertion, also those that
 * something is absent.
 *
 * @param <S> the assertion's own type
 */
public abstract class GuestAssert<S extends GuestAssert<S>> extends AbstractAssert<S, Guest> {
    /** About nothing but the files. */
    static final class OfGuest extends GuestAssert<OfGuest> {
        OfGuest(Guest guest) {
            super(guest, OfGuest.class);
        }
    }

    GuestAssert(Guest guest, Class<?> self) {
        super(guest, self);
    }

    /** There is a regular file. */
    public S hasFile(String path) {
        return requireKind(path, Kind.FILE, "a file");
    }

    /** There is a directory. */
    public S hasDirectory(String path) {
        return requireKind(path, Kind.DIRECTORY, "a directory");
    }

    /** There is nothing, or a link that leads nowhere. */
    public S hasNoFile(String path) {
        Optional<Node> found = read(() -> tree().stat(GuestPath.of(path)));
        if (found.isPresent()) {
            failWithMessage("expected no %s in the guest, but there is %s", path, described(found.get()));
        }
        return myself;
    }

    /** There is a symbolic link with this very target. */
    public S hasLink(String path, String target) {
        Optional<String> found = read(() -> tree().readLink(GuestPath.of(path))).map(Object::toString);
        if (!found.equals(Optional.of(target))) {
            failWithMessage(
                    "expected a link %s to %s, but %s",
                    path, target, found.map(other -> "it leads to " + other).orElse("there is no link"));
        }
        return myself;
    }

    /** A file's or directory's permission bits, in octal: {@code 0600}. */
    public S hasPermissions(String path, String octal) {
        Node node = require(path);
        int wanted = Integer.parseInt(octal, 8);
        if (node.permissions() != wanted) {
            failWithMessage("expected permissions %04o of %s, but they are %04o", wanted, path, node.permissions());
        }
        return myself;
    }

    /** A file's or directory's numeric owner and group. */
    public S isOwnedBy(String path, long uid, long gid) {
        Node node = require(path);
        if (node.uid() != uid || node.gid() != gid) {
            failWithMessage(
                    "expected %s to be of uid %d and gid %d, but it is of %d and %d",
                    path, uid, gid, node.uid(), node.gid());
        }
        return myself;
    }

    /** A file exists and holds nothing. */
    public S hasEmptyFile(String path) {
        Node node = require(path);
        if (node.sizeBytes() != 0) {
            failWithMessage("expected %s to be empty, but it has %d bytes", path, node.sizeBytes());
        }
        return myself;
    }

    /** A text file has this line, without its end. */
    public S hasLine(String path, String line) {
        boolean found = read(() -> tree().lines(GuestPath.of(path)))
                .map(lines -> lines.contains(line))
                .orElse(false);
        if (!found) {
            require(path);
            failWithMessage("expected the line '%s' in %s, but it has no such line", line, path);
        }
        return myself;
    }

    /** A text file has no such line; the file may be absent. */
    public S hasNoLine(String path, String line) {
        boolean found = read(() -> tree().lines(GuestPath.of(path)))
                .map(lines -> lines.contains(line))
                .orElse(false);
        if (found) {
            failWithMessage("expected no line '%s' in %s, but it has it", line, path);
        }
        return myself;
    }

    private S requireKind(String path, Kind kind, String wanted) {
        Node node = require(path);
        if (node.kind() != kind) {
            failWithMessage("expected %s to be %s, but it is %s", path, wanted, described(node));
        }
        return myself;
    }

    private Node require(String path) {
        Optional<Node> found = read(() -> tree().stat(GuestPath.of(path)));
        if (found.isEmpty()) {
            failWithMessage("expected %s in the guest, but there is no such file", path);
        }
        return found.orElseThrow();
    }

    private static String described(Node node) {
        return "a " + node.kind().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }

    private GuestTree tree() {
        isNotNull();
        return actual.tree();
    }

    /** A question to the image, whose answer may be that it cannot be read. */
    interface Question<T> {
        T ask() throws ImageException;
    }

    <T> T read(Question<T> question) {
        try {
            return question.ask();
        } catch (ImageException e) {
            throw new AssertionError("could not be read: " + e.problem().message(), e);
        }
    }
}
