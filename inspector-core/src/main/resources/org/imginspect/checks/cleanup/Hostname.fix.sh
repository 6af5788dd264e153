# phase: identity
# arguments: files
# does: Calls the machine localhost, and leaves only the lines of loopback and multicast in /etc/hosts.
for names in "$@"; do
  case $names in
    /etc/hosts)
      edit_awk "$names" '
        /^[ \t]*(#|$)/ { print; next }
        $1 !~ /^127\./ && $1 != "::1" && tolower($1) !~ /^f[ef]0/ { next }
        $1 == "127.0.1.1" { next }
        {
          kept = $1
          for (i = 2; i <= NF && $i !~ /^#/; i++)
            if ($i ~ /^(localhost[0-9]*|localhost[0-9]*\.localdomain[0-9]*|ipv?6-.*|broadcasthost)$/) kept = kept " " $i
          if (kept != $1) print kept
        }'
      if ! grep -q localhost "$names"; then append "$names" '127.0.0.1 localhost'; fi ;;
    /etc/hostname | /etc/HOSTNAME | /etc/mailname) put "$names" 0644 localhost ;;
    *) edit "$names" sed -e 's/^HOSTNAME=.*/HOSTNAME=localhost/' -e 's/^hostname=.*/hostname="localhost"/' ;;
  esac
done
