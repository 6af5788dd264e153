/**
 * Tables of SQLite databases, read without SQL (https://www.sqlite.org/fileformat2.html): rpm's database of packages and the login records of
 * newer distributions are such files. Tables without row ids, and text that is not UTF-8, are refused by name.
 */
@NullMarked
package org.imginspect.facts.sqlite;

import org.jspecify.annotations.NullMarked;
