package org.imginspect.facts.boot;

import java.util.List;
import java.util.Optional;
import org.imginspect.guest.GuestPath;

/**
 * A GRUB script, taken apart.
 *
 * @param file where it was read from
 */
record GrubScript(GuestPath file, List<Statement> statements) {
    GrubScript {
        statements = List.copyOf(statements);
    }

    /** A statement; {@code line} is where it begins, from 1. */
    sealed interface Statement {
        int line();
    }

    /**
     * A command with its words.
     *
     * @param block what {@code menuentry} and {@code submenu} carry in braces; empty for others
     */
    record Command(List<Word> words, Optional<GrubScript> block, int line) implements Statement {}

    /** {@code if … elif … else … fi}. */
    record If(List<Branch> branches, List<Statement> otherwise, int line) implements Statement {}

    /** A condition, whose last command's status decides, and what it guards. */
    record Branch(List<Statement> condition, List<Statement> body) {}

    /** {@code while} or {@code until}. */
    record While(boolean until, List<Statement> condition, List<Statement> body, int line) implements Statement {}

    /** {@code for x in …; do … done}. */
    record For(String variable, List<Word> words, List<Statement> body, int line) implements Statement {}

    /** {@code function name { … }}. */
    record Function(String name, GrubScript body, int line) implements Statement {}

    /** One word before variables are put in. */
    record Word(List<Piece> pieces) {
        Word {
            pieces = List.copyOf(pieces);
        }

        /** The word's text if it is plain: neither quoted nor with a variable; otherwise empty text. */
        String plain() {
            if (pieces.size() != 1) {
                return "";
            }
            Piece piece = pieces.get(0);
            return piece.variable || piece.quoted ? "" : piece.text;
        }
    }

    /**
     * A part of a word.
     *
     * @param text literal text, or a variable's name
     * @param quoted whether it stands in quotes, so that a variable's value is not split at blanks
     */
    record Piece(String text, boolean variable, boolean quoted) {}
}
