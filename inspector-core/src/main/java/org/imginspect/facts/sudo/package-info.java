/**
 * Who may become root: sudoers(5) as sudo reads it, doas.conf(5), polkit's rules. The grammar is that of sudo 1.9.13, which takes all that older
 * versions take.
 */
@NullMarked
package org.imginspect.facts.sudo;

import org.jspecify.annotations.NullMarked;
