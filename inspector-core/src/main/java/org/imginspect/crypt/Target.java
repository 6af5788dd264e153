package org.imginspect.crypt;

/** A hash that candidates are tried against. Prints itself without it. */
public final class Target {
    private final String account;
    private final String hash;

    /**
     * @param account whose it is: its name is the first candidate
     * @param hash as shadow has it, without what locks it
     */
    public Target(String account, String hash) {
        this.account = account;
        this.hash = hash;
    }

    String account() {
        return account;
    }

    String hash() {
        return hash;
    }

    @Override
    public String toString() {
        return "hash of " + account;
    }
}
