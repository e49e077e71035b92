using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Operations;

/// <summary>CREATE EXTENSION without a version, or of one that only a superuser may create.</summary>
internal sealed class CreateExtension : Rule
{
    internal override string Title => "an extension depends on what the server has installed";

    internal override Severity Severity => Severity.Info;

    internal override IReadOnlyList<string> Aliases => ["migrationpilot:MP078"];

    internal override IReadOnlyList<string> Kinds => ["CreateExtensionStmt"];

    /// <summary>Of those that come with PostgreSQL: whoever may create objects in the database may create these.</summary>
    private static readonly HashSet<string> _trusted = new(
        [
            "btree_gin", "btree_gist", "citext", "cube", "dict_int", "fuzzystrmatch", "hstore", "intarray", "isn", "lo", "ltree", "pg_trgm", "pgcrypto",
            "plperl", "plpgsql", "pltcl", "seg", "tablefunc", "tcn", "tsm_system_rows", "tsm_system_time", "unaccent", "uuid-ossp",
        ],
        StringComparer.Ordinal);

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        var name = context.Body.Word("extname"u8) ?? "";
        if (!_trusted.Contains(name))
            yield return new Found($"{name} needs a superuser unless its control file says trusted, and its files on every server and standby", "Install it where the server is set up, and let the migration only check that it is there.");
        else if (!context.Body.HasOption("options"u8, "new_version"u8))
            yield return new Found($"{name} comes in the version that this server has as default, which may be another one than in the rehearsal", "Write VERSION if anything depends on it.");
    }
}
