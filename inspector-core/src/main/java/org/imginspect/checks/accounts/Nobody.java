package org.imginspect.checks.accounts;

import org.imginspect.facts.users.Users;

/** The account that stands for no account, whose number is among people's or beyond them. */
final class Nobody {
    private static final long OVERFLOW_16 = 65534;
    private static final long OVERFLOW_32 = 4294967294L;

    private Nobody() {}

    static boolean is(Users.Account account) {
        return (account.uid() == OVERFLOW_16 || account.uid() == OVERFLOW_32)
                && (account.name().equals("nobody") || account.name().equals("nfsnobody"));
    }
}
