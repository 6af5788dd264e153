package org.imginspect.checks.cleanup;

import java.util.List;
import org.imginspect.check.Level;

/**
 * Where something lies by which one machine is told from others, beside the machine id and SSH's host keys.
 *
 * @param pattern for the tree; a directory stands for all files below it
 * @param marker what a line has to begin with to be an identity; empty: any content is one
 */
record IdentityPlace(Level level, String what, String pattern, String marker) {
    static final List<IdentityPlace> ALL = List.of(
            // What seeds the random numbers of every clone alike.
            of("seed of random numbers", "/var/lib/systemd/random-seed"),
            of("seed of random numbers", "/var/lib/random-seed"),
            of("seed of random numbers", "/var/lib/urandom/random-seed"),
            of("seed of random numbers", "/var/lib/misc/random-seed"),
            of("seed of random numbers", "/var/lib/seedrng"),
            of("seed of random numbers", "/etc/random-seed"),
            of("seed of random numbers", "/boot/loader/random-seed"),
            of("seed of random numbers", "/boot/efi/loader/random-seed"),
            of("seed of random numbers", "/efi/loader/random-seed"),
            of("key that systemd's credentials are sealed with", "/var/lib/systemd/credential.secret"),
            // Names by which storage and networks know a machine.
            of("number of the host", "/etc/hostid"),
            new IdentityPlace(
                    Level.WARNING, "iSCSI initiator's name", "/etc/iscsi/initiatorname.iscsi", "InitiatorName="),
            of("NVMe host's name", "/etc/nvme/hostnqn"),
            of("NVMe host's id", "/etc/nvme/hostid"),
            of("account of the machine in a Windows domain", "/var/lib/samba/private/secrets.tdb"),
            credential("Kerberos key of the host", "/etc/krb5.keytab"),
            of("memory of an IPA enrolment", "/var/lib/ipa-client"),
            of("enrolment in an IPA domain", "/etc/ipa/default.conf"),
            of("certificate of an IPA domain", "/etc/ipa/ca.crt"),
            of("fingerprints of people", "/var/lib/fprint"),
            of("cached accounts of a directory", "/var/lib/sss/db/cache_*.ldb"),
            // Subscriptions and what vendors count.
            credential("registration at Red Hat", "/etc/pki/consumer"),
            credential("subscription of Red Hat", "/etc/pki/entitlement"),
            credential("registration at Spacewalk or Satellite", "/etc/sysconfig/rhn/systemid"),
            credential("password at Spacewalk or Satellite", "/etc/sysconfig/rhn/osad-auth.conf"),
            of("facts of a registration at Red Hat", "/var/lib/rhsm/facts"),
            of("id at Red Hat Insights", "/etc/insights-client/machine-id"),
            of("id at Red Hat Insights", "/etc/insights-client/.registered"),
            of("id at Red Hat Insights", "/etc/redhat-access-insights/machine-id"),
            credential("token of Ubuntu Pro", "/var/lib/ubuntu-advantage/private"),
            credential("key of a Landscape client", "/var/lib/landscape/client/*.bpickle"),
            credential("registration at SUSE", "/etc/zypp/credentials.d/SCCcredentials"),
            credential("registration at SUSE", "/etc/zypp/credentials.d/NCCcredentials"),
            of("id that yum counts by", "/var/lib/yum/uuid"),
            of("id of Smolt", "/etc/smolt/smolt-*"),
            of("id of Smolt", "/etc/smolt/hw-uuid"),
            of("id of Smolt", "/etc/smolt/uuid"),
            of("id of Smolt", "/etc/sysconfig/hw-uuid"),
            new IdentityPlace(Level.WARNING, "id of popularity-contest", "/etc/popularity-contest.conf", "MY_HOSTID="),
            of("id of whoopsie", "/var/lib/whoopsie/whoopsie-id"),
            of("serial of snapd", "/var/lib/snapd/assertions/asserts-v0/serial"),
            of("device key of snapd", "/var/lib/snapd/device/private-keys-v1"),
            // Configuration management: the server takes a clone for the build machine.
            credential("key of a Salt minion", "/etc/salt/pki/minion/minion.pem"),
            of("name of a Salt minion", "/etc/salt/minion_id"),
            credential("key of a Puppet agent", "/etc/puppetlabs/puppet/ssl/private_keys"),
            credential("key of a Puppet agent", "/var/lib/puppet/ssl/private_keys"),
            credential("key of a Puppet agent", "/etc/puppet/ssl/private_keys"),
            credential("key of a Chef client", "/etc/chef/client.pem"),
            credential("key that enrols Chef clients", "/etc/chef/validation.pem"),
            // Clusters and overlay networks.
            of("id of a Docker engine", "/etc/docker/key.json"),
            of("id of a Docker engine", "/var/lib/docker/engine-id"),
            credential("key of a Docker swarm", "/var/lib/docker/swarm/certificates"),
            credential("key of a Kubernetes node", "/var/lib/kubelet/pki"),
            credential("key of a Tailscale node", "/var/lib/tailscale/tailscaled.state"),
            credential("key of a ZeroTier node", "/var/lib/zerotier-one/identity.secret"),
            credential("key of a NetBird peer", "/etc/netbird/config.json"),
            of("id of a Consul agent", "/var/lib/consul/node-id"),
            of("id of a Consul agent", "/opt/consul/node-id"),
            of("id of a Nomad client", "/opt/nomad/data/client/client-id"),
            of("id of a MySQL server, by which replication tells servers apart", "/var/lib/mysql/auto.cnf"),
            // Agents of clouds and scanners.
            of("registration of the SSM agent", "/var/lib/amazon/ssm/registration"),
            of("registration of the SSM agent", "/var/lib/amazon/ssm/Vault/Store"),
            of("state of the Azure agent", "/var/lib/waagent"),
            of("key of a Wazuh or OSSEC agent", "/var/ossec/etc/client.keys"),
            of("id of a Qualys agent", "/etc/qualys/hostid"),
            of("id of a CrowdStrike sensor", "/opt/CrowdStrike/falconstore"),
            of("enrolment of an Elastic agent", "/etc/elastic-agent/fleet.enc"),
            of("enrolment of an Elastic agent", "/opt/Elastic/Agent/fleet.enc"));

    private static IdentityPlace of(String what, String pattern) {
        return new IdentityPlace(Level.WARNING, what, pattern, "");
    }

    /** With which a clone may act as the build machine. */
    private static IdentityPlace credential(String what, String pattern) {
        return new IdentityPlace(Level.ERROR, what, pattern, "");
    }
}
