# phase: config
# arguments: files
# does: Takes password logins out of the Match blocks.
# loses: password logins of the users and addresses that the blocks name
sshd_match_unset PasswordAuthentication "$@"
sshd_match_unset AuthenticationMethods "$@"
sshd_match_unset KbdInteractiveAuthentication "$@"
