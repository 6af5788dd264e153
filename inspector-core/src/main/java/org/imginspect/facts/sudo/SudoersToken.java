package org.imginspect.facts.sudo;

import java.util.Optional;

/**
 * One token of sudoers.
 *
 * @param text what it says, escapes undone; of a command its path
 * @param arguments of a command, see {@link SudoMember#arguments}
 * @param line where it begins, from 1
 */
record SudoersToken(TokenKind type, String text, Optional<String> arguments, int line) {
    enum TokenKind {
        NEWLINE,
        END,
        INCLUDE,
        INCLUDE_DIRECTORY,
        DEFAULTS,
        DEFAULTS_USERS,
        DEFAULTS_RUNAS,
        DEFAULTS_HOSTS,
        DEFAULTS_COMMANDS,
        /** {@code Host_Alias} and its like; the text says which. */
        ALIAS_KIND,
        VARIABLE,
        WORD,
        GROUP,
        NETGROUP,
        ADDRESS,
        ALL,
        ALIAS,
        COMMAND,
        DIGEST_KIND,
        DIGEST,
        /** {@code NOPASSWD:}; the text is the name without the colon. */
        TAG,
        /** {@code TIMEOUT} and its like, behind which an equals sign follows. */
        OPTION,
        NOT,
        COMMA,
        COLON,
        EQUALS,
        ADD,
        REMOVE,
        OPEN,
        CLOSE,
        ERROR
    }
}
