using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Tables;

/// <summary>CREATE UNLOGGED TABLE.</summary>
internal sealed class UnloggedTable : Rule
{
    internal override string Title => "an unlogged table is empty after a crash, and does not exist on standbys";

    internal override Severity Severity => Severity.Warning;

    internal override IReadOnlyList<string> Aliases => ["migrationpilot:MP047"];

    internal override IReadOnlyList<string> Kinds => ["CreateStmt", "CreateTableAsStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        var relation = context.Body.Child("relation"u8) ?? context.Body.Child("into"u8)?.Child("rel"u8);
        if (relation is not { } made || !made.Is("relpersistence"u8, "u"u8))
            return [];

        return
        [
            new Found(
                $"{made.AsRelation()} is not written to the write-ahead log: a crash empties it, a base backup and a standby have none of its rows",
                "Leave UNLOGGED out unless the rows can be made again at any time."),
        ];
    }
}
