using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace Whimbrel.Cli.Commands;

/// <summary>The examples that <c>--help</c> ends with.</summary>
internal static class Examples
{
    private static readonly Dictionary<string, string[]> _examples = new(StringComparer.Ordinal)
    {
        [""] = ["whimbrel doctor", "whimbrel plan --out plan.md", "whimbrel migrate --watch 10min", "whimbrel status", "whimbrel rollback --to 20240201"],
        ["init"] = ["whimbrel init", "whimbrel init --print"],
        ["new"] = ["whimbrel new add_user_preferences", "whimbrel new \"add user preferences\" --data --verify"],
        ["doctor"] = ["whimbrel doctor", "whimbrel doctor --json"],
        ["status"] = ["whimbrel status", "whimbrel status --json | jq -r .current"],
        ["assess"] = ["whimbrel assess", "whimbrel assess --json | jq '.findings[]'"],
        ["backup"] = ["whimbrel backup", "whimbrel backup list", "whimbrel backup verify /mnt/nfs/backups/postgres/postgres-pre-migration-20240215-230000-1a2b.dump"],
        ["backup list"] = ["whimbrel backup list --json"],
        ["backup verify"] = ["whimbrel backup verify /mnt/nfs/backups/postgres/postgres-pre-migration-20240215-230000-1a2b.dump"],
        ["verify"] = ["whimbrel verify", "whimbrel verify --json"],
        ["check"] = ["whimbrel check", "whimbrel check migrations/20240215_add_user_preferences.sql", "whimbrel check --format github --fail-on warning", "whimbrel check --rule drop-column=error --style", "whimbrel check --rules drop-column"],
        ["split"] = ["whimbrel split migrations/20240215_add_user_preferences.sql", "whimbrel split --json dump.sql"],
        ["plan"] = ["whimbrel plan", "whimbrel plan --out plan.md", "whimbrel plan --to 20240215 --json"],
        ["migrate"] = ["whimbrel migrate", "whimbrel migrate --to 20240215 --watch 10min", "whimbrel migrate --approve team-notified=\"CHG-4711\" --approve alerts-configured=\"on call: anna\"", "whimbrel migrate --yes --skip watch --json > record.json"],
        ["rehearse"] = ["whimbrel rehearse", "whimbrel rehearse --backup /mnt/nfs/backups/postgres/postgres-pre-migration-20240215-230000.dump", "whimbrel rehearse --json | jq '.migrations[].rollback'"],
        ["apply"] = ["whimbrel apply", "whimbrel apply --to 20240215", "whimbrel apply --yes --json | jq '.applied[]'"],
        ["resume"] = ["whimbrel resume", "whimbrel resume --skip verify"],
        ["abort"] = ["whimbrel abort"],
        ["rollback"] = ["whimbrel rollback", "whimbrel rollback --to 20240201"],
        ["restore"] = ["whimbrel restore /mnt/nfs/backups/postgres/postgres-pre-migration-20240215-230000-1a2b.dump", "whimbrel restore --jobs 4 --yes hosting.dump", "whimbrel restore --in-place --confirm hosting_db --yes hosting.dump", "whimbrel restore --drop-old"],
        ["watch"] = ["whimbrel watch --for 10min --every 30s"],
        ["locks"] = ["whimbrel locks", "whimbrel locks --watch --every 2s", "whimbrel locks --json | jq '.blockers[].pid'", "whimbrel locks --kill 4711", "whimbrel locks --kill 4711 --terminate --yes"],
        ["dashboard"] = ["whimbrel dashboard", "whimbrel dashboard --port 8443 --bind 10.0.1.10 --tls-certificate fullchain.pem --tls-key privkey.pem --host db.example.com", "whimbrel dashboard --json | jq -r .url"],
        ["history"] = ["whimbrel history", "whimbrel history show 20240215-230000-1a2b"],
        ["history show"] = ["whimbrel history show 20240215-230000-1a2b", "whimbrel history show 20240215-230000-1a2b --html > report.html"],
        ["history diff"] = ["whimbrel history diff 20240214-100000-9f3e 20240215-230000-1a2b", "whimbrel history diff staging/record.json 20240215-230000-1a2b", "whimbrel history diff 20240215-230000-1a2b --rehearsal"],
    };

    /// <summary>A command as it is typed: <c>whimbrel backup verify</c>.</summary>
    public static string PathOf(CommandResult command) => command.Parent is CommandResult parent ? $"{PathOf(parent)} {command.Command.Name}" : "whimbrel";

    public static void AddTo(RootCommand root)
    {
        if (root.Options.OfType<HelpOption>().FirstOrDefault() is { Action: HelpAction action } help)
        {
            help.Action = new HelpWithExamples(action);
        }
    }

    private sealed class HelpWithExamples(HelpAction inner) : SynchronousCommandLineAction
    {
        /// <summary>Who asks for help has not given every argument yet.</summary>
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            var result = inner.Invoke(parseResult);
            var command = PathOf(parseResult.CommandResult)["whimbrel".Length..].TrimStart();
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (var example in _examples.GetValueOrDefault(command) ?? [])
            {
                output.WriteLine("  " + example);
            }

            return result;
        }
    }
}
