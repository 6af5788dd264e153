# phase: config
# arguments: files
# does: Lets root in with a key only.
# loses: root's logins with a password
# Its older name is the only one that OpenSSH before 7.0 knows, and still understood.
value=without-password
if grep -qs prohibit-password /usr/sbin/sshd; then value=prohibit-password; fi
sshd_match_unset PermitRootLogin "$@"
sshd_set PermitRootLogin "$value"
