using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Objects;

/// <summary>DROP SCHEMA.</summary>
internal sealed class DropSchema : Rule
{
    internal override string Title => "a schema is dropped";

    internal override Severity Severity => Severity.Error;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override bool BreaksApplication => true;

    internal override bool AppliesToRollback => false;

    internal override IReadOnlyList<string> Aliases => ["squawk:ban-drop-schema", "atlas:DS101", "migrationpilot:MP035", "pgfence:drop-schema"];

    internal override IReadOnlyList<string> Kinds => ["DropStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (!context.Body.Is("removeType"u8, "OBJECT_SCHEMA"u8))
            return [];

        var isCascade = context.Body.Is("behavior"u8, "DROP_CASCADE"u8);
        return context.Body.Items("objects"u8).Select(o => o.NameParts()[0]).Where(schema => !IsMadeHere(context, schema)).Select(schema => new Found(
            isCascade ? $"schema {schema} and everything in it are gone for good, and whatever outside depends on it" : $"schema {schema} is gone: every query and search_path that names it fails or finds other objects",
            "Drop what is in it one by one, in migrations that can be read."));
    }

    private static bool IsMadeHere(RuleContext context, string schema) =>
        context.Script.Of("CreateSchemaStmt").Any(s => s.Body.Word("schemaname"u8) == schema && !s.Body.Flag("if_not_exists"u8));
}
