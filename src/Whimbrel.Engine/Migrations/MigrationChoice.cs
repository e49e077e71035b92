using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;
using Whimbrel.Engine.Postgres;
using Whimbrel.Sql;

namespace Whimbrel.Engine.Migrations;

/// <summary>What the operator asked for by name on the command line.</summary>
/// <param name="To">The version to stop at, or null for all.</param>
/// <param name="OutOfOrder">Versions below the current one that are to be applied all the same.</param>
/// <param name="AcceptChanged">Applied versions whose changed script is accepted as it is now.</param>
/// <param name="ConfirmDestructive">Whether destructive statements were confirmed for this run.</param>
public sealed record MigrationWishes(string? To, IReadOnlyList<string> OutOfOrder, IReadOnlyList<string> AcceptChanged, bool ConfirmDestructive);

/// <summary>Which migrations are pending, and what forbids to apply them.</summary>
public sealed record MigrationChoice(IReadOnlyList<Migration> Pending, IReadOnlyList<ScriptProblem> Problems)
{
    private static readonly string[] _rulesOfLoss = ["destructive", "drop-", "truncate-", "delete-without-where", "unbatched-update"];

    /// <summary>Looks at the scripts and at what is applied; decides nothing by itself, but names everything that must be mended or asked for.</summary>
    public static MigrationChoice Of(MigrationFolder folder, IReadOnlyList<AppliedMigration> applied, MigrationWishes wishes)
    {
        var problems = new List<ScriptProblem>(folder.Problems);
        var current = applied.Count == 0 ? null : applied[^1].Version;
        var pending = folder.Migrations
            .Where(m => !applied.Any(a => MigrationVersion.AreEqual(a.Version, m.Version)))
            .Where(m => wishes.To is null || MigrationVersion.Compare(m.Version, wishes.To) <= 0)
            .ToList();
        if (wishes.To is not null && folder.Find(wishes.To) is null)
        {
            var nearest = Nearest.Of(wishes.To, folder.Migrations.Select(m => m.Version)) is { } version ? $" The nearest is {version}." : "";
            problems.Add(new ScriptProblem("unknown-version", "--to", 0, $"there is no migration {wishes.To}", $"'whimbrel status' lists what is pending.{nearest}"));
        }

        foreach (var migration in pending)
        {
            AddOrderProblems(migration, pending, applied, current, wishes, problems);
            AddScriptProblems(migration, wishes, problems);
        }

        AddChangedScripts(folder, applied, wishes, problems);
        return new MigrationChoice(pending, problems);
    }

    /// <summary>What a migration's own files lack, whatever the database holds.</summary>
    public static void AddScriptProblems(Migration migration, MigrationWishes wishes, List<ScriptProblem> problems)
    {
        var file = migration.Script.Path;
        if (migration is { Rollback: null, Irreversible: null } && !problems.Exists(p => p.File.EndsWith($"{migration.Name}_rollback.sql", StringComparison.Ordinal)))
        {
            problems.Add(new ScriptProblem("missing-rollback", file, 1, $"{migration.Name} has no rollback script", $"write {migration.Name}_rollback.sql, or put -- whimbrel:irreversible \"why\" into the script."));
        }

        if (migration.Script.Statements.Count == 0 && !migration.Script.Commands.Any(c => c.IsRefused) && migration.Data is null)
        {
            problems.Add(new ScriptProblem("no-statement", file, 1, "the script has comments only", "if nothing is to be done, write SELECT 1; so that this is seen to be meant."));
        }

        foreach (var script in new[] { migration.Script, migration.Data }.OfType<Script>())
        {
            AddDestructive(script, wishes, problems);
        }

        foreach (var script in migration.Scripts.Distinct<Script>(ReferenceEqualityComparer.Instance))
        {
            AddUncuttable(script, problems);
        }
    }

