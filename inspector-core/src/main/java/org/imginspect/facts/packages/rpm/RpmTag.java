package org.imginspect.facts.packages.rpm;

/** The tags of a package's header that are read here, by rpm's numbers (rpmtag.h), and its types of data. */
final class RpmTag {

    static final int DSAHEADER = 267;
    static final int RSAHEADER = 268;
    static final int SIGPGP = 259;
    static final int SIGGPG = 262;
    static final int OPENPGP = 278;
    static final int NAME = 1000;
    static final int VERSION = 1001;
    static final int RELEASE = 1002;
    static final int EPOCH = 1003;
    static final int INSTALLTIME = 1008;
    static final int VENDOR = 1011;
    static final int LICENSE = 1014;
    static final int ARCH = 1022;
    /** Whole paths, in packages of rpm before 4.0. */
    static final int OLDFILENAMES = 1027;

    static final int FILESTATES = 1029;
    static final int FILEMODES = 1030;
    static final int FILEDIGESTS = 1035;
    static final int FILEFLAGS = 1037;
    static final int SOURCERPM = 1044;
    /** What is to be looked at when a file is verified, as bits. */
    static final int FILEVERIFYFLAGS = 1045;

    static final int DIRINDEXES = 1116;
    static final int BASENAMES = 1117;
    static final int DIRNAMES = 1118;
    static final int PROVIDENAME = 1047;
    static final int REQUIREFLAGS = 1048;
    static final int REQUIRENAME = 1049;
    static final int REQUIREVERSION = 1050;
    static final int CONFLICTFLAGS = 1053;
    static final int CONFLICTNAME = 1054;
    static final int CONFLICTVERSION = 1055;
    static final int PROVIDEFLAGS = 1112;
    static final int PROVIDEVERSION = 1113;
    static final int FILEDIGESTALGO = 5011;
    static final int MODULARITYLABEL = 5096;

    static final int TYPE_CHAR = 1;
    static final int TYPE_INT8 = 2;
    static final int TYPE_INT16 = 3;
    static final int TYPE_INT32 = 4;
    static final int TYPE_STRING = 6;
    static final int TYPE_BIN = 7;
    static final int TYPE_STRING_ARRAY = 8;
    static final int TYPE_I18NSTRING = 9;

    private RpmTag() {}
}
