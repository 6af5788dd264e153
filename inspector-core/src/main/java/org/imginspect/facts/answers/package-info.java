/** Passwords in what told an installer or cloud-init how to make the machine: answer files and cached user data. */
@NullMarked
package org.imginspect.facts.answers;

import org.jspecify.annotations.NullMarked;
