package org.imginspect.scan;

/** A mistake in this program, not in the image: a check or gatherer threw what it never may. Nothing it said can be trusted. */
public final class InspectorBugException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String check;

    InspectorBugException(String check, Throwable cause) {
        super("bug in " + place(cause) + " while " + check + " ran: " + cause, cause);
        this.check = check;
    }

    /** The id of the check that was running. */
    public String check() {
        return check;
    }

    private static String place(Throwable cause) {
        StackTraceElement[] trace = cause.getStackTrace();
        for (StackTraceElement element : trace) {
            String name = element.getClassName();
            if (name.startsWith("org.imginspect.")) {
                return name.substring("org.imginspect.".length()) + " line " + element.getLineNumber();
            }
        }
        return trace.length == 0 ? "unknown place" : trace[0].getClassName();
    }
}
