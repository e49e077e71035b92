using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.PlPgSql;

/// <summary>What a DO block does to relations, as far as its static SQL tells.</summary>
/// <param name="Relations">Each that it names, once; those of the server's own catalogue are left out.</param>
/// <param name="Destroys">What is lost for good; null when nothing is.</param>
internal sealed record RoutineFacts(IReadOnlyList<RelationName> Relations, string? Destroys)
{
    internal static RoutineFacts Nothing { get; } = new([], null);

    internal static RoutineFacts Of(ParsedStatement block)
    {
        var statements = RoutineBody.Read(block).Statements;
        var lost = statements.Select(s => Destruction.Of(s.Kind, s.Body, s.Named)).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var relations = statements.SelectMany(s => s.Named.Relations).Where(r => !IsOfTheServer(r)).Distinct();
        return new RoutineFacts([.. relations], lost.Count == 0 ? null : string.Join(", ", lost));
    }

    private static bool IsOfTheServer(RelationName relation) =>
        relation.Schema is "pg_catalog" or "information_schema" || (relation.Schema is null && relation.Name.StartsWith("pg_", StringComparison.Ordinal));
}
