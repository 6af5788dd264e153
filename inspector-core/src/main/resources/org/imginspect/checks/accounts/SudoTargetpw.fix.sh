# phase: config
# arguments: files
# does: Has sudo ask for the password of who runs it, and gives its files to root alone.
for rules in "$@"; do
  edit_awk "$rules" '
    /^[ \t]*Defaults/ && /(targetpw|rootpw|runaspw)/ {
      if ($0 !~ /,/) next
      gsub(/[ \t]*,?[ \t]*(targetpw|rootpw|runaspw)[ \t]*/, "")
      sub(/^Defaults,/, "Defaults")
    }
    $1 == "ALL" && $2 ~ /^ALL=/ { next }
    { print }'
  if [ -n "$(find "$rules" ! -user 0 -o ! -group 0)" ]; then owner 0:0 "$rules"; fi
  if [ -z "$(find "$rules" -perm 440)" ]; then mode 0440 "$rules"; fi
done
