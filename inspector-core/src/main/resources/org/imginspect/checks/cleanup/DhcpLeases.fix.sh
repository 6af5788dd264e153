# phase: cleanup
# arguments: files
# does: Removes leases, identities and logs of DHCP clients; a client that runs would write them again.
for state in "$@"; do
  case $state in
    /var/lib/NetworkManager) remove "$state/timestamps" "$state/secret_key" "$state/seen-bssids" "$state/rfkill.saved" "$state"/*.lease "$state"/*.leases ;;
    *) if [ -d "$state" ]; then
        find "$state/" -xdev -type f -size +0 >"$work/list"
        while IFS= read -r found; do remove "$found"; done <"$work/list"
      else
        remove "$state"
      fi ;;
  esac
done
