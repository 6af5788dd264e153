# phase: cleanup
# arguments: files
# does: Empties the records of logins, and removes old ones.
for record in "$@"; do
  case $record in
    */wtmp | */btmp | */lastlog | */faillog | */tallylog | */utmp) empty "$record" ;;
    *) remove "$record" ;;
  esac
done
