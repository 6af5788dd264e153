package org.imginspect.checks.cleanup;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.users.Users;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;

/** Flags what the builder typed into programs other than the shell, and whom these programs met. */
final class ToolHistory implements Check {
    /** In a home; the file, and what it tells. */
    private static final String[][] FILES = {
        {".python_history", "what was typed into Python"},
        {".local/state/python_history", "what was typed into Python"},
        {".ipython/profile_default/history.sqlite", "what was typed into IPython"},
        {".mysql_history", "what was typed into mysql"},
        {".mariadb_history", "what was typed into mariadb"},
        {".mycli-history", "what was typed into mycli"},
        {".psql_history", "what was typed into psql"},
        {".config/pgcli/history", "what was typed into pgcli"},
        {".sqlite_history", "what was typed into sqlite3"},
        {".mongo_history", "what was typed into mongo"},
        {".dbshell", "what was typed into mongo"},
        {".mongodb/mongosh/mongosh_repl_history", "what was typed into mongosh"},
        {".rediscli_history", "what was typed into redis-cli"},
        {".influx_history", "what was typed into influx"},
        {".cassandra/cqlsh_history", "what was typed into cqlsh"},
        {".clickhouse-client-history", "what was typed into clickhouse-client"},
        {".node_repl_history", "what was typed into Node.js"},
        {".php_history", "what was typed into PHP"},
        {".irb_history", "what was typed into Ruby"},
        {".pry_history", "what was typed into Ruby"},
        {".Rhistory", "what was typed into R"},
        {".scala_history", "what was typed into Scala"},
        {".jline-jython.history", "what was typed into Jython"},
        {".ghc/ghci_history", "what was typed into GHCi"},
        {".gdb_history", "what was typed into gdb"},
        {".cache/libvirt/virsh/history", "what was typed into virsh"},
        {".nmcli-history", "what was typed into nmcli"},
        {".lftp/rl_history", "what was typed into lftp"},
        {".local/share/lftp/rl_history", "what was typed into lftp"},
        {".aws/cli/history/history.db", "the calls of the AWS command line"},
        {".lesshst", "what was searched for in less"},
        {".local/state/lesshst", "what was searched for in less"},
        {".viminfo", "what was edited and searched for in vim"},
        {".local/state/nvim/shada/main.shada", "what was edited and searched for in Neovim"},
        {".local/share/nvim/shada/main.shada", "what was edited and searched for in Neovim"},
        {".nano/search_history", "what was searched for in nano"},
        {".nano_history", "what was searched for in nano"},
        {".local/share/nano/search_history", "what was searched for in nano"},
        {".emacs.d/.emacs-history", "what was typed into Emacs"},
        {".local/share/mc/history", "what was typed into Midnight Commander"},
        {".wget-hsts", "the hosts that wget talked to"},
        {".w3m/history", "the pages that w3m showed"},
        {".links2/links.his", "the pages that Links showed"},
        {".local/share/recently-used.xbel", "the files that were opened"},
        {".recently-used", "the files that were opened"},
        {".Xauthority", "cookies of the build machine's X display"},
        {".ICEauthority", "cookies of the build machine's session"}
    };

    private static final CheckInfo INFO = new CheckInfo(
            "cleanup.tool-history",
            Area.CLEANUP,
            Level.WARNING,
            "No history of editors, database clients and interpreters is left",
            "rm -f the files named, for every account, after the tools were used for the last time");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<Users> users = context.facts().find(Users.class);
        if (users.isEmpty()) {
            return Verdict.notApplicable("there is no /etc/passwd");
        }
        GuestTree tree = context.tree();
        List<Finding> findings = new ArrayList<>();
        Set<GuestPath> seen = new HashSet<>();
        for (GuestPath home : Homes.of(users.get())) {
            if (!tree.exists(home)) {
                continue;
            }
            for (String[] each : FILES) {
                GuestPath file = home.resolve(each[0]);
                Optional<Node> node = seen.add(file) ? tree.stat(file) : Optional.empty();
                if (node.isEmpty() || !node.get().isFile() || node.get().sizeBytes() == 0) {
                    continue;
                }
                findings.add(Finding.of(
                        Level.WARNING,
                        "tells " + each[1] + ", in " + Sizes.text(node.get().sizeBytes()),
                        file));
            }
        }
        return Capped.verdict(findings, "histories of tools");
    }
}
