# phase: config
# arguments: files
# paths: /growroot-disabled$
# does: Lets growpart make the root partition larger.
remove "$@"
