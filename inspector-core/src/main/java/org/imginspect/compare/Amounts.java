package org.imginspect.compare;

import org.imginspect.report.Sizes;

/** Numbers in words that two images cannot share unless the numbers are equal. */
final class Amounts {
    private Amounts() {}

    /** {@code 2 GiB (2147483648 bytes)}; {@code 17 B} where that says it all. */
    static String bytes(long count) {
        return count < 1024 ? count + " B" : Sizes.text(count) + " (" + count + " bytes)";
    }

    /** {@code 0644}. */
    static String mode(int permissions) {
        String digits = Integer.toOctalString(permissions);
        return "0".repeat(Math.max(0, 4 - digits.length())) + digits;
    }

    /** {@code 1 file}, {@code 2 files}. */
    static String count(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
