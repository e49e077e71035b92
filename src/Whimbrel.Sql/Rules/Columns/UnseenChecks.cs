using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Columns;

/// <summary>
/// A script may validate a CHECK that an earlier migration added and nobody here has seen. That it was CHECK (column IS NOT NULL) shows in what
/// follows: SET NOT NULL, then DROP CONSTRAINT, for it has served.
/// </summary>
internal static class UnseenChecks
{
    /// <summary>Whether this script has validated a constraint of the table of which nothing else is known.</summary>
    internal static bool MayProve(ScriptState script, RelationName table) => Validated(script.Earlier.Select(e => e.Statement), script, table).Any();

    /// <summary>Each SET NOT NULL behind such a constraint that was not meant for it.</summary>
    internal static IEnumerable<(RelationName Table, string Column, ParsedStatement At)> NotProved(ScriptState script)
    {
        var statements = script.Earlier.Select(e => e.Statement).Where(s => s.Kind == "AlterTableStmt").ToList();
        foreach (var table in statements.Select(s => s.Body.Relation("relation"u8)).OfType<RelationName>().Distinct())
        {
            var set = statements.SelectMany((s, i) => Named(s, table, "AT_SetNotNull").Select(column => (Column: column, At: s, Behind: i)))
                .Where(c => Validated(statements.Take(c.Behind), script, table).Any()).ToList();
            var served = Validated(statements, script, table).Where(name => statements.Exists(s =>
                Named(s, table, "AT_DropConstraint").Contains(name, StringComparer.Ordinal))).ToList();
            foreach (var (column, at, _) in set.Where(c => !served.Exists(name => IsMeant(name, c.Column, [.. set.Select(s => s.Column)]))))
                yield return (table, column, at);
        }
    }

    /// <summary>users_email_not_null is for email; check_7 is for the only one that there is.</summary>
    private static bool IsMeant(string constraint, string column, List<string> all) =>
        all.Exists(c => constraint.Contains(c, StringComparison.Ordinal)) ? constraint.Contains(column, StringComparison.Ordinal) : all is [_];

    private static IEnumerable<string> Validated(IEnumerable<ParsedStatement> statements, ScriptState script, RelationName table) =>
        statements.SelectMany(s => Named(s, table, "AT_ValidateConstraint")).Where(name => !IsKnown(script, table, name));

    private static bool IsKnown(ScriptState script, RelationName table, string name) =>
        script.Schema.Find(table)?.Constraint(name) is not null
        || script.Earlier.Any(e => e.Statement.Kind == "AlterTableStmt" && AddedConstraints.Of(e.Statement.Body).Any(c =>
            c.Word("conname"u8) == name));

    private static IEnumerable<string> Named(ParsedStatement statement, RelationName table, string subtype) =>
        statement.Kind == "AlterTableStmt" && statement.Body.Relation("relation"u8) == table
            ? statement.Body.Items("cmds"u8).Select(item => item.Unwrap().Body).Where(c => c.Word("subtype"u8) == subtype).Select(c =>
                c.Word("name"u8) ?? "")
            : [];
}
