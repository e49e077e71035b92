using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Columns;

/// <summary>
/// A script may validate a CHECK that an earlier migration added and nobody here has seen. That it was CHECK (column IS NOT NULL) shows in what
/// follows: SET NOT NULL, then DROP CONSTRAINT, for it has served.
/// </summary>
internal static class UnseenChecks
{
    /// <summary>Whether this script has validated a constraint of the table of which nothing else is known.</summary>
    internal static bool MayProve(ScriptState script, RelationName table) => Validated(script, table, script.Altering(table)).Any();

    /// <summary>Each SET NOT NULL behind such a constraint that was not meant for it.</summary>
    internal static IEnumerable<(RelationName Table, string Column, ParsedStatement At)> NotProved(ScriptState script)
    {
        if (script.Of("AT_ValidateConstraint").Count == 0)
            return [];

        return script.Of("AlterTableStmt").Select(s => s.Body.Relation("relation"u8)).OfType<RelationName>().Distinct()
            .SelectMany(table => NotProved(script, table));
    }

    private static IEnumerable<(RelationName Table, string Column, ParsedStatement At)> NotProved(ScriptState script, RelationName table)
    {
        var statements = script.Altering(table);
        var first = Validated(script, table, statements).Select(v => v.At).FirstOrDefault();
        var set = statements.SkipWhile(s => s != first).Skip(1).SelectMany(s => Named(s, "AT_SetNotNull").Select(column => (Column: column, At: s))).ToList();
        if (set.Count == 0)
            return [];

        var dropped = statements.SelectMany(s => Named(s, "AT_DropConstraint")).ToHashSet(StringComparer.Ordinal);
        var served = Validated(script, table, statements).Select(v => v.Name).Where(dropped.Contains).ToList();
        var columns = set.ConvertAll(c => c.Column);
        return set.Where(c => !served.Exists(name => IsMeant(name, c.Column, columns))).Select(c => (table, c.Column, c.At));
    }

    /// <summary>users_email_not_null is for email; check_7 is for the only one that there is.</summary>
    private static bool IsMeant(string constraint, string column, List<string> all) =>
        all.Exists(c => constraint.Contains(c, StringComparison.Ordinal)) ? constraint.Contains(column, StringComparison.Ordinal) : all is [_];

    private static IEnumerable<(string Name, ParsedStatement At)> Validated(ScriptState script, RelationName table, IReadOnlyList<ParsedStatement> statements) =>
        statements.SelectMany(s => Named(s, "AT_ValidateConstraint").Select(name => (name, s))).Where(v => !IsKnown(script, table, v.name));

    private static bool IsKnown(ScriptState script, RelationName table, string name) =>
        script.Schema.Find(table)?.Constraint(name) is not null
        || script.Of("AlterTableStmt").Any(s => s.AddedConstraints.Any(c => c.Word("conname"u8) == name));

    private static IEnumerable<string> Named(ParsedStatement statement, string subtype) =>
        statement.Commands.Where(c => c.Subtype == subtype).Select(c => c.Body.Word("name"u8) ?? "");
}
