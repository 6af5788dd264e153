package org.imginspect.facts.packages;

/**
 * What the content of a file must come to.
 *
 * @param hex digits in lower case
 */
public record FileDigest(Algorithm algorithm, String hex) {
    /** How it is computed. */
    public enum Algorithm {
        MD5("MD5"),
        SHA1("SHA-1"),
        SHA256("SHA-256"),
        SHA384("SHA-384"),
        SHA512("SHA-512"),
        SHA224("SHA-224");

        private final String javaName;

        Algorithm(String javaName) {
            this.javaName = javaName;
        }

        /** As MessageDigest calls it. */
        public String javaName() {
            return javaName;
        }
    }
}
