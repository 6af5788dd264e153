# phase: cleanup
# arguments: files
# does: Empties mailboxes, and removes queued mail, jobs of at and personal crontabs.
# loses: mail, and jobs of at and of personal crontabs: what belongs to the product should come from /etc/cron.d
for spool in "$@"; do
  case $spool in
    /var/mail/* | /var/spool/mail/*) if [ -d "$spool" ]; then clear "$spool"; else empty "$spool"; fi ;;
    *) if [ -d "$spool" ]; then
        find "$spool/" -xdev -type f ! -name '.*' >"$work/list"
        while IFS= read -r found; do remove "$found"; done <"$work/list"
      else
        remove "$spool"
      fi ;;
  esac
done
