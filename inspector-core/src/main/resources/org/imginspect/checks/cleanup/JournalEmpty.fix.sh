# phase: cleanup
# arguments: files
# does: Removes the journals.
# loses: the journals
for journal in "$@"; do
  if [ -d "$journal" ]; then clear "$journal"; else remove "$journal"; fi
done
