# phase: accounts
# arguments: names
# names: account '([^']+)' \(uid
# does: Removes the accounts; their files stay.
# loses: the accounts; files of theirs belong to a bare number from then on
for account in "$@"; do
  forget_account "$account"
done
