/** Accounts, their homes and their password fields: passwd(5), shadow(5), gshadow(5), and ALT Linux's tcb(5). */
@NullMarked
package org.imginspect.facts.users;

import org.jspecify.annotations.NullMarked;
