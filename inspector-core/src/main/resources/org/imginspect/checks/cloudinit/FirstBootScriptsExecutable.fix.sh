# phase: config
# arguments: files
# mends: may not be executed|carriage returns
# does: Makes the scripts executable, and takes carriage returns off their lines.
for script in "$@"; do
  edit "$script" sed -e "s/$(printf '\r')\$//"
  if [ ! -x "$script" ]; then mode a+x "$script"; fi
done
