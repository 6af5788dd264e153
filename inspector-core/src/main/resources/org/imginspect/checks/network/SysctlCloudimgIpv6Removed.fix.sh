# phase: config
# arguments: files
# does: Removes the setting of Ubuntu's cloud images.
remove "$@"
