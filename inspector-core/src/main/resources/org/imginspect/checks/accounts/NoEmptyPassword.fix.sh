# phase: accounts
# arguments: names
# names: account '([^']+)'
# does: Locks the accounts, which have an empty password.
for account in "$@"; do
  no_password "$account"
done
