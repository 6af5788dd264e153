package org.imginspect.check;

/** How grave a finding is, in SARIF's words (SARIF 2.1.0, 3.27.10), from light to grave. */
public enum Level {
    NOTE,
    WARNING,
    ERROR
}
