# phase: identity
# arguments: files
# does: Removes the host keys; the image makes new ones at its first boot (ssh.host-keys-regenerated says whether it does).
# loses: the host keys
for key in "$@"; do remove "$key" "$key.pub" "$key-cert.pub"; done
