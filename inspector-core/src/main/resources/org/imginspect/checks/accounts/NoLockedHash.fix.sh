# phase: accounts
# arguments: names
# names: account '([^']+)'
# does: Replaces the hashes of locked passwords by a star.
# loses: the passwords
for account in "$@"; do
  no_password "$account"
done
