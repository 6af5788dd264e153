# phase: cleanup
# arguments: files
# paths: ^/var/lib/cloud/seed/|/99-installer\.cfg$
# does: Removes the user data that lies in the image.
# loses: the user data
remove "$@"
