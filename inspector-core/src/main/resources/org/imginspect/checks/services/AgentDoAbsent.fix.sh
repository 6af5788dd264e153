# phase: packages
# needs: packages
# does: Removes DigitalOcean's agents.
# loses: the agents
package_remove droplet-agent do-agent
remove /opt/digitalocean
