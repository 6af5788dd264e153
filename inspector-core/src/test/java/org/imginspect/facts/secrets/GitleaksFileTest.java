package org.imginspect.facts.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.imginspect.facts.InvalidInputException;
import org.imginspect.guest.GuestPath;
import org.imginspect.io.ArraySource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules in gitleaks' format; what they mean is written in its README under "Configuration". */
class GitleaksFileTest {
    private static final String RULE = """
            title = "ours"
            [extend]
            useDefault = true
            [[rules]]
            id = "acme-token"
            description = "ACME token"
            regex = '''acme_([a-z0-9]{12})'''
            keywords = ["ACME_"]
            """;
    private static final String VALUE = "acme_k3vb8nq5wz2x";

    @TempDir
    private Path directory;

    private Path rules(String toml) throws IOException {
        return Files.writeString(directory.resolve("rules.toml"), toml);
    }

    private List<String> found(String toml, String path, String text) throws IOException {
        return SecretScanner.forEverythingAnd(GitleaksFile.read(rules(toml)))
                .scan(
                        new ArraySource(text.getBytes(StandardCharsets.ISO_8859_1), "t"),
                        GuestPath.of(path),
                        Long.MAX_VALUE)
                .hits()
                .stream()
                .map(hit -> hit.line().orElse(0) + " " + hit.kind() + " (" + hit.hint() + ")")
                .toList();
    }

    @Test
    void aRuleFindsItsExpressionWhereAKeywordStandsInAnyCase() throws Exception {
        assertThat(found(RULE, "/srv/x", "a\nb " + VALUE + "\n"))
                .containsExactly("2 rule acme-token: ACME token (12 characters)");
        assertThat(found(RULE, "/srv/x", "nothing")).isEmpty();
        assertThat(found(RULE.replace("ACME_", "elsewhere"), "/srv/x", VALUE)).isEmpty();
        assertThat(found(RULE.replace("keywords = [\"ACME_\"]", ""), "/srv/x", VALUE))
                .hasSize(1);
    }

    @Test
    void theBuiltInRulesRunBesideIt() throws Exception {
        assertThat(found(RULE, "/srv/x", "ghp_k3Vb8Nq5Wz2Xc7Lm4Rt9Hy6Jd1Fg0Ps3Ua8Ei\n" + VALUE))
                .extracting(text -> text.substring(0, 9))
                .containsExactly("1 token (", "2 rule ac");
    }

    @Test
    void entropyPathAndGroupAreHeeded() throws Exception {
        assertThat(found(RULE + "entropy = 3.0\n", "/srv/x", "acme_aaaaaaaaaaaa " + VALUE))
                .hasSize(1);
        assertThat(found(RULE + "path = '''\\.conf$'''\n", "/srv/x", VALUE)).isEmpty();
        assertThat(found(RULE + "path = '''\\.conf$'''\n", "/srv/x.conf", VALUE))
                .hasSize(1);
        String groups = RULE.replace("acme_([a-z0-9]{12})", "(acme)_([a-z0-9]{12})") + "secretGroup = 2\n";
        assertThat(found(groups, "/srv/x", VALUE)).containsExactly("1 rule acme-token: ACME token (12 characters)");
    }

    @Test
    void aRuleMayFlagAPathAlone() throws Exception {
        String toml = "[[rules]]\nid = \"vault\"\npath = '''\\.kdbx$'''\n";
        assertThat(found(toml, "/srv/my.kdbx", "some bytes")).containsExactly("1 rule vault (by its path)");
        assertThat(found(toml, "/srv/my.txt", "some bytes")).isEmpty();
    }

