# phase: files
# arguments: files
# paths: ^/(root|home)/([^/]+/)*[^/]*(\.pem|\.key|\.ppk|\.p12|\.pfx|\.der|\.jks)$
# does: Removes the key files from home directories.
# loses: the keys: replace them wherever they are trusted, for they were in the image
remove "$@"
