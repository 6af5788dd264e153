/**
 * What logs in binary formats hold.
 *
 * <p>{@link org.imginspect.facts.logs.Journals}: systemd's journal (https://systemd.io/JOURNAL_FILE_FORMAT/), of whose files only the header is read.
 *
 * <p>{@link org.imginspect.facts.logs.LoginLogs}: records of fixed length that C programs write as they lie in memory, of which an all-zero one is
 * none:
 *
 * <pre>
 * wtmp, btmp, utmp   struct utmp of utmp(5): 384 bytes where old 32-bit programs have to be able to read it, 400 on aarch64 and riscv64
 *                    0x00 le16 ut_type; 0x04 le32 ut_pid; 0x08 ut_line[32]; 0x28 ut_id[4]; 0x2c ut_user[32]; 0x4c ut_host[256];
 *                    0x154 le32 seconds since 1970 (of 400 bytes: 0x158 le64)
 * lastlog            struct lastlog of lastlog(8): 292 bytes, one for each uid: 0x00 le32 seconds, ll_line[32], ll_host[256]
 * faillog            struct faillog of faillog(5): 32 bytes, one for each uid
 * tallylog           struct tallylog of pam_tally2(8): 64 bytes, one for each uid
 * pacct              struct acct_v3 of acct(5): 64 bytes
 * </pre>
 *
 * <p>and the SQLite databases of wtmpdb(8) (table {@code wtmp}) and lastlog2(8) (table {@code Lastlog2}), which replace them where 32 bits
 * of seconds are too few.
 */
@NullMarked
package org.imginspect.facts.logs;

import org.jspecify.annotations.NullMarked;