    @Test
    void allowListsOfARuleAndOfAllRulesAreHeeded() throws Exception {
        assertThat(found(RULE + "[[rules.allowlists]]\nstopwords = [\"K3VB\"]\n", "/srv/x", VALUE))
                .isEmpty();
        assertThat(found(RULE + "[rules.allowlist]\nregexes = ['''^k3''']\n", "/srv/x", VALUE))
                .isEmpty();
        assertThat(found(
                        RULE + "[rules.allowlist]\nregexTarget = \"line\"\nregexes = ['''nosec''']\n",
                        "/srv/x",
                        VALUE + " # nosec\n" + VALUE))
                .hasSize(1);
        String both =
                RULE + "[[rules.allowlists]]\ncondition = \"AND\"\npaths = ['''/test/''']\nregexes = ['''^k3''']\n";
        assertThat(found(both, "/srv/test/x", VALUE)).isEmpty();
        assertThat(found(both, "/srv/x", VALUE)).hasSize(1);
        String commits =
                RULE + "[[rules.allowlists]]\ncondition = \"AND\"\ncommits = [\"abc\"]\npaths = ['''/srv/''']\n";
        assertThat(found(commits, "/srv/x", VALUE)).hasSize(1);
        String targeted = RULE + "[[allowlists]]\ntargetRules = [\"other\"]\npaths = ['''/srv/''']\n";
        assertThat(found(targeted, "/srv/x", VALUE)).hasSize(1);
        assertThat(found(targeted.replace("other", "acme-token"), "/srv/x", VALUE))
                .isEmpty();
    }

    @Test
    void aGlobalAllowListOfPathsHoldsForAllRules() throws Exception {
        UserRules rules = GitleaksFile.read(rules(RULE + "[allowlist]\npaths = ['''^/opt/vendor/''']\n"));
        assertThat(rules.allowsAllOf("/opt/vendor/x.pem")).isTrue();
        assertThat(rules.allowsAllOf("/opt/other/x.pem")).isFalse();
    }

    @Test
    void aMatchIsFoundAcrossTheBordersOfBlocks() throws Exception {
        for (int at : new int[] {(1 << 20) - 8, 1 << 20, (1 << 20) + 250, (1 << 20) + 8190}) {
            assertThat(found(RULE, "/srv/x", "\n".repeat(at) + VALUE + "\n".repeat(1 << 20)))
                    .as("at " + at)
                    .containsExactly((at + 1) + " rule acme-token: ACME token (12 characters)");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[extend]\\npath = \"x\"|:2: extend.path is not supported",
                "[extend]\\ndisabledRules = [\"x\"]|:2: extend.disabledRules is not supported",
                "[[rules]]\\nid = \"x\"|rule 'x' has neither regex nor path",
                "[[rules]]\\nid = \"x\"\\nregex = '''(?=a)b'''|:3: rule 'x': regex is no expression of RE2",
                "[[rules]]\\nid = \"x\"\\nregex = '''a'''\\nsecretGroup = 1|:4: rule 'x' has no group 1",
                "[[rules]]\\nid = \"x\"\\nregex = '''a'''\\nrequired = [1]|:4: rule 'required' is not supported",
                "[[rules]]\\nid = \"x\"\\nregex = '''a'''\\nkeywords = [1]|:4: keywords holds something else than text",
                "[[rules]]\\nid = \"x\"\\nregex = '''a'''\\nentropy = \"high\"|:4: rule 'x': entropy is no number",
                "[[rules]]\\nid = \"x\"\\nregex = '''a'''\\n[[rules.allowlists]]\\ncondition = \"XOR\"|:5: condition is 'XOR'",
                "[[rules]]\\nid = \"x\"\\nregex = '''a'''\\n[[rules.allowlists]]\\nregexTarget = \"file\"|:5: regexTarget is 'file'",
                "[[rules]]\\nid = 'x'\\nregex = a|:3: ",
                "title = \"empty\"|there is neither a rule",
                "rules = 7|: "
            })
    void whatCannotBeUsedIsRefusedByNameAndLine(String toml, String message) throws Exception {
        Path file = rules(toml.replace("\\n", "\n"));
        assertThatThrownBy(() -> GitleaksFile.read(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(message.strip());
    }

    @Test
    void aFileThatIsMissingIsInvalidInput() {
        assertThatThrownBy(() -> GitleaksFile.read(directory.resolve("none.toml")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("none.toml: cannot be read");
    }
}
