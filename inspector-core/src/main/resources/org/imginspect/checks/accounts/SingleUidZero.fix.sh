# phase: accounts
# arguments: names
# names: account '([^']+)' has uid 0
# does: Removes the accounts that are root by another name; their homes stay.
# loses: the accounts
for account in "$@"; do
  [ "$account" = root ] || forget_account "$account"
done
