using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Fixes;

/// <summary>
/// The rollback of the unsafe script. What the new rollbacks do by themselves is crossed out here; the rest is theirs too, where it is about the
/// same relation.
/// </summary>
internal sealed class OldRollback
{
    private readonly List<ParsedStatement> _left;

    internal OldRollback(ParsedScript? script)
    {
        IsThere = script is not null;
        _left = [.. (script?.Statements ?? []).Where(s => s.Kind is not ("TransactionStmt" or "VariableSetStmt")).SelectMany(Single)];
    }

    internal bool IsThere { get; }

    /// <summary>What is in none of the new rollbacks.</summary>
    internal IEnumerable<string> Left => _left.Select(s => s.Text);

    /// <summary>The first statement about one of these relations, crossed out; null when there is none.</summary>
    internal string? Take(IEnumerable<RelationName> relations)
    {
        var names = relations.Select(r => r.Name).ToList();
        var found = _left.Find(s => s.Named.Relations.Any(r => names.Contains(r.Name, StringComparer.Ordinal)));
        return found is not null && _left.Remove(found) ? found.Text : null;
    }

    /// <summary>Crosses out what is done by statements of the new rollbacks.</summary>
    internal void Cross(IEnumerable<string> statements)
    {
        var texts = statements.ToList();
        var keys = texts.Count == 0 ? [] : SqlText.ParseAll(texts).SelectMany(Keys).ToHashSet(StringComparer.Ordinal);
        _left.RemoveAll(s => Keys(s).All(keys.Contains));
    }

    /// <summary>Of an ALTER TABLE each command, for the new rollbacks may share them among themselves.</summary>
    private static IEnumerable<ParsedStatement> Single(ParsedStatement statement) =>
        statement.Kind == "AlterTableStmt" && TableCommand.Of(statement) is { Count: > 0 } commands ? commands.Select(c => c.Statement) : [statement];

    /// <summary>What it does to what, whatever else its text says.</summary>
    private static IEnumerable<string> Keys(ParsedStatement statement) => statement.Kind switch
    {
        "DropStmt" => statement.Body.Items("objects"u8).Select(o => $"drop {statement.Body.Word("removeType"u8)} {o.NameParts().LastOrDefault()}"),
        "AlterTableStmt" => statement.Body.Items("cmds"u8).Select(c => c.Unwrap().Body).Select(c => $"{c.Word("subtype"u8)} {statement.Body.Relation("relation"u8)?.Name} {NameOf(c)}"),
        "IndexStmt" => [$"index {statement.Body.Word("idxname"u8)}"],
        _ => [statement.Text],
    };

    private static string? NameOf(Node command)
    {
        var definition = command.Child("def"u8)?.Unwrap().Body;
        return command.Word("name"u8) ?? definition?.Word("colname"u8) ?? definition?.Word("conname"u8);
    }
}
