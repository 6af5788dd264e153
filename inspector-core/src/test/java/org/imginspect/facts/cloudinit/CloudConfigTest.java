package org.imginspect.facts.cloudinit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.facts.TestFacts;
import org.imginspect.facts.boot.BootConfigGatherer;
import org.imginspect.facts.yaml.YamlScalar;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CloudConfigTest {
    private static final String GRUB = "/boot/grub/grub.cfg";

    private static Facts facts(MemoryFileTree.Builder files) {
        FactGatherer<?>[] gatherers = {new CloudConfigGatherer(), new BootConfigGatherer()};
        return TestFacts.of(TestFacts.tree(files.build()), gatherers);
    }

    private static CloudConfig config(MemoryFileTree.Builder files) throws ImageException {
        return facts(files).find(CloudConfig.class).orElseThrow();
    }

    private static MemoryFileTree.Builder files(String... namesAndTexts) {
        MemoryFileTree.Builder files = MemoryFileTree.builder();
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            files.file("/etc/cloud/" + namesAndTexts[i], namesAndTexts[i + 1]);
        }
        return files;
    }

    @Test
    void everySettingKnowsItsFileAndTheLineOfItsKey() throws Exception {
        CloudConfig config = config(files(
                "cloud.cfg", "a: 1\ndatasource:\n  Ec2:\n    timeout: 5\n    strict_id: true\n",
                "cloud.cfg.d/90.cfg", "# comment\ndatasource:\n  Ec2:\n    strict_id:\n      false\n"));
        CloudConfig.Setting strict =
                config.find("datasource", "Ec2", "strict_id").orElseThrow();
        assertThat(strict.file()).isEqualTo(GuestPath.of("/etc/cloud/cloud.cfg.d/90.cfg"));
        assertThat(strict.line()).isEqualTo(4);
        assertThat(strict.isFalse()).isTrue();
        CloudConfig.Setting timeout =
                config.find("datasource", "Ec2", "timeout").orElseThrow();
        assertThat(timeout.file()).isEqualTo(GuestPath.of("/etc/cloud/cloud.cfg"));
        assertThat(timeout.line()).isEqualTo(4);
        assertThat(config.find("datasource", "GCE")).isEmpty();
        assertThat(config.find("a", "b")).isEmpty();
        assertThat(config.sources())
                .extracting(CloudConfig.Source::file)
                .containsExactly(GuestPath.of("/etc/cloud/cloud.cfg"), GuestPath.of("/etc/cloud/cloud.cfg.d/90.cfg"));
    }

    @Test
    void withoutAFileThereIsNoConfiguration() throws Exception {
        assertThat(facts(MemoryFileTree.builder().file("/etc/x", "")).find(CloudConfig.class))
                .isEmpty();
    }

    @Test
    void theCommandLineStandsBeforeTheFiles() throws Exception {
        MemoryFileTree.Builder files = files("cloud.cfg", "datasource_list: [Ec2]\nssh_deletekeys: true\n");
        files.file(GRUB, "menuentry 'x' {\n  linux /vmlinuz root=UUID=1 quiet cc:datasource_list:%20[None]\n}\n");
        CloudConfig.Setting list = config(files).find("datasource_list").orElseThrow();
        assertThat(list.file()).isEqualTo(GuestPath.of(GRUB));
        assertThat(list.line()).isEqualTo(2);
        assertThat(list.value().toString()).contains("None");
        assertThat(config(files).find("ssh_deletekeys")).isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                // The examples of util.read_cc_from_cmdline's own comment.
                "root=x cc: ssh_import_id: [smoser, kirkland]\\n|ssh_import_id: [smoser, kirkland]\\n",
                "cc:ssh_import_id: [smoser] end_cc cc:runcmd: [ [ ls, -l ] ] end_cc|ssh_import_id: [smoser] \\nruncmd: [ [ ls, -l ] ] ",
                "cc:ssh_import_id: %5Bsmoser%5D end_cc x|ssh_import_id: [smoser] ",
                "cc:a: 1+1 100% %zz|a: 1+1 100% %zz"
            })
    void configurationOnTheCommandLineIsTakenOutAsCloudInitDoes(String line, String expected) {
        assertThat(CommandLineConfig.extract(line)).isEqualTo(expected.replace("\\n", "\n"));
    }

    @Test
    void whatATemplateMaySetIsUnknown() throws Exception {
        CloudConfig config = config(files(
                "cloud.cfg", "ssh_deletekeys: true\ngrowpart: {mode: auto}\n",
                "cloud.cfg.d/50.cfg",
                        "## template: jinja\n{% if v1.cloud_name == 'aws' %}\nssh_deletekeys: false\n{% endif %}\n"));
        assertThat(config.find("growpart", "mode")).isPresent();
        assertThatThrownBy(() -> config.find("ssh_deletekeys"))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("Jinja");
        assertThat(config.sources().get(1).isLost()).isFalse();
    }

    @Test
    void filesThatAreLostSayWhy() throws Exception {
        CloudConfig config = config(files("cloud.cfg", "a: [\n", "cloud.cfg.d/1.cfg", "- x\n", "cloud.cfg.d/2.cfg", "")
                .file("/etc/cloud/cloud.cfg.d/3.cfg", new byte[] {'a', ':', ' ', (byte) 0xff}, 0644, 0, 0));
        assertThat(config.sources())
                .extracting(CloudConfig.Source::state)
                .containsExactly(
                        CloudConfig.State.INVALID,
                        CloudConfig.State.NO_MAPPING,
                        CloudConfig.State.EMPTY,
                        CloudConfig.State.INVALID);
        assertThat(config.merged().isEmpty()).isTrue();
    }

    @Test
    void aFileBeyondTheLimitsLeavesAllUnknown() {
        assertThatThrownBy(() -> config(files("cloud.cfg", "a: " + "[".repeat(1000))))
                .isInstanceOf(LimitExceededException.class);
    }

    @Test
    void thirtyThousandKeysInTwoFilesTakeNoTime() throws Exception {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 30_000; i++) {
            many.append('k').append(i).append(": {x: 1}\n");
        }
        CloudConfig config = config(files("cloud.cfg", many.toString(), "cloud.cfg.d/1.cfg", many.toString()));
        assertThat(config.merged().entries()).hasSize(30_000);
    }

    @Test
    void modulesAreKnownByAnySpelling() throws Exception {
        CloudConfig config = config(files("cloud.cfg", """
                cloud_init_modules: [users-groups, cc_ssh.py, [growpart, always], {name: resizefs, frequency: once}, ~, 7]
                cloud_final_modules:
                 - scripts-per-instance
                """));
        assertThat(CloudModule.all(config))
                .extracting(module -> module.stage() + " " + module.name()
                        + module.frequency().map(f -> " " + f).orElse("") + " "
                        + module.setting().line())
                .containsExactly(
                        "INIT users_groups 1",
                        "INIT ssh 1",
                        "INIT growpart always 1",
                        "INIT resizefs once 1",
                        "INIT 7 1",
                        "FINAL scripts_per_instance 3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ssh_deletekeys: false\n",
                "ssh_deletekeys:   no # x\n",
                "{ssh_deletekeys: 0}\n",
                "cloud_init_modules: [x]\n"
            })
    void hostKeysAreReplacedUnlessTheConfigurationSaysNo(String off) throws Exception {
        String modules = "cloud_init_modules:\n - migrator\n - ssh\n";
        assertThat(config(files("cloud.cfg", modules)).replacesHostKeys()).isTrue();
        assertThat(config(files("cloud.cfg", modules + "ssh_deletekeys: true\n", "cloud.cfg.d/90.cfg", off))
                        .replacesHostKeys())
                .isFalse();
    }

    @Test
    void passwordsAreFoundWhereverTheyStand() throws Exception {
        CloudConfig config = config(files("cloud.cfg", """
                users:
                  - default
                  - name: a
                    passwd: $6$x$y
                  - {name: b, plain_text_passwd: s3cret, hashed_passwd: '!'}
                password: RANDOM
                chpasswd:
                  list: |
                    root:$6$abc
                    x:RANDOM
                  users:
                    - {name: c, password: pw}
                """));
        List<String> found = Stream.of(Passwords.in(config.merged()).toArray(Passwords.Found[]::new))
                .map(each -> each.key() + " " + each.kind() + " " + each.value().line())
                .sorted()
                .toList();
        assertThat(found)
                .containsExactly(
                        "chpasswd a password hash 8",
                        "passwd a password hash 4",
                        "password a password 12",
                        "plain_text_passwd a password 5");
        assertThat(config.find("users").orElseThrow().text()).isEmpty();
        assertThat(config.inside(((YamlScalar) config.merged().get("password").orElseThrow()))
                        .line())
                .isEqualTo(6);
    }
}
