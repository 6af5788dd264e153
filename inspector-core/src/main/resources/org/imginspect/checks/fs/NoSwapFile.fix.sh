# phase: files
# arguments: files
# mends: swaps to the file|looks like a swap file|has a swap file made
# does: Removes swap files and what makes them.
for swap in "$@"; do
  case $swap in
    /etc/fstab)
      awk '$1 ~ /^\// && $1 !~ /^\/dev\// && $3 == "swap" { print $1 }' "$swap" >"$work/list"
      edit_awk "$swap" '!($1 ~ /^\// && $1 !~ /^\/dev\// && $3 == "swap")'
      while IFS= read -r found; do remove "$found"; done <"$work/list" ;;
    /etc/waagent.conf) edit "$swap" sed -e 's/^\([[:blank:]]*ResourceDisk\.EnableSwap[[:blank:]]*=[[:blank:]]*\)[yY]/\1n/' ;;
    *.swap)
      disable_unit "${swap##*/}"
      remove "$swap" ;;
    /etc/*) say "   mend $swap by hand" ;;
    # In use or not: in an image that is not running it is no swap space, and the file goes in any case.
    *) swapoff "$swap" 2>/dev/null || true; remove "$swap" ;;
  esac
done
