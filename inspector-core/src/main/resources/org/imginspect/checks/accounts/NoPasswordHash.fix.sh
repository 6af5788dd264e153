# phase: accounts
# arguments: names
# names: account '([^']+)'
# does: Replaces the password hashes by a star: no password fits any more, and keys still do.
# loses: the passwords
for account in "$@"; do
  no_password "$account"
done
