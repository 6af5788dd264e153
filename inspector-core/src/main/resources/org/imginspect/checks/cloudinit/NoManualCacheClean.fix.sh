# phase: config
# arguments: files
# does: Has cloud-init forget the build machine.
for settings in "$@"; do
  case $settings in
    */manual-clean) remove "$settings" ;;
    *) delete_lines "$settings" '^manual_cache_clean:' ;;
  esac
done
