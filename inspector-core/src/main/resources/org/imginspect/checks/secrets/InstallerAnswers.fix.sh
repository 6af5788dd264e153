# phase: files
# arguments: files
# paths: (ks[^/]*\.cfg|\.ks|preseed[^/]*\.cfg|autoinst[^/]*|\.ign|unattend[^/]*\.xml|user-data|questions\.dat|templates\.dat|cloud\.cfg)$
# does: Removes the answer files of installers.
# loses: the answer files
remove "$@"
