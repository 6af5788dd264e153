# phase: accounts
# arguments: files
# mends: run .*without a password|do so without a password
# does: Takes the rules that let somebody run anything as root without a password out of the files named.
# loses: the rules; who has no password can no longer use sudo
for rules in "$@"; do
  edit_awk "$rules" '
    $1 == "root" || $1 ~ /^#/ { print; next }
    /NOPASSWD/ { next }
    /^[ \t]*Defaults.*!authenticate/ { next }
    $1 == "permit" && / nopass( |$)/ && !/ cmd / { next }
    { print }'
done
