package org.imginspect.checks.cleanup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.imginspect.check.Check;
import org.imginspect.check.Outcome;
import org.imginspect.checks.TestContext;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;

/** What virt-sysprep takes for a trace of the build machine is one here too, or the list says why not. */
class VirtSysprepTest {
    private static final String PASSWD = "root:x:0:0::/root:/bin/bash\nx:x:1000:1000::/home/x:/bin/bash\n";

    @Test
    void whatVirtSysprepDeletesIsFound() throws Exception {
        List<String> missed = new ArrayList<>();
        int found = 0;
        for (String line : lines()) {
            String path = line.replaceAll("\\s+#.*", "").replace('*', 'x');
            boolean expected = !line.contains("#");
            boolean isFound = isFound(path);
            found += isFound ? 1 : 0;
            if (expected && !isFound) {
                missed.add(path);
            }
        }
        assertThat(missed).isEmpty();
        assertThat(found).isGreaterThan(90);
    }

    private static boolean isFound(String path) throws Exception {
        MemoryFileTree tree = MemoryFileTree.builder()
                .file("/etc/passwd", PASSWD)
                .directory("/tmp", 01777, 0, 0)
                .directory("/var/tmp", 01777, 0, 0)
                .directory("/var/log")
                .file(path, "*/5 * * * * /x\n")
                .build();
        for (Check check : CleanupChecks.all()) {
            if (TestContext.evaluate(check.info().id(), tree).outcome() == Outcome.FINDINGS) {
                return true;
            }
        }
        return false;
    }

    private static List<String> lines() throws Exception {
        try (InputStream list = VirtSysprepTest.class.getResourceAsStream("virt-sysprep.txt")) {
            return new String(Objects.requireNonNull(list).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }
}
