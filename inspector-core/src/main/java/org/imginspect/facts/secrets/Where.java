package org.imginspect.facts.secrets;

/** In which files a rule's secrets lie. */
enum Where {
    ANYWHERE {
        @Override
        boolean holds(String path) {
            return true;
        }
    },
    /** Not in the code of libraries, which name such things in documentation and tests. */
    OUTSIDE_LIBRARIES {
        @Override
        boolean holds(String path) {
            return !isLibrary(path);
        }
    },
    /** Histories, scripts, and what shells and init systems read: where commands stand. */
    COMMANDS {
        @Override
        boolean holds(String path) {
            String name = path.substring(path.lastIndexOf('/') + 1);
            return !isLibrary(path)
                    && (name.endsWith("history")
                            || name.endsWith(".sh")
                            || name.endsWith(".bash")
                            || name.endsWith(".service")
                            || (name.endsWith(".conf") && path.contains(".d/"))
                            || name.endsWith("rc")
                            || name.endsWith("profile")
                            || name.startsWith("Dockerfile")
                            || name.equals("rc.local")
                            || name.equals("crontab")
                            || name.equals(".histfile")
                            || name.equals(".history")
                            || name.endsWith(".yml")
                            || name.endsWith(".yaml")
                            || name.equals("Makefile")
                            || path.startsWith("/etc/cron")
                            || path.startsWith("/etc/profile.d/")
                            || path.startsWith("/var/spool/cron/")
                            || path.startsWith("/usr/local/bin/")
                            || path.startsWith("/usr/local/sbin/")
                            || path.startsWith("/root/")
                            || path.startsWith("/home/")
                            || path.startsWith("/opt/")
                            || path.startsWith("/srv/"));
        }
    },
    KUBECONFIG {
        @Override
        boolean holds(String path) {
            return path.contains("/.kube/")
                    || path.startsWith("/etc/kubernetes/")
                    || path.endsWith("kubeconfig")
                    || path.endsWith("/k3s.yaml");
        }
    },
    /** Where an address may hold a user and a password. */
    ADDRESSES {
        @Override
        boolean holds(String path) {
            return path.endsWith("/.git-credentials")
                    || path.endsWith("/.git/config")
                    || path.endsWith("/.gitconfig")
                    || path.endsWith("/git/credentials")
                    || path.endsWith("/pip.conf")
                    || path.endsWith("npmrc")
                    || path.endsWith("/.env")
                    || path.endsWith("/.condarc")
                    || path.endsWith("/.curlrc")
                    || path.endsWith("/.wgetrc")
                    || path.endsWith("_history")
                    || path.equals("/etc/environment")
                    || path.equals("/etc/wgetrc")
                    || path.startsWith("/etc/apt/")
                    || path.startsWith("/etc/yum.repos.d/")
                    || path.startsWith("/etc/yum.conf")
                    || path.startsWith("/etc/dnf/")
                    || path.startsWith("/etc/zypp/")
                    || path.startsWith("/etc/profile.d/")
                    || path.startsWith("/etc/systemd/system/")
                    || path.startsWith("/etc/apk/");
        }
    },
    NPM {
        @Override
        boolean holds(String path) {
            return path.endsWith("npmrc") || path.endsWith("/.yarnrc.yml") || path.endsWith("/.yarnrc");
        }
    };

    private static final String[] LIBRARIES = {
        "/site-packages/",
        "/dist-packages/",
        "/node_modules/",
        "/gems/",
        "/pkg/mod/",
        "/vendor/",
        "/.cargo/registry/",
        "/usr/share/",
        "/usr/lib/",
        "/usr/lib64/",
        "/usr/local/lib/",
        "/usr/local/share/",
        "/lib/python",
        "/snap/",
        "/.m2/repository/",
        "/usr/include/",
        "/usr/local/go/",
        "/usr/src/",
        "/.cache/"
    };

    abstract boolean holds(String path);

    /** Whether this is the code of a library or the documentation of a program, by its place. */
    static boolean isLibrary(String path) {
        for (String library : LIBRARIES) {
            if (path.contains(library)) {
                return true;
            }
        }
        return false;
    }
}
