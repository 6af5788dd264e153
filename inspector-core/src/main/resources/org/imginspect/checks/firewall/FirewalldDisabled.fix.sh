# phase: packages
# does: Keeps firewalld from starting.
disable firewalld.service
