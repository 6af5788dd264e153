package org.imginspect.facts.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.BitSet;
import java.util.Random;
import org.imginspect.error.UnsupportedFeatureException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What chance does not make: files that include others, hostile ones, and addresses. */
class RulesTest {
    private static final String HEAD = "table inet f {\n chain i {\n type filter hook input priority 0; policy drop;\n";
    private static final String TAIL = "\n }\n}\n";

    private static PortSet openTcp(RuleSet rules) throws Exception {
        return Model.simulate(rules).get(0).open();
    }

    @Test
    void includedFilesAndVariablesStandWhereTheyAreNamed() throws Exception {
        RuleSet rules = Model.nft(Model.files()
                .file(
                        "/rules",
                        "define a = 22\ninclude \"/etc/nft/*.nft\"\ninclude \"/none/*.nft\"\n" + HEAD
                                + "tcp dport $both accept" + TAIL)
                .file("/etc/nft/1.nft", "define both = { $a, 80 }\n")
                .file("/etc/nft/2.txt", "nonsense {\n"));
        assertThat(openTcp(rules)).hasToString("22, 80");
    }

    @Test
    void aFileThatIsNotThereLoadsNothing() {
        assertThatThrownBy(() -> Model.nft("include \"/etc/none.nft\"\n"))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("/etc/none.nft");
        assertThatThrownBy(() -> Model.nft(HEAD + "tcp dport $none accept" + TAIL))
                .hasMessageContaining("$none");
    }

    @Test
    void filesThatIncludeEachOtherEnd() {
        assertThatThrownBy(() -> Model.nft("include \"/rules\"\n")).isInstanceOf(UnsupportedFeatureException.class);
    }

    @Test
    void chainsThatLeadToEachOtherManyTimesEnd() throws Exception {
        StringBuilder text = new StringBuilder("table inet f {\n chain c0 {\n tcp dport 1 accept\n }\n");
        for (int i = 1; i < 15; i++) {
            text.append(" chain c").append(i).append(" {\n");
            for (int j = 0; j < 10; j++) {
                text.append("  jump c").append(i - 1).append('\n');
            }
            text.append(" }\n");
        }
        RuleSet rules =
                Model.nft(text + " chain i {\n type filter hook input priority 0; policy drop;\n jump c14" + TAIL);
        assertThatThrownBy(() -> Model.simulate(rules))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("steps");
        RuleSet circle = Model.nft(
                "table inet f {\n chain c {\n jump c\n }\n chain i {\n type filter hook input priority 0; policy drop;\n jump c"
                        + TAIL);
        assertThatThrownBy(() -> Model.simulate(circle))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("deep");
    }

