package org.imginspect.facts.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.imginspect.error.ImageException;
import org.imginspect.fixtures.Requirement;
import org.imginspect.guest.GuestPath;
import org.imginspect.io.ArraySource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys made by the tools that make them. */
class PrivateKeyRulesTest {
    @TempDir
    private Path directory;

    private static List<String> kinds(byte[] bytes) throws ImageException {
        return SecretScanner.forPrivateKeys()
                .scan(new ArraySource(bytes, "test"), GuestPath.of("/f"), Long.MAX_VALUE)
                .hits()
                .stream()
                .map(SecretHit::kind)
                .toList();
    }

    private static List<String> kinds(String text) throws ImageException {
        return kinds(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RSA private key (PKCS#1), not encrypted|openssl genrsa -traditional -out k 1024",
                "RSA private key (PKCS#1), encrypted|openssl genrsa -traditional -aes128 -passout pass:x -out k 1024",
                "RSA private key (PKCS#8), not encrypted|openssl genpkey -algorithm rsa -pkeyopt rsa_keygen_bits:1024 -out k",
                "private key (PKCS#8), encrypted|openssl genpkey -algorithm rsa -pkeyopt rsa_keygen_bits:1024 -aes-128-cbc -pass pass:x -out k",
                "EC private key (SEC 1), not encrypted|openssl ecparam -name prime256v1 -genkey -noout -out k",
                "EC private key (PKCS#8), not encrypted|openssl genpkey -algorithm ec -pkeyopt ec_paramgen_curve:P-256 -out k",
                "Ed25519 private key (PKCS#8), not encrypted|openssl genpkey -algorithm ed25519 -out k",
                "OpenSSH private key, not encrypted|ssh-keygen -q -t ed25519 -N '' -f k",
                "OpenSSH private key, encrypted|ssh-keygen -q -t ed25519 -N secret -f k",
                "OpenSSH private key, not encrypted|ssh-keygen -q -t ecdsa -N '' -f k",
                "OpenSSH private key, not encrypted|ssh-keygen -q -t rsa -b 1024 -N '' -f k",
                "RSA private key (PKCS#1), not encrypted|ssh-keygen -q -t rsa -b 1024 -m PEM -N '' -f k",
                "private key (PKCS#8), encrypted|ssh-keygen -q -t rsa -b 1024 -m PKCS8 -N secret -f k"
            })
    void knowsTheKeysOfOpensslAndOpenssh(String kind, String command) throws Exception {
        Requirement.programs("openssl", "ssh-keygen");
        run(command);
        byte[] key = Files.readAllBytes(directory.resolve("k"));
        String text = new String(key, StandardCharsets.US_ASCII);
        assertThat(kinds(key)).containsExactly(kind);
        assertThat(kinds(text.replace("\n", "\r\n"))).containsExactly(kind);
        assertThat(kinds("{\"key\": \"" + text.replace("\n", "\\n") + "\"}")).containsExactly(kind);
        assertThat(kinds("key: |\n    " + text.replace("\n", "\n    "))).containsExactly(kind);
        assertThat(kinds("s = \"" + text.strip().replace("\n", "\\n\" +\n    \"") + "\";"))
                .containsExactly(kind);
        Path open = directory.resolve("k.pub");
        if (Files.exists(open)) {
            assertThat(kinds(Files.readAllBytes(open))).isEmpty();
        }
    }

    @Test
    void certificatesAndPublicKeysAreNone() throws Exception {
        Requirement.programs("openssl");
        run("openssl req -x509 -newkey ed25519 -nodes -subj /CN=x -keyout k -out cert");
        run("openssl pkey -in k -pubout -out public");
        assertThat(kinds(Files.readAllBytes(directory.resolve("cert")))).isEmpty();
        assertThat(kinds(Files.readAllBytes(directory.resolve("public")))).isEmpty();
    }

    /** Made with puttygen, age-keygen, wg and gpg. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PuTTY private key, not encrypted|PuTTY-User-Key-File-3: ssh-ed25519\\nEncryption: none\\nComment: demo\\nPublic-Lines: 2\\nAAAAC3NzaC1lZDI1NTE5AAAAIP6CIzoKvzlJka6Jm30aKv6wLL3sY4ZgelGFBsDb\\nPckF\\nPrivate-Lines: 1\\nAAAAIFv3xT5VqvcKOXg8a4RTJuHquGgvEVu2dtD3yyWEOkkw\\n",
                "PuTTY private key, encrypted|PuTTY-User-Key-File-2: ssh-rsa\\nEncryption: aes256-cbc\\nComment: x\\nPublic-Lines: 1\\nAAAA\\nPrivate-Lines: 8\\n",
                "age identity|AGE-SECRET-KEY-1ER4DP4S7AUW0VJV0K9LDF3XYPVH9D4R5VMSYAZMPADNY9K3HXZQSLZ93UJ\\n",
                "WireGuard private key|[Interface]\\nPrivateKey = kD80fzEXApKXXPbiDC6ZLpiPih6tr8sWLP0jb6FFAnE=\\n",
                "GnuPG private key, not encrypted|Created: 20261121T101621\\nKey: (private-key (ecc (curve Ed25519)(flags eddsa)(q\\n",
                "GnuPG private key, encrypted|(21:protected-private-key(3:ecc(5:curve7:Ed25519)\\n",
                "PGP private key|-----BEGIN PGP PRIVATE KEY BLOCK-----\\n\\nlFgEawFvdRYJKwYBBAHaRw8BAQdApLvN0U/R4qiSqSeI0PeTzEliqaMA1Il/uJSf\\nZjjHGEsAAQDpcJalGP0PV4aOyGFbq4Jir5TFeVpTlm1hNxRTcJY4bw8UtBBkZW1v\\n"
            })
    void knowsTheKeysOfOtherTools(String kind, String text) throws Exception {
        assertThat(kinds(text.replace("\\n", "\n"))).containsExactly(kind);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-----BEGIN RSA PRIVATE KEY-----\n-----END RSA PRIVATE KEY-----\n",
                "-----BEGIN RSA PRIVATE KEY-----\n...\n-----END RSA PRIVATE KEY-----\n",
                "-----BEGIN PRIVATE KEY-----\nMIIEvAIBADANBgkqhkiG9w0BAQEFAASC...\n",
                "-----BEGIN PRIVATE KEY-----\nxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n",
                "-----BEGIN PRIVATE KEY-----\nVGhpcyBpcyBub3QgYSBrZXkgYnV0IHNvbWUgdGV4dCBpbiBiYXNlNjQgZm9ybQ==\n",
                "grep 'PRIVATE KEY-----' *.pem",
                "if (header.equals(\"-----BEGIN PRIVATE KEY-----\")) { return parsePrivateKeyFromTheFileThatWasGiven(); }",
                "PuTTY-User-Key-File-%d: %s\n",
                "PrivateKey = <key>\n",
                "PrivateKey = AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
                "MyPrivateKey = kD80fzEXApKXXPbiDC6ZLpiPih6tr8sWLP0jb6FFAnE=\n",
                "(20:shadowed-private-key(3:rsa\n",
                "private-key: /etc/x\n",
                "SSH PRIVATE KEY FILE FORMAT 1.1\n"
            })
    void wordsAboutKeysAreNone(String text) throws Exception {
        assertThat(kinds(text)).isEmpty();
    }

    @Test
    void theFirstProtocolsKeyIsKnownAtTheBeginningOfItsFile() throws Exception {
        String key = "SSH PRIVATE KEY FILE FORMAT 1.1\n\0\0\0\0\0\0\0\u0008\0\u0008";
        assertThat(kinds(key)).containsExactly("SSH protocol 1 private key");
        assertThat(kinds("ELF " + key)).isEmpty();
    }

    private void run(String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-c", command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }
}
