package org.imginspect.facts.ssh;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What sshd knows of one keyword: servconf.c of OpenSSH 5.3 to 10.0 and the keywords that Debian, Red Hat and SUSE add to it.
 *
 * @param name the name that counts: of an old name the new one
 * @param inMatch whether it may stand in a Match block
 * @param kind what its arguments look like
 * @param choices what a {@link Kind#CHOICE} may be, joined by bars; of others empty text
 * @param builtIn the value if nothing is set, in the words of {@code sshd -T}; empty text if that depends on something or is of no matter here
 */
record SshdKeyword(String name, boolean inMatch, Kind kind, String choices, String builtIn) {
    enum Kind {
        /** One word of a few. */
        CHOICE,
        /** A number. */
        NUMBER,
        /** A span of time. */
        TIME,
        /** One word. */
        WORD,
        /** One word or more; the first line counts as a whole. */
        WORDS,
        /** One word or more, gathered over all lines. */
        GATHERED,
        /** The rest of the line. */
        REST,
        /** Whatever stands there is passed over. */
        IGNORED,
        INCLUDE,
        MATCH
    }

    /**
     * {@code name g|m kind built-in}: g outside Match blocks only, m in them too; F yes or no, N, T, W, L as above in that order, A gathered, R the rest, - passed
     * over; {@code (a|b)} choices; {@code name=other} an old name.
     */
    private static final String TABLE = """
            usepam g F no
            pamservicename m W sshd
            pamauthenticationviakbdint g -
            hostkey g A
            port g A
            hostdsakey=hostkey
            hostkeyagent g W none
            pidfile g W
            modulifile g W
            serverkeybits g -
            logingracetime g T 120
            keyregenerationinterval g -
            permitrootlogin m (without-password|prohibit-password|forced-commands-only|yes|no)
            syslogfacility g W AUTH
            loglevel m W INFO
            logverbose m L none
            rhostsauthentication g -
            rhostsrsaauthentication m -
            hostbasedauthentication m F no
            hostbasedusesnamefrompacketonly m F no
            hostbasedacceptedalgorithms m W
            hostbasedacceptedkeytypes=hostbasedacceptedalgorithms
            hostbasedalgorithms=hostbasedacceptedalgorithms
            hostkeyalgorithms g W
            rsaauthentication m -
            pubkeyauthentication m F yes
            dsaauthentication=pubkeyauthentication
            pubkeyacceptedalgorithms m W
            pubkeyacceptedkeytypes=pubkeyacceptedalgorithms
            pubkeyauthoptions m L none
            kerberosauthentication m F no
            kerberosorlocalpasswd g F yes
            kerberosticketcleanup g F yes
            kerberosgetafstoken g F no
            kerberosusekuserok m F yes
            kerberosuniqueccache g F no
            kerberostgtpassing g -
            afstokenpassing g -
            gssapiauthentication m F no
            gssapicleanupcredentials g F yes
            gssapicleanupcreds=gssapicleanupcredentials
            gssapistrictacceptorcheck g F yes
            gssapikeyexchange g F no
            gssapistorecredentialsonrekey g F no
            gssapikexalgorithms g W
            gssapienablek5users m F no
            gssapidelegatecredentials m F no
            gssusesessionccache g -
            gssapiusesessioncredcache g -
            passwordauthentication m F yes
            kbdinteractiveauthentication m F yes
            checkmail g -
            listenaddress g A
            addressfamily g (inet|inet6|any) any
            printmotd g F yes
            printlastlog g F yes
            ignorerhosts m (yes|no|shosts-only) yes
            ignoreuserknownhosts g F no
            x11forwarding m F no
            x11displayoffset m N 10
            x11uselocalhost m F yes
            xauthlocation g W
            strictmodes g F yes
            permitemptypasswords m F no
            permituserenvironment g W no
            uselogin g -
            compression g (yes|no|delayed)
            rekeylimit m L
            tcpkeepalive g F yes
            keepalive=tcpkeepalive
            allowtcpforwarding m (yes|all|no|remote|local) yes
            allowagentforwarding m F yes
            allowusers m A
            denyusers m A
            allowgroups m A
            denygroups m A
            ciphers g W
            macs g W
            protocol g -
            gatewayports m (clientspecified|yes|no) no
            subsystem m R
            maxstartups g W 10:30:100
            persourcemaxstartups g W none
            persourcenetblocksize g W 32:128
            persourcepenalties g L
            persourcepenaltyexemptlist g W none
            maxauthtries m N 6
            maxsessions m N 10
            banner m W none
            usedns g F no
            verifyreversemapping g -
            reversemappingcheck g -
            clientaliveinterval m T 0
            clientalivecountmax m N 3
            authorizedkeysfile m L .ssh/authorized_keys .ssh/authorized_keys2
            authorizedkeysfile2 m -
            useprivilegeseparation g -
            acceptenv m A
            setenv m L
            permittunnel m (yes|point-to-point|ethernet|no) no
            permittty m F yes
            permituserrc m F yes
            match m M
            permitopen m L any
            permitlisten m L any
            forcecommand m R none
            chrootdirectory m W none
            hostcertificate g A
            revokedkeys m W none
            trustedusercakeys m W none
            authorizedprincipalsfile m W none
            kexalgorithms g W
            include m I
            ipqos m L
            authorizedkeyscommand m R none
            authorizedkeyscommanduser m W none
            authorizedkeyscommandrunas=authorizedkeyscommanduser
            authorizedprincipalscommand m R none
            authorizedprincipalscommanduser m W none
            requiredauthentications1 m W
            requiredauthentications2 m W
            versionaddendum g R none
            authenticationmethods m L any
            streamlocalbindmask m W 0177
            streamlocalbindunlink m F no
            allowstreamlocalforwarding m (yes|all|no|remote|local) yes
            fingerprinthash g W SHA256
            disableforwarding m F no
            exposeauthinfo m F no
            rdomain m W none
            casignaturealgorithms m W
            securitykeyprovider g W internal
            requiredrsasize m N 1024
            rsaminsize=requiredrsasize
            channeltimeout m L none
            unusedconnectiontimeout m T none
            sshdsessionpath g W
            sshdauthpath g W
            refuseconnection m F no
            debianbanner g F yes
            showpatchlevel g F no
            usepamcheckislocks g F no
            noneenabled g F no
            """;

    private static final SshdKeyword OWN_SWITCH =
            new SshdKeyword("challengeresponseauthentication", false, Kind.CHOICE, "yes|no", "yes");

    private static final Map<String, SshdKeyword> BY_NAME = new HashMap<>();

    static {
        for (String row : TABLE.split("\n", -1)) {
            if (row.isEmpty()) {
                continue;
            }
            int alias = row.indexOf('=');
            String[] cells = row.split(" ", 4);
            if (alias > 0 && cells.length == 1) {
                SshdKeyword meant = BY_NAME.get(row.substring(alias + 1));
                if (meant == null) {
                    throw new IllegalStateException("no keyword for " + row);
                }
                BY_NAME.put(row.substring(0, alias), meant);
                if (row.startsWith("dsaauthentication")) { // The only old name that has less freedom than the new one.
                    BY_NAME.put(
                            "dsaauthentication",
                            new SshdKeyword(meant.name, false, meant.kind, meant.choices, meant.builtIn));
                }
                continue;
            }
            boolean choice = cells[2].startsWith("(");
            BY_NAME.put(
                    cells[0],
                    new SshdKeyword(
                            cells[0],
                            cells[1].equals("m"),
                            kind(cells[2].charAt(0)),
                            choice
                                    ? cells[2].substring(1, cells[2].length() - 1)
                                    : cells[2].equals("F") ? "yes|no" : "",
                            cells.length > 3 ? cells[3] : ""));
        }
    }

    private static Kind kind(char letter) {
        return switch (letter) {
            case 'F', '(' -> Kind.CHOICE;
            case 'N' -> Kind.NUMBER;
            case 'T' -> Kind.TIME;
            case 'W' -> Kind.WORD;
            case 'L' -> Kind.WORDS;
            case 'A' -> Kind.GATHERED;
            case 'R' -> Kind.REST;
            case 'I' -> Kind.INCLUDE;
            case 'M' -> Kind.MATCH;
            default -> Kind.IGNORED;
        };
    }

    /**
     * The keyword of this name in a version; empty if sshd has none such. ChallengeResponseAuthentication is the old name of
     * KbdInteractiveAuthentication since OpenSSH 8.7 and was a switch of its own before.
     */
    static Optional<SshdKeyword> of(String name, Optional<SshdVersion> version) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.equals("challengeresponseauthentication") || lower.equals("skeyauthentication")) {
            return version.isPresent() && !version.get().isAtLeast(8, 7)
                    ? Optional.of(OWN_SWITCH)
                    : Optional.ofNullable(BY_NAME.get("kbdinteractiveauthentication"));
        }
        return Optional.ofNullable(BY_NAME.get(lower));
    }

    /** Whether {@code value} is among the choices. */
    boolean allows(String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        return !lower.isEmpty() && lower.indexOf('|') < 0 && ("|" + choices + "|").contains("|" + lower + "|");
    }
}
