# phase: packages
# does: Keeps firewalld from starting.
disable_unit firewalld.service
