# phase: identity
# arguments: files
# does: Removes seeds, names and keys of the build machine, which services make anew.
# loses: registrations and keys of agents: unregister them with their own tools first, if the other side should know
for mark in "$@"; do
  case $mark in
    /etc/iscsi/initiatorname.iscsi) put "$mark" 0600 'GenerateName=yes' ;;
    *) if [ -d "$mark" ] && [ ! -L "$mark" ]; then clear "$mark"; else remove "$mark"; fi ;;
  esac
done
