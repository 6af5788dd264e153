# phase: config
# arguments: files
# paths: ^/etc/fstab$
# does: Names file systems in /etc/fstab by their UUID.
# What is mounted now says which device it is, whatever that is called here.
while read -r device point rest; do
  case $device in
    /dev/mapper/* | /dev/disk/by-uuid/* | \#*) continue ;;
    /dev/*) ;;
    *) continue ;;
  esac
  here=$device
  if mountpoint -q "$point" 2>/dev/null; then
    here=/dev/$(basename "$(readlink -f "/sys/dev/block/$(mountpoint -d "$point")")")
  fi
  # Without an answer, whatever the reason, the line is left to people: it is said below.
  uuid=$(blkid -o value -s UUID "$here" 2>/dev/null || true)
  if [ -z "$uuid" ]; then
    say "   the UUID of $device is not to be found here; mend /etc/fstab by hand"
    continue
  fi
  device=$device uuid=$uuid point=$point
  export device uuid point
  edit_awk "$1" '$1 == ENVIRON["device"] && $2 == ENVIRON["point"] { at = index($0, $1); $0 = substr($0, 1, at - 1) "UUID=" ENVIRON["uuid"] substr($0, at + length($1)) } { print }'
done <"$1"
