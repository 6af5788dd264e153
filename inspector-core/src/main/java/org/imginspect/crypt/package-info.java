/**
 * Tries candidate passwords against hashes of crypt(5), in bounded time: what a hash costs is read from its parameters before it is tried, and what was not
 * tried is said.
 *
 * <table>
 * <caption>Who computes which scheme</caption>
 * <tr><td>{@code $6$}, {@code $5$}, {@code $1$}, DES</td><td>commons-codec</td></tr>
 * <tr><td>{@code $2a$}, {@code $2b$}, {@code $2x$}, {@code $2y$}</td><td>spring-security-crypto</td></tr>
 * <tr><td>{@code $y$}, {@code $gy$}, {@code $7$}, {@code $sha1$}, {@code $md5}, {@code $3$}, {@code _}, bigcrypt</td><td>libcrypt of the host
 * (libxcrypt), loaded when such a hash is there</td></tr>
 * </table>
 */
@NullMarked
package org.imginspect.crypt;

import org.jspecify.annotations.NullMarked;
