package org.imginspect.profile;

/** What was named is no profile, or its file cannot be read; whoever named it says where. */
final class ProfileNotFoundException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ProfileNotFoundException(String message) {
        super(message, null, false, false);
    }
}
