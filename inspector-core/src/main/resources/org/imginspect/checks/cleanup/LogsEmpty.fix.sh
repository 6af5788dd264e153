# phase: cleanup
# arguments: files
# does: Empties the logs and removes rotated ones; the directories stay.
# loses: the logs
for log in "$@"; do
  if [ -d "$log" ]; then
    find "$log/" -xdev -type f ! -path '*/journal/*' -size +0 >"$work/list"
    while IFS= read -r found; do
      case $found in
        *.gz | *.xz | *.bz2 | *.zst | *.[0-9] | *-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9] | *.old) remove "$found" ;;
        *) empty "$found" ;;
      esac
    done <"$work/list"
    case $log in /var/log/installer | /var/log/anaconda | /var/adm/autoinstall/logs) remove "$log" ;; esac
  else
    case $log in
      *.gz | *.xz | *.bz2 | *.zst | *.[0-9] | *-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9] | *.old | /root/install.log*) remove "$log" ;;
      *) empty "$log" ;;
    esac
  fi
done
