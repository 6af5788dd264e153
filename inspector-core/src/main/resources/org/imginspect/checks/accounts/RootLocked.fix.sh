# phase: accounts
# does: Replaces root's password by a star.
# loses: root's password
no_password root
