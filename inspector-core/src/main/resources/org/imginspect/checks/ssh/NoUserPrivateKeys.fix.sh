# phase: files
# arguments: files
# does: Removes the private keys with their public halves.
# loses: the keys: replace them wherever their public halves are trusted, for they were in the image
for key in "$@"; do remove "$key" "$key.pub"; done
