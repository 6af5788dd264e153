package org.imginspect.facts.secrets;

import static org.imginspect.facts.secrets.SecretHit.Certainty.SECRET;
import static org.imginspect.facts.secrets.SecretHit.Certainty.WEAK;

import java.util.ArrayList;
import java.util.List;

/**
 * The marks of web shells, miners and reverse shells: few and plain ones, which no ordinary product has. They share the one pass over
 * the contents of files with the secrets. Whoever wants more brings YARA rules.
 */
final class MarkRules {
    private static final List<String> PHP =
            List.of(".php", ".phtml", ".php3", ".php4", ".php5", ".php7", ".phar", ".inc");
    private static final List<String> JSP = List.of(".jsp", ".jspx", ".jspf");
    private static final List<String> ASP = List.of(".asp", ".aspx", ".ashx", ".asmx", ".cer");
    private static final String DECODERS =
            "(?:@?(?:stripslashes|base64_decode|gzinflate|gzuncompress|str_rot13|strrev|urldecode|trim)\\s*\\(\\s*)";

    private MarkRules() {}

    static List<SecretRule> all() {
        List<SecretRule> rules = new ArrayList<>();
        for (String input : new String[] {"$_POST", "$_GET", "$_REQUEST", "$_COOKIE"}) {
            rules.add(new MarkRule(
                    "web shell: PHP that runs what a visitor sends",
                    SECRET,
                    input,
                    PHP,
                    true,
                    "(?i)\\b(?:eval|assert|system|shell_exec|passthru|popen|proc_open|pcntl_exec)\\s*\\(\\s*" + DECODERS
                            + "*@?\\$_(?:POST|GET|REQUEST|COOKIE)\\s*[\\[{]"));
        }
        rules.add(new MarkRule(
                "PHP that unpacks code and runs it",
                WEAK,
                "base64_decode",
                PHP,
                true,
                "(?i)\\b(?:eval|assert)\\s*\\(\\s*" + DECODERS + "*base64_decode\\s*\\(\\s*[\"']"));
        for (String name : new String[] {"c99shell", "r57shell", "b374k", "'FilesMan'"}) {
            rules.add(new MarkRule("web shell: " + name.replace("'", ""), SECRET, name, PHP, false, literally(name)));
        }
        rules.add(
                new MarkRule(
                        "web shell: JSP that runs what a visitor sends",
                        SECRET,
                        "getParameter",
                        JSP,
                        false,
                        "(?:getRuntime\\s*\\(\\s*\\)\\s*\\.\\s*exec|new\\s+ProcessBuilder)\\s*\\(\\s*request\\s*\\.\\s*getParameter\\s*\\("));
        for (String input : new String[] {"request(", "Request(", "request.item[", "Request.Item["}) {
            rules.add(new MarkRule(
                    "web shell: ASP that runs what a visitor sends",
                    SECRET,
                    input,
                    ASP,
                    false,
                    "(?i)\\b(?:eval|execute|executeglobal)\\s*\\(?\\s*request\\s*(?:\\(|\\.item\\s*\\[)"));
        }
        for (String scheme : new String[] {"stratum+tcp://", "stratum+ssl://", "stratum+tls://"}) {
            rules.add(new MarkRule(
                    "address of a mining pool",
                    SECRET,
                    scheme,
                    List.of(),
                    false,
                    literally(scheme) + "[A-Za-z0-9\\[]"));
        }
        rules.add(new MarkRule(
                "the miner XMRig or its configuration", SECRET, "donate-level", List.of(), false, "donate-level"));
        rules.add(new MarkRule(
                "reverse shell",
                SECRET,
                "/dev/tcp/",
                List.of(),
                false,
                "\\b(?:ba|z|k|da)?sh\\s+-i\\s*[0-9]*(?:>&|&>|>)\\s*/dev/tcp/[^\\s/]+/[0-9$]"));
        return rules;
    }

    private static String literally(String text) {
        return "\\Q" + text + "\\E";
    }
}
