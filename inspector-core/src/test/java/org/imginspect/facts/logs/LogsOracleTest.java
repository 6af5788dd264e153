package org.imginspect.facts.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.imginspect.error.ImageException;
import org.imginspect.facts.Facts;
import org.imginspect.facts.TestFacts;
import org.imginspect.fixtures.ToolContainer;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.io.Limits;
import org.imginspect.scan.Gatherers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What binary logs hold, beside what utmpdump(1), lastlog(8), journalctl(1), sqlite3(1) and systemd-tmpfiles(8) say of the same files. */
class LogsOracleTest {
    private static final int FILES = 300;
    private static final int UTMP = 384;
    private static final int LASTLOG = 292;

    private static <T extends org.imginspect.facts.Fact> T fact(MemoryFileTree files, Class<T> type)
            throws ImageException {
        GuestTree tree = new GuestTree(files, Limits.defaults());
        return new Facts(tree, TestFacts.storage(), Gatherers.all()).find(type).orElseThrow();
    }

    private static List<LoginLogs.File> logins(String path, byte[] content) throws ImageException {
        return fact(MemoryFileTree.builder().file(path, content, 0664, 0, 0).build(), LoginLogs.class)
                .files();
    }

    private static byte[] utmp(Random random) {
        ByteBuffer file = ByteBuffer.allocate(UTMP * random.nextInt(700)).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < file.capacity(); at += UTMP) {
            if (random.nextInt(4) == 0) {
                continue; // all zeros
            }
            file.putShort(at, (short) (1 + random.nextInt(8)));
            file.putInt(at + 4, random.nextInt(40_000));
            file.put(at + 8, "pts/0".getBytes(StandardCharsets.US_ASCII));
            file.put(at + 44, "user".getBytes(StandardCharsets.US_ASCII));
            file.putInt(at + 340, 1_600_000_000 + random.nextInt(180_000_000));
        }
        return file.array();
    }

    @Test
    void recordsOfWtmpAreThoseThatUtmpdumpPrints() throws Exception {
        ToolContainer container = ToolContainer.debian12();
        Path directory = container.directory("wtmp");
        List<byte[]> files = new ArrayList<>();
        Random random = new Random(42);
        for (int i = 0; i < FILES; i++) {
            files.add(utmp(random));
            Files.write(directory.resolve(String.valueOf(i)), files.get(i));
        }
        // [type] [pid] [id] [user] [line] [host] [address] [time]
        List<String> dump = container
                .shell(
                        "for i in $(seq 0 " + (FILES - 1)
                                + "); do echo \"file $i\"; utmpdump \"$1/$i\" 2>/dev/null; done",
                        directory.toString())
                .lines();
        long[] counts = new long[FILES];
        String[] latest = new String[FILES];
        int file = -1;
        for (String line : dump) {
            if (line.startsWith("file ")) {
                file = Integer.parseInt(line.substring(5));
            } else if (!line.startsWith("[0] [00000]")) {
                counts[file]++;
                String time = line.substring(line.lastIndexOf('[') + 1, line.lastIndexOf(']'));
                if (latest[file] == null || latest[file].compareTo(time) < 0) {
                    latest[file] = time;
                }
            }
        }
        long all = 0;
        for (int i = 0; i < FILES; i++) {
            List<LoginLogs.File> found = logins("/var/log/wtmp", files.get(i));
            assertThat(found.isEmpty() ? 0 : found.get(0).records().orElseThrow())
                    .as("file %d", i)
                    .isEqualTo(counts[i]);
            all += counts[i];
            if (counts[i] > 0) {
                assertThat(found.get(0).last().orElseThrow().toString().substring(0, 19))
                        .as("file %d", i)
                        .isEqualTo(latest[i].substring(0, 19));
            }
        }
        assertThat(all).isGreaterThan(10_000);
    }

    @Test
    void recordsOfLastlogAreTheAccountsThatLastlogLists() throws Exception {
        ToolContainer container = ToolContainer.debian12();
        Path directory = container.directory("lastlog");
        Random random = new Random(43);
        List<byte[]> files = new ArrayList<>();
        for (int i = 0; i < FILES / 3; i++) {
            StringBuilder passwd = new StringBuilder();
            ByteBuffer log = ByteBuffer.allocate(LASTLOG * 400).order(ByteOrder.LITTLE_ENDIAN);
            for (int uid = random.nextInt(20); uid < 400; uid += 1 + random.nextInt(90)) {
                passwd.append("u" + uid + ":x:" + uid + ":1::/:/bin/sh\n");
                if (random.nextBoolean()) {
                    log.putInt(uid * LASTLOG, 1_600_000_000 + random.nextInt(180_000_000));
                    log.put(uid * LASTLOG + 4, "tty1".getBytes(StandardCharsets.US_ASCII));
                }
            }
            Path root = directory.resolve(String.valueOf(i));
            Files.createDirectories(root.resolve("etc"));
            Files.createDirectories(root.resolve("var/log"));
            Files.writeString(root.resolve("etc/passwd"), passwd.toString());
            Files.write(root.resolve("var/log/lastlog"), log.array());
            files.add(log.array());
        }
        List<String> counts = container
                .shell(
                        "for i in $(seq 0 " + (FILES / 3 - 1)
                                + "); do lastlog -R \"$1/$i\" | tail -n +2 | grep -vc 'Never logged in'; done; true",
                        directory.toString())
                .lines();
        assertThat(counts).hasSize(files.size());
        for (int i = 0; i < files.size(); i++) {
            List<LoginLogs.File> found = logins("/var/log/lastlog", files.get(i));
            long count = found.isEmpty() ? 0 : found.get(0).records().orElseThrow();
            assertThat(String.valueOf(count)).as("file %d", i).isEqualTo(counts.get(i));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 400, 6000})
    void rowsOfTheDatabasesAreThoseThatSqliteCounts(int rows) throws Exception {
        ToolContainer container = ToolContainer.debian12();
        Path directory = container.directory("sqlite");
        String wtmp = "CREATE TABLE wtmp(ID INTEGER PRIMARY KEY, Type INTEGER, User TEXT NOT NULL, Login INTEGER,"
                + " Logout INTEGER, TTY TEXT, RemoteHost TEXT, Service TEXT) STRICT;";
        String lastlog = "CREATE TABLE Lastlog2(Name TEXT PRIMARY KEY, Time INTEGER, TTY TEXT, RemoteHost TEXT,"
                + " PAM_Service TEXT) STRICT;";
        String numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + rows + ") ";
        String limit = rows == 0 ? " WHERE 0" : "";
        String counts = container
                .shell("""
                        cd "$1"
                        sqlite3 wtmp.db "$2 $4 INSERT INTO wtmp SELECT i, 3, 'user' || i, i, i, 'pts/0', 'host', 'sshd' FROM n $5;"
                        sqlite3 lastlog2.db "$3 $4 INSERT INTO Lastlog2 SELECT 'user' || i, i, 'pts/0', 'host', 'sshd' FROM n $5;"
                        sqlite3 wtmp.db 'SELECT count(*) FROM wtmp'
                        sqlite3 lastlog2.db 'SELECT count(*) FROM Lastlog2'
                        chmod a+r *
                        """, directory.toString(), wtmp, lastlog, numbers, limit)
                .succeeded();
        assertThat(counts).isEqualTo(rows + "\n" + rows + "\n");
        List<LoginLogs.File> found =
                new ArrayList<>(logins("/var/lib/wtmpdb/wtmp.db", Files.readAllBytes(directory.resolve("wtmp.db"))));
        found.addAll(logins("/var/lib/lastlog/lastlog2.db", Files.readAllBytes(directory.resolve("lastlog2.db"))));
        if (rows == 0) {
            assertThat(found).isEmpty();
        } else {
            assertThat(found).extracting(file -> file.records().orElseThrow()).containsExactly((long) rows, (long)
                    rows);
        }
    }

    @Test
    void entriesOfJournalsAreThoseThatJournalctlPrints() throws Exception {
        for (ToolContainer container : new ToolContainer[] {ToolContainer.debian12(), ToolContainer.debian13()}) {
            Path directory = container.directory("journal");
            String out = container.shell("""
                            mkdir -p /run/systemd/journal /etc/systemd/journald.conf.d
                            printf '[Journal]\\nStorage=persistent\\nRateLimitBurst=0\\nForwardToSyslog=no\\n' > /etc/systemd/journald.conf.d/oracle.conf
                            saved=$(cat /etc/machine-id)
                            for round in 1 2 3; do
                              echo "4f2c1d9e8b7a46d5a1c3e5f70819200$round" > /etc/machine-id
                              mkdir -p /var/log/journal
                              touch /run/systemd/journal/flushed
                              /lib/systemd/systemd-journald 2>/dev/null &
                              journald=$!
                              for try in $(seq 50); do test -S /run/systemd/journal/stdout && break; sleep 0.1; done
                              seq $((round * 100)) | systemd-cat -t oracle
                              sleep 1
                              kill -TERM $journald; wait $journald
                              rm -f /run/systemd/journal/stdout
                            done
                            printf '%s' "$saved" > /etc/machine-id
                            rm -f /etc/systemd/journald.conf.d/oracle.conf
                            cp -r /var/log/journal/. "$1"
                            rm -rf /var/log/journal/*
                            chmod -R a+rX "$1"
                            for file in "$1"/*/*.journal; do
                              echo "$file"
                              journalctl --file "$file" -o cat -q | wc -l
                              journalctl --file "$file" --header | sed -n 's/^\\(Head\\|Tail\\) realtime timestamp: .* (\\(.*\\))$/\\2/p'
                            done
                            """, directory.toString()).succeeded();
            List<String> lines = out.lines().toList();
            assertThat(lines).hasSize(12);
            long all = 0;
            for (int i = 0; i < lines.size(); i += 4) {
                Path file = Path.of(lines.get(i));
                long entries = Long.parseLong(lines.get(i + 1).strip());
                Journals journals = fact(
                        MemoryFileTree.builder()
                                .file("/var/log/journal/x/system.journal", Files.readAllBytes(file), 0640, 0, 0)
                                .build(),
                        Journals.class);
                assertThat(journals.entries()).isEqualTo(entries);
                assertThat(journals.foreign()).isZero();
                assertThat(journals.from()).contains(micros(lines.get(i + 2)));
                assertThat(journals.to()).contains(micros(lines.get(i + 3)));
                all += entries;
            }
            assertThat(all).isGreaterThanOrEqualTo(600);
        }
    }

    private static Instant micros(String hex) {
        long micros = Long.parseLong(hex, 16);
        return Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1000);
    }

    @Test
    void directoriesOfTmpfilesAreThoseThatSystemdTmpfilesMakes() throws Exception {
        ToolContainer container = ToolContainer.debian12();
        Path directory = container.directory("tmpfiles");
        Random random = new Random(44);
        List<MemoryFileTree> trees = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            MemoryFileTree.Builder tree = MemoryFileTree.builder();
            Path root = directory.resolve(String.valueOf(i));
            Files.createDirectories(root);
            int lines = 0;
            for (String place : new String[] {"etc", "usr/lib", "usr/local/lib"}) {
                for (int file = random.nextInt(3); file > 0; file--) {
                    String name = place + "/tmpfiles.d/" + "abc".charAt(random.nextInt(3)) + ".conf";
                    Path path = root.resolve(name);
                    Files.createDirectories(path.getParent());
                    if (random.nextInt(6) == 0 && !Files.exists(path)) {
                        Files.createSymbolicLink(path, Path.of("/dev/null"));
                        tree.symlink("/" + name, "/dev/null");
                    } else if (!Files.isSymbolicLink(path)) {
                        StringBuilder content = new StringBuilder("# remark\n\n");
                        for (int line = random.nextInt(4); line >= 0; line--) {
                            content.append(line(random, lines++)).append('\n');
                        }
                        Files.writeString(path, content);
                        tree.file("/" + name, content.toString());
                    }
                }
            }
            trees.add(tree.build());
        }
        container
                .shell(
                        "for i in $(seq 0 199); do systemd-tmpfiles --create --boot --root=\"$1/$i\" >/dev/null 2>&1; done; chmod -R a+rX \"$1\"",
                        directory.toString())
                .succeeded();
        int all = 0;
        for (int i = 0; i < trees.size(); i++) {
            Set<String> made = new TreeSet<>();
            Path log = directory.resolve(i + "/var/log");
            if (Files.isDirectory(log)) {
                try (Stream<Path> walk = Files.walk(log)) {
                    walk.filter(path -> Files.isDirectory(path, java.nio.file.LinkOption.NOFOLLOW_LINKS)
                                    && !path.equals(log))
                            .forEach(path -> made.add("/var/log/" + log.relativize(path)));
                }
            }
            Set<String> ours = new TreeSet<>();
            for (GuestPath path : Tmpfiles.directories(new GuestTree(trees.get(i), Limits.defaults()))) {
                if (path.text().startsWith("/var/log/")) {
                    ours.add(path.text());
                }
            }
            assertThat(ours).as("tree %d", i).isEqualTo(made);
            all += made.size();
        }
        assertThat(all).isGreaterThan(200);
    }

    private static String line(Random random, int number) {
        String[] types = {
            "d", "D", "d!", "d+", "v", "q", "Q", "f", "f+", "F", "L", "L+", "p", "e", "z", "Z", "r", "R!", "x", "h"
        };
        String type = types[random.nextInt(types.length)];
        boolean file = "fFLpezZrRxh".indexOf(type.charAt(0)) >= 0;
        String path = "/var/log/" + (random.nextInt(3) == 0 ? "deep" + random.nextInt(3) + "/" : "")
                + (file ? "file" : "dir") + number + (random.nextInt(5) == 0 ? "%%" : "");
        if (random.nextInt(6) == 0) {
            path = "\"" + path + " blank\"";
        }
        String argument = type.startsWith("L") ? "/target" : "-";
        return type + (random.nextBoolean() ? " " : "\t  ") + path + " " + (file ? "0644" : "0755") + " - - - "
                + argument;
    }
}
