/**
 * Writes scripts that would mend what a scan found. Nothing here is ever run by this program, and no image is touched.
 *
 * <p>The mending recipe of a check is a resource beside its class and its page, {@code <Class>.fix.sh} (see {@link org.imginspect.remedy.Recipe}); what no
 * script can mend is listed in {@code by-hand.txt} with the reason. {@code prelude.sh} holds the shell functions that recipes are made of.
 */
@NullMarked
package org.imginspect.remedy;

import org.jspecify.annotations.NullMarked;
