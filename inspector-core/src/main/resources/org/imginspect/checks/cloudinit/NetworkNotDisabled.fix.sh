# phase: config
# arguments: files
# does: Lets cloud-init set the network up.
for settings in "$@"; do
  edit_awk "$settings" '
    /^network:[ \t]*$/ { held = $0; next }
    held != "" && /^[ \t]+config:[ \t]*.?disabled.?[ \t]*$/ { held = ""; next }
    held != "" { print held; held = "" }
    /^network:.*disabled/ { next }
    { print }
    END { if (held != "") print held }'
  if [ -f "$settings" ] && ! grep -q '^[^#]' "$settings"; then remove "$settings"; fi
done
