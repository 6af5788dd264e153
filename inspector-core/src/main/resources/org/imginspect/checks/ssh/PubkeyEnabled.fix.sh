# phase: config
# arguments: files
# does: Removes the settings that put logins with keys off; what is built in allows them.
for keyword in PubkeyAuthentication RSAAuthentication AuthorizedKeysFile AuthenticationMethods; do
  sshd_unset "$keyword" "$@"
  sshd_match_unset "$keyword" "$@"
done
