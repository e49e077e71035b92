using System.Text;

namespace Whimbrel.Sql.Fixes;

/// <summary>From groups of steps to the files' texts.</summary>
internal sealed class MigrationTexts(Script script, OldRollback old, IReadOnlyList<string> settings, List<FixNote> notes)
{
    /// <summary>They count for each of the new migrations.</summary>
    private static readonly string[] _repeated = ["timeout", "irreversible", "confirm"];

    private string Name => Path.GetFileName(script.Path);

    internal List<SafeMigration> Write(IReadOnlyList<StepGroup> groups)
    {
        var rollbacks = RollbackParts(groups);
        return [.. groups.Select((group, i) => new SafeMigration(
            group.Steps.Select(s => s.What).FirstOrDefault(what => what is not null) ?? "rest",
            Head(i, groups.Count) + Repeated(i) + Parts([.. group.Parts().Select(p => (p[0].Kind, Statements: p.SelectMany(s => s.Up).ToList())).Where(p => p.Statements.Count > 0)]),
            $"-- Takes back part {i + 1} of {groups.Count} of {Name}.\n{Parts(rollbacks[i])}",
            group.Steps.SelectMany(s => s.Data).ToList() is { Count: > 0 } data ? $"-- The rows for part {i + 1} of {groups.Count} of {Name}.\n{Parts([(StepKind.Quick, data)])}" : null))];
    }

    private string Head(int index, int count) => $"-- {Name} the safe way, part {index + 1} of {count}.\n";

    /// <summary>The first part has them where they were.</summary>
    private string Repeated(int index)
    {
        var directives = index == 0 ? [] : script.Directives.Where(d => d.AppliesToLine is null && _repeated.Contains(d.Name, StringComparer.Ordinal));
        var lines = string.Concat(directives.Select(d => $"-- whimbrel:{d.Name}{(d.Argument.Length > 0 ? $" {d.Argument}" : "")}{(d.Reason is null ? "" : $" \"{d.Reason}\"")}\n"));
        return lines.Length > 0 ? $"{lines}\n" : "";
    }

    private string Parts(List<(StepKind Kind, List<string> Statements)> parts)
    {
        var text = new StringBuilder();
        foreach (var (kind, statements) in parts)
        {
            var isTransaction = kind != StepKind.Alone && (parts.Count > 1 || statements.Count + settings.Count > 1);
            var lines = Settings(kind).Concat(statements).Select(s => $"{s};\n");
            _ = text.Append(isTransaction ? "BEGIN;\n" : "").AppendJoin("", lines).Append(isTransaction ? "COMMIT;\n" : "");
        }

        return text.ToString();
    }

    /// <summary>Outside of a transaction SET LOCAL does nothing, and a lock_timeout would throw away an index that is almost built.</summary>
    private IEnumerable<string> Settings(StepKind kind) => kind != StepKind.Alone
        ? settings
        : settings.Where(s => s.Contains("search_path", StringComparison.OrdinalIgnoreCase)).Select(s => s.Replace("LOCAL ", "", StringComparison.OrdinalIgnoreCase));

    private List<List<(StepKind Kind, List<string> Statements)>> RollbackParts(IReadOnlyList<StepGroup> groups)
    {
        old.Cross(groups.SelectMany(g => g.Steps).SelectMany(s => s.Down.Concat(s.Replaces)));
        var parts = groups.Select(g => g.Parts().Reverse().Select(p => (p[0].Kind, Statements: p.AsEnumerable().Reverse().SelectMany(Down).ToList())).Where(p => p.Statements.Count > 0).ToList()).ToList();
        if (old.Left.ToList() is { Count: > 0 } left)
            parts[0].Add((StepKind.Quick, [$"-- Of the rollback that was there:\n{left[0]}", .. left.Skip(1)]));
        foreach (var empty in parts.Where(p => p.Count == 0))
            empty.Add((StepKind.Quick, ["-- Nothing is left of it that must be taken back.\nSELECT 1"]));
        return parts;
    }

    private IEnumerable<string> Down(SafeStep step)
    {
        var missing = step.KnowsWayBack ? null : old.Take(step.Tables);
        if (missing is not null)
            return step.Down.Prepend(missing);
        if (!step.KnowsWayBack && !old.IsThere)
        {
            notes.Add(new FixNote(step.Line, "what takes this statement back cannot be told from it: write it into its rollback"));
            return step.Down.Append($"-- Write here what takes back line {step.Line} of {Name}.\nDO $$ BEGIN RAISE EXCEPTION 'the way back of line {step.Line} of {Name.Replace("'", "''", StringComparison.Ordinal)} is not written yet'; END $$");
        }

        return step.Down;
    }
}
