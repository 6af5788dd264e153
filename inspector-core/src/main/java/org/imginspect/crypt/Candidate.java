package org.imginspect.crypt;

/** A password to try. Prints itself without it. */
final class Candidate {
    private final String password;
    private final Guess.Kind kind;

    Candidate(String password, Guess.Kind kind) {
        this.password = password;
        this.kind = kind;
    }

    String password() {
        return password;
    }

    Guess.Kind kind() {
        return kind;
    }

    @Override
    public String toString() {
        return "candidate " + kind;
    }
}