    @Test
    void variablesThatMultiplyEnd() {
        StringBuilder text = new StringBuilder("define v0 = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 }\n");
        for (int i = 1; i < 12; i++) {
            text.append("define v").append(i).append(" = {");
            for (int j = 0; j < 10; j++) {
                text.append(j == 0 ? " " : ", ").append("$v").append(i - 1);
            }
            text.append(" }\n");
        }
        assertThatThrownBy(() -> Model.nft(text.toString()))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("words");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "table inet f {\n",
                "}\n",
                "table inet f { chain i { type filter hook input priority 0; tcp dport 22 accept } }\n",
                "table inet f {\n chain i {\n tcp dport @none accept\n }\n}\n",
                "delete rule inet f i handle 3\n",
                "add rule inet f i position 4 accept\n",
                "frobnicate\n",
                "table inet f {\n chain i {\n log prefix \"x\n }\n}\n"
            })
    void whatNftRefusesOrWhatIsNotKnownIsRefused(String text) {
        assertThatThrownBy(() -> Model.nft(text)).isInstanceOf(UnsupportedFeatureException.class);
    }

    @Test
    void aDormantTableDoesNothing() throws Exception {
        assertThat(
                        openTcp(
                                Model.nft(
                                        "table inet f {\n flags dormant\n chain i {\n type filter hook input priority 0; policy drop;\n }\n}\n")))
                .isEqualTo(PortSet.ALL);
    }

    @Test
    void whatIsFlushedIsGone() throws Exception {
        assertThat(openTcp(Model.nft(HEAD + TAIL + "flush ruleset\n"))).isEqualTo(PortSet.ALL);
        assertThat(openTcp(Model.nft(HEAD + TAIL + "delete table inet f\n"))).isEqualTo(PortSet.ALL);
        assertThat(openTcp(Model.nft(HEAD + "tcp dport 22 accept" + TAIL
                        + "flush chain inet f i\nadd rule inet f i tcp dport 80 accept\n")))
                .hasToString("80");
    }

    @Test
    void aFirstPacketIsOnNoListAndBelowEveryRate() throws Exception {
        String set =
                "table inet f {\n set bad { type ipv4_addr; flags dynamic, timeout; }\n chain i {\n type filter hook input priority 0; policy drop;\n ct state established accept\n";
        assertThat(openTcp(Model.nft(set
                        + "ip saddr @bad drop\ntcp dport 22 add @bad { ip saddr limit rate over 5/minute } drop\ntcp dport 22 accept"
                        + TAIL)))
                .hasToString("22");
        assertThat(openTcp(Model.nft(HEAD
                        + "ct state established accept\ntcp dport 22 ct state new limit rate over 3/minute drop\ntcp dport 22 accept"
                        + TAIL)))
                .hasToString("22");
    }

    @ParameterizedTest
    @CsvSource({
        "nonsense,no table",
        "'*filter\n-A INPUT -j ACCEPT',COMMIT",
        "'*filter\n*nat\nCOMMIT',begins before",
        "'*what\nCOMMIT',no table what",
        "'*filter\n-A INPUT -j NOWHERE\nCOMMIT',NOWHERE",
        "'*filter\n-R INPUT 1 -j DROP\nCOMMIT',-R"
    })
    void whatIptablesRefusesIsRefused(String text, String ignored) {
        assertThatThrownBy(() -> Model.simulate(Model.iptables(text + "\n", "*filter\nCOMMIT\n")))
                .isInstanceOf(UnsupportedFeatureException.class);
    }

    @Test
    void anUnknownMatchMattersOnlyWhereItDecides() throws Exception {
        RuleSet rules = Model.iptables(
                "*filter\n:INPUT DROP [0:0]\n-A INPUT -p tcp --dport 22 -j ACCEPT\n-A INPUT -p tcp -m string --algo bm --string x -j ACCEPT\nCOMMIT\n",
                "*filter\nCOMMIT\n");
        Simulation tcp = Model.simulate(rules).get(0);
        assertThat(tcp.unknown().contains(22)).isFalse();
        assertThat(tcp.unknown().contains(80)).isTrue();
        assertThat(tcp.unknownBecause(80).orElseThrow().text()).contains("string");
    }

    @Test
    void matchesMayStandBehindTheTarget() throws Exception {
        RuleSet rules = Model.iptables(
                "*filter\n:INPUT DROP [0:0]\n-A INPUT -j ACCEPT -p tcp --dport 22\n-A INPUT -j REJECT --reject-with tcp-reset -p tcp\nCOMMIT\n",
                "*filter\nCOMMIT\n");
        assertThat(openTcp(rules)).hasToString("22");
    }

    @Test
    void setsOfPortsAreThoseOfABitSet() {
        Random random = new Random(1);
        for (int round = 0; round < 2000; round++) {
            PortSet one = PortSet.NONE;
            PortSet other = PortSet.NONE;
            BitSet bits = new BitSet();
            BitSet others = new BitSet();
            for (int i = 0; i < random.nextInt(6); i++) {
                int from = 1 + random.nextInt(60);
                int to = from + random.nextInt(10);
                one = one.union(PortSet.of(from, to));
                bits.set(from, to + 1);
                other = random.nextBoolean() ? other.union(PortSet.of(to)) : other.minus(PortSet.of(from));
                if (other.contains(to)) {
                    others.set(to);
                }
                others.and(asBits(other));
            }
            assertThat(asBits(one)).isEqualTo(bits);
            assertThat(one.size()).isEqualTo(bits.cardinality());
            BitSet both = (BitSet) bits.clone();
            both.and(asBits(other));
            assertThat(asBits(one.intersect(other))).isEqualTo(both);
            BitSet rest = (BitSet) bits.clone();
            rest.andNot(asBits(other));
            assertThat(asBits(one.minus(other))).isEqualTo(rest);
            assertThat(one.complement().complement()).isEqualTo(one);
        }
    }

    private static BitSet asBits(PortSet ports) {
        BitSet bits = new BitSet();
        for (int port = 1; port <= 80; port++) {
            bits.set(port, ports.contains(port));
        }
        return bits;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "::",
                "::1",
                "2001:db8::1",
                "fe80::",
                "1:2:3:4:5:6:7:8",
                "::ffff:0:1",
                "2001:db8::ff00:42:8329",
                "a::b",
                "1::",
                "0.0.0.0",
                "192.0.2.1",
                "255.255.255.255"
            })
    void addressesAreThoseOfTheLibrary(String text) throws Exception {
        byte[] raw = InetAddress.getByName(text).getAddress();
        Address address = Address.parse(text).orElseThrow();
        byte[] ours = new byte[raw.length];
        for (int i = 0; i < raw.length; i++) {
            int fromEnd = raw.length - 1 - i;
            ours[i] = (byte) (fromEnd < 8 ? address.low() >>> (8 * fromEnd) : address.high() >>> (8 * (fromEnd - 8)));
        }
        assertThat(ours).isEqualTo(raw);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.2.3.4.5",
                "256.1.1.1",
                ":::",
                "1::2::3",
                "12345::",
                "g::",
                "1:2:3:4:5:6:7:8:9",
                "",
                "1.2.3.",
                "example.org"
            })
    void whatIsNoAddressIsNone(String text) {
        assertThat(Address.parse(text)).isEmpty();
    }
}
