# phase: config
# arguments: files
# mends: has mode|is not there|owned by
# does: Makes the directories for temporary files, with the rights that they need.
for directory in "$@"; do
  if [ ! -e "$directory" ] && change "make $directory"; then mkdir -p "$directory"; fi
  if [ -d "$directory" ] && [ -z "$(find "$directory/." -prune -perm 1777)" ]; then mode 1777 "$directory"; fi
  if [ -d "$directory" ] && [ -n "$(find "$directory/." -prune ! -user 0)" ]; then owner 0:0 "$directory"; fi
done
