using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Objects;

/// <summary>CREATE MATERIALIZED VIEW that is filled at once.</summary>
internal sealed class MaterializedViewWithData : Rule
{
    internal override string Title => "a materialized view is filled while the migration runs";

    internal override Severity Severity => Severity.Info;

    internal override IReadOnlyList<string> Aliases => ["migrationpilot:MP096"];

    internal override IReadOnlyList<string> Kinds => ["CreateTableAsStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (!context.Body.Is("objtype"u8, "OBJECT_MATVIEW"u8) || context.Body.Child("into"u8) is not { } into || into.Flag("skipData"u8))
            return [];

        return
        [
            new Found($"the query of {into.Relation("rel"u8)} runs to its end first, and the transaction holds its other locks as long", "Make it WITH NO DATA, and fill it in a transaction of its own before anybody reads it.")
            {
                Severity = context.Script.Held.Any(h => h.Lock.Mode.BlocksWrites()) ? Severity.Warning : Severity.Info,
                Safe = $"REFRESH MATERIALIZED VIEW {Identifier.Quote(into.Relation("rel"u8) ?? default)};",
            },
        ];
    }
}
