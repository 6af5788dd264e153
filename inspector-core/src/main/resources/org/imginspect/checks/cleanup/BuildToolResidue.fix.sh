# phase: cleanup
# arguments: files
# does: Removes what build tools left, and the accounts by which they got in.
# loses: the files, and the accounts of the tools with their homes
for left in "$@"; do
  case $left in
    /etc/passwd)
      for account in packer vagrant; do remove_account "$account"; done ;;
    *) remove "$left" ;;
  esac
done
