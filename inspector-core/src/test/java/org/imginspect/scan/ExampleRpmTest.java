package org.imginspect.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.imginspect.fixtures.ToolContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What examples take for rpm's database is one to rpm. */
class ExampleRpmTest {
    @ParameterizedTest
    @CsvSource({"Packages, bdb_ro, 12", "Packages.db, ndb, 13"})
    void rpmReadsIt(String file, String backend, int release) throws Exception {
        List<String> lines = lines();
        ToolContainer rpm = release == 12 ? ToolContainer.debian12() : ToolContainer.debian13();
        Path directory = rpm.directory("rpmdb");
        Files.write(directory.resolve(file), ExampleRpm.database(file, lines, path -> "ab".repeat(32)));
        List<String> read = rpm.exec(
                        "rpm",
                        "--define",
                        "_db_backend " + backend,
                        "--dbpath",
                        directory.toString(),
                        "-qa",
                        "--qf",
                        "%{NAME} %{EVR} %{ARCH} %{VENDOR}\\n[%{FILENAMES} %{FILEFLAGS} %{FILEDIGESTS}\\n]")
                .lines();
        assertThat(read).hasSize(2 + 400 + 2);
        assertThat(read)
                .contains(
                        "big 2:1.0~rc1-3.el9 x86_64 Someone",
                        "/usr/share/big/directory-7/a-file-with-a-long-name-387 0 " + "ab".repeat(32),
                        "small 1-1 noarch Someone",
                        "/etc/small.conf 1 " + "ab".repeat(32));
        assertThat(read).anyMatch(line -> line.startsWith("/var/log/small.log 64"));
    }

    /** rpm would look for its indexes as well; SQLite says whether the database is sound, and shows the headers. */
    @Test
    void sqliteReadsIt() throws Exception {
        ToolContainer tools = ToolContainer.debian12();
        Path file = tools.directory("sqlite").resolve("rpmdb.sqlite");
        Files.write(file, ExampleRpm.database("rpmdb.sqlite", lines(), path -> "ab".repeat(32)));
        assertThat(tools.exec(
                                "sqlite3",
                                file.toString(),
                                "PRAGMA integrity_check; SELECT hnum, length(blob) > 20000, hex(substr(blob, 1, 3)) FROM Packages;")
                        .lines())
                .containsExactly("ok", "1|1|000000", "2|0|000000");
    }

    private static List<String> lines() {
        List<String> lines = new ArrayList<>(List.of("vendor: Someone", "big 2:1.0~rc1-3.el9 x86_64"));
        for (int i = 0; i < 400; i++) {
            lines.add("/usr/share/big/directory-" + i % 20 + "/a-file-with-a-long-name-" + i);
        }
        lines.addAll(List.of("small 1-1 noarch", "%config /etc/small.conf", "%ghost /var/log/small.log"));
        return lines;
    }
}
