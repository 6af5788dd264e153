package org.imginspect.engine.disk;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.filesystem.FileSystemFormat;
import org.imginspect.filesystem.FileSystemIdentity;
import org.imginspect.filesystem.recognised.Recogniser;
import org.imginspect.filesystem.recognised.Recognition;
import org.imginspect.filesystem.recognised.Recognition.Content;
import org.imginspect.io.ByteSource;

/** Asks every format whether a volume is its own, in the order in which signatures are to be believed. */
final class ContentProbe {
    /**
     * What a volume holds.
     *
     * @param reader our own reader for it, if there is one
     */
    record Answer(Recognition recognition, Optional<FileSystemFormat> reader) {}

    private ContentProbe() {}

    static Answer probe(ByteSource volume) throws ImageException {
        List<Answer> answers = new ArrayList<>();
        List<Recognition> signatures = Recogniser.signatures(volume);
        for (Recognition signature : signatures) {
            if (!isFileSystem(signature)) {
                answers.add(new Answer(signature, Optional.empty()));
            }
        }
        for (FileSystemFormat format : Formats.FILE_SYSTEMS) {
            if (format.recognises(volume)) {
                FileSystemIdentity identity = format.identify(volume);
                Recognition recognition = new Recognition(Content.FILE_SYSTEM, identity, Optional.empty());
                answers.add(new Answer(recognition, Optional.of(format)));
            }
        }
        for (Recognition signature : signatures) {
            if (isFileSystem(signature) && !isAmong(answers, signature)) {
                answers.add(new Answer(signature, Optional.empty()));
            }
        }
        if (answers.isEmpty()) {
            return new Answer(Recogniser.unrecognised(volume), Optional.empty());
        }
        Answer best = answers.get(0);
        // In a member of a mirror, and beside 0.90 metadata at the end, the file system's own signature is no surprise.
        if (answers.size() == 1 || !isFileSystem(best.recognition)) {
            return best;
        }
        List<String> others = new ArrayList<>();
        for (Answer other : answers.subList(1, answers.size())) {
            others.add(other.recognition.identity().format());
        }
        Recognition ambiguous = new Recognition(
                best.recognition.content(),
                best.recognition.identity(),
                Optional.of(best.recognition.identity().format() + ": the volume carries the signature of "
                        + String.join(", ", others) + " too"));
        return new Answer(ambiguous, best.reader);
    }

    /** Whether a reader of ours answered for that format already: its signature is the same one. */
    private static boolean isAmong(List<Answer> answers, Recognition signature) {
        for (Answer answer : answers) {
            if (answer.recognition
                    .identity()
                    .format()
                    .equals(signature.identity().format())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isFileSystem(Recognition recognition) {
        return recognition.content() == Content.FILE_SYSTEM;
    }
}