    private static void AddOrderProblems(
        Migration migration, List<Migration> pending, IReadOnlyList<AppliedMigration> applied, string? current, MigrationWishes wishes, List<ScriptProblem> problems)
    {
        var file = migration.Script.Path;
        if (current is not null && MigrationVersion.Compare(migration.Version, current) < 0 && !wishes.OutOfOrder.Any(v => MigrationVersion.AreEqual(v, migration.Version)))
        {
            problems.Add(new ScriptProblem("out-of-order", file, 1, $"{migration.Name} was never applied, but the database is at {current} already", $"look whether it still fits, then ask for it by name: --out-of-order {migration.Version}."));
        }

        foreach (var required in migration.Requires)
        {
            var isMet = applied.Any(a => MigrationVersion.AreEqual(a.Version, required))
                || pending.Exists(p => MigrationVersion.AreEqual(p.Version, required) && MigrationVersion.Compare(p.Version, migration.Version) < 0);
            if (!isMet)
            {
                problems.Add(new ScriptProblem("unmet-requires", file, 1, $"{migration.Name} requires {required}, which is not applied", $"apply {required} first; 'whimbrel status' lists what is."));
            }
        }
    }

    private static void AddDestructive(Script script, MigrationWishes wishes, List<ScriptProblem> problems)
    {
        if (wishes.ConfirmDestructive || script.Directives.Any(d => d.Name == "confirm" || (d is { Name: "allow", Argument: "destructive" })))
        {
            return;
        }

        foreach (var statement in script.Statements.Where(s => s.Destroys is not null && !IsAllowed(script, s)))
        {
            problems.Add(new ScriptProblem(
                "destructive",
                script.Path,
                statement.Line,
                $"{statement.Destroys}, and nobody has confirmed it",
                "confirm it with --yes, or in the script with -- whimbrel:confirm \"why\"."));
        }
    }

    /// <summary>Whoever excepts a loss from its rule, with a reason, has confirmed it.</summary>
    private static bool IsAllowed(Script script, Statement statement) =>
        script.Directives.Any(d => d.Name == "allow" && (d.AppliesToLine ?? statement.Line) == statement.Line && Array.Exists(_rulesOfLoss, r => d.Argument.StartsWith(r, StringComparison.Ordinal)));

    private static void AddUncuttable(Script script, List<ScriptProblem> problems)
    {
        try
        {
            _ = ScriptPart.Of(script);
        }
        catch (ScriptException e)
        {
            problems.Add(new ScriptProblem("transaction", script.Path, e.Line, e.Problem, e.Hint, e.Caret(), e.Column));
        }

        foreach (var command in script.Commands.Where(c => c.IsRefused))
        {
            problems.Add(new ScriptProblem("psql-command", command.Path, command.Line, $"psql's \\{command.Name} is not honoured here: {command.Note}", "write plain SQL, or do it outside the migration.", null, command.Column));
        }
    }

    private static void AddChangedScripts(MigrationFolder folder, IReadOnlyList<AppliedMigration> applied, MigrationWishes wishes, List<ScriptProblem> problems)
    {
        foreach (var entry in applied.Where(a => a.Checksum is not null))
        {
            if (folder.Find(entry.Version) is { } migration
                && migration.Script.NormalizedSha256 != entry.Checksum
                && !wishes.AcceptChanged.Any(v => MigrationVersion.AreEqual(v, entry.Version)))
            {
                problems.Add(new ScriptProblem(
                    "changed-script",
                    migration.Script.Path,
                    1,
                    $"{migration.Name} was changed after it was applied on {entry.AppliedAt:yyyy-MM-dd}",
                    $"put the change into a new migration and restore this file, or accept it: --accept-changed {entry.Version}.",
                    migration.Script.Text is { } text ? Difference(entry.Script!, text) : null));
            }
        }
    }

    /// <summary>The changed lines with their neighbours, as a diff shows them.</summary>
    private static string Difference(string stored, string now)
    {
        var model = InlineDiffBuilder.Diff(stored.ReplaceLineEndings("\n"), now.ReplaceLineEndings("\n"));
        var changed = model.Lines.Select((line, i) => (line, i)).Where(l => l.line.Type is not ChangeType.Unchanged).Select(l => l.i).ToList();
        return string.Join('\n', model.Lines
            .Where((_, i) => changed.Exists(c => Math.Abs(c - i) <= 1))
            .Take(40)
            .Select(line => line.Type switch { ChangeType.Inserted => "+ ", ChangeType.Deleted => "- ", _ => "  " } + line.Text));
    }
}
