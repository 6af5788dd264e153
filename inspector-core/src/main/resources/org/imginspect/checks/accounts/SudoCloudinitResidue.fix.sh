# phase: files
# arguments: files
# does: Removes the rules that cloud-init wrote for its user on the build machine.
for rules in "$@"; do
  case $rules in
    /etc/sudoers.d/*) remove "$rules" ;;
    *) edit_awk "$rules" '
      /Created by cloud-init/ { ours = 1 }
      ours && ($0 ~ /^#/ || $0 ~ /^permit / || $0 == "") { next }
      { ours = 0; print }' ;;
  esac
done
