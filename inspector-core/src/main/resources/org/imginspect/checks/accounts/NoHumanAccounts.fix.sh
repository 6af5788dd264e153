# phase: accounts
# arguments: names
# names: account '([^']+)' \(uid
# does: Removes the accounts with their homes, mail and jobs.
# loses: the accounts and all that their home directories hold
for account in "$@"; do
  remove_account "$account"
done
