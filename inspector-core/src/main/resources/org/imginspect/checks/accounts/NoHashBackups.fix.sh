# phase: files
# arguments: files
# paths: ^/etc/(shadow|gshadow|passwd|group)|^/var/backups/|opasswd
# does: Removes the copies of the account files.
# loses: the copies, and the passwords that PAM remembers
remove "$@"
