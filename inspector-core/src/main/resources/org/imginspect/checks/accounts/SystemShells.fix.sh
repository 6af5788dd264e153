# phase: accounts
# arguments: names
# names: account '([^']+)'
# does: Gives the accounts a shell that lets nobody in.
shell=/bin/false
for nologin in /sbin/nologin /usr/sbin/nologin; do
  if [ -e "$nologin" ]; then shell=$nologin; fi
done
for account in "$@"; do
  set_field /etc/passwd "$account" 7 "$shell"
done
