/**
 * Keys and credentials in files, found in one pass: an automaton over bytes looks for some dozens of keywords at once, and only where
 * one stands does a rule look closer. No value ever leaves this package; a hit carries what is needed to find it again.
 */
@NullMarked
package org.imginspect.facts.secrets;

import org.jspecify.annotations.NullMarked;
