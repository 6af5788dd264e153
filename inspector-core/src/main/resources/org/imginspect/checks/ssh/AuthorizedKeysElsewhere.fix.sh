# phase: config
# arguments: files
# does: Removes the settings by which sshd takes keys or trust from elsewhere, and the files that say which machines to trust.
# loses: access by these keys, certificates and machines; the files that a setting named stay
for trust in "$@"; do
  case $trust in
    *.shosts | *shosts.equiv | *.rhosts | *hosts.equiv) remove "$trust" ;;
    *) for keyword in TrustedUserCAKeys AuthorizedKeysFile AuthorizedKeysCommand AuthorizedKeysCommandUser AuthorizedPrincipalsFile \
      AuthorizedPrincipalsCommand HostbasedAuthentication RhostsRSAAuthentication IgnoreRhosts; do
        sshd_unset "$keyword" "$trust"
        sshd_match_unset "$keyword" "$trust"
      done ;;
  esac
done
