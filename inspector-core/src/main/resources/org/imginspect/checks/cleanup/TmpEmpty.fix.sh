# phase: identity
# arguments: files
# does: Empties the directories for temporary files.
for directory in "$@"; do
  if [ -d "$directory" ]; then clear_all "$directory"; else remove "$directory"; fi
done
