# phase: cleanup
# arguments: files
# does: Empties the caches of package managers.
for cache in "$@"; do
  if [ -d "$cache" ]; then
    # The directories stay: apt does not make all of its own.
    find "$cache/" -xdev \( -type f -o -type l \) ! -name lock ! -path '*/solv/@System/*' >"$work/list"
    while IFS= read -r found; do remove "$found"; done <"$work/list"
  else
    remove "$cache"
  fi
done
