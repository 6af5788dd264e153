package org.imginspect.facts.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.imginspect.error.ImageException;
import org.imginspect.fixtures.Requirement;
import org.imginspect.guest.GuestPath;
import org.imginspect.io.ArraySource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Binary keys and key stores, made by the tools that make them. */
class WholeFilesTest {
    private static final String CERTIFICATE = "openssl req -x509 -newkey rsa:1024 -nodes -subj /CN=x -keyout p -out c";

    @TempDir
    private Path directory;

    private byte[] run(String command) throws IOException, InterruptedException {
        Requirement.programs("openssl");
        Process process = new ProcessBuilder(
                        "sh", "-c", "export PATH=$PATH:" + System.getProperty("java.home") + "/bin; " + command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return Files.readAllBytes(directory.resolve("k"));
    }

    private static List<String> kinds(byte[] bytes, String path) throws ImageException {
        return SecretScanner.forEverything()
                .scan(new ArraySource(bytes, "t"), GuestPath.of(path), Long.MAX_VALUE)
                .hits()
                .stream()
                .map(SecretHit::kind)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RSA private key (PKCS#8 in DER), not encrypted|openssl genrsa -out p 2048 && openssl pkcs8 -topk8 -nocrypt -in p -outform DER -out k",
                "EC private key (PKCS#8 in DER), not encrypted|openssl ecparam -name secp384r1 -genkey -noout -out p && openssl pkcs8 -topk8 -nocrypt -in p -outform DER -out k",
                "Ed25519 or similar private key (PKCS#8 in DER), not encrypted|openssl genpkey -algorithm ed25519 -outform DER -out k",
                "RSA or DSA private key (PKCS#1 in DER), not encrypted|openssl genrsa -traditional -out p 1024 && openssl rsa -in p -traditional -outform DER -out k",
                "EC private key (SEC 1 in DER), not encrypted|openssl ecparam -name prime256v1 -genkey -noout -outform DER -out k",
                "private key (PKCS#8 in DER), encrypted|openssl genrsa -out p 1024 && openssl pkcs8 -topk8 -in p -passout pass:x -outform DER -out k",
                "private key (PKCS#8 in DER), encrypted|openssl genrsa -out p 1024 && openssl pkcs8 -topk8 -v1 PBE-SHA1-3DES -in p -passout pass:x -outform DER -out k",
                "private key (PKCS#12), encrypted|" + CERTIFICATE
                        + " && openssl pkcs12 -export -inkey p -in c -passout pass:x -out k",
                "private key (PKCS#12), not encrypted|" + CERTIFICATE
                        + " && openssl pkcs12 -export -keypbe NONE -certpbe NONE -inkey p -in c -passout pass:x -out k",
                "private key (PKCS#12), encrypted|keytool -genkeypair -alias a -keyalg RSA -dname CN=x -storetype PKCS12 -storepass changeit -keystore k",
                "private key (Java key store), encrypted|keytool -genkeypair -alias a -keyalg RSA -dname CN=x -storetype JKS -storepass changeit -keypass changeit -keystore k",
                "private key (Java key store), encrypted|keytool -genkeypair -alias a -keyalg EC -dname CN=x -storetype JCEKS -storepass changeit -keypass changeit -keystore k"
            })
    void aKeyIsKnownByTheHeadOfItsFile(String kind, String command) throws Exception {
        byte[] key = run(command);
        assertThat(kinds(key, "/srv/blob")).containsExactly(kind);
        Random random = new Random(3);
        for (int i = 0; i < 300; i++) { // Whatever is damaged: an answer, and never an exception.
            byte[] broken = Arrays.copyOf(key, random.nextInt(key.length) + 1);
            broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
            assertThat(kinds(broken, "/srv/blob").size()).isLessThanOrEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                CERTIFICATE + " && openssl x509 -in c -outform DER -out k",
                CERTIFICATE + " && openssl pkey -in p -pubout -outform DER -out k",
                CERTIFICATE + " && openssl crl2pkcs7 -nocrl -certfile c -outform DER -out k",
                CERTIFICATE + " && openssl pkcs12 -export -nokeys -in c -passout pass:x -out k",
                CERTIFICATE
                        + " && keytool -importcert -noprompt -alias a -file c -storetype JKS -storepass changeit -keystore k",
                CERTIFICATE
                        + " && keytool -importcert -noprompt -alias a -file c -storetype PKCS12 -storepass changeit -keystore k",
                "openssl dhparam -outform DER -dsaparam -out k 512"
            })
    void certificatesAndPublicKeysAreNone(String command) throws Exception {
        assertThat(kinds(run(command), "/srv/blob")).isEmpty();
    }

    /** The format as MIT Kerberos' documentation of keytab files gives it; no tool that writes one is at hand. */
    @Test
    void aKeytabHasAnEntry() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeShort(0x0502);
        ByteArrayOutputStream entry = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(entry);
        fields.writeShort(2);
        fields.writeUTF("EXAMPLE.ORG");
        fields.writeUTF("host");
        fields.writeUTF("web.example.org");
        fields.writeInt(1);
        fields.writeInt(1_700_000_000);
        fields.writeByte(1);
        fields.writeShort(18);
        fields.writeShort(32);
        byte[] key = new byte[32];
        new Random(1).nextBytes(key);
        fields.write(key);
        out.writeInt(entry.size());
        out.write(entry.toByteArray());
        assertThat(kinds(bytes.toByteArray(), "/etc/krb5.keytab")).containsExactly("key (Kerberos keytab)");
        assertThat(kinds(new byte[] {5, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, "/etc/krb5.keytab"))
                .isEmpty();
    }

    @Test
    void someFilesAreSecretsByTheirPlace() throws Exception {
        byte[] cookie = "KXUQVBEHRLWZOTNAFDGM".getBytes(StandardCharsets.US_ASCII);
        assertThat(kinds(cookie, "/var/lib/rabbitmq/.erlang.cookie")).containsExactly("cookie (Erlang, RabbitMQ)");
        assertThat(kinds(cookie, "/srv/other")).isEmpty();
        assertThat(kinds("  \n".getBytes(StandardCharsets.US_ASCII), "/var/lib/rabbitmq/.erlang.cookie"))
                .isEmpty();
    }
}
