using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Types;

/// <summary>ALTER TYPE … RENAME VALUE.</summary>
internal sealed class RenameEnumValue : Rule
{
    internal override string Title => "a value of an enum gets another name";

    internal override Severity Severity => Severity.Error;

    internal override bool BreaksApplication => true;

    internal override IReadOnlyList<string> Aliases => ["strong_migrations:rename_enum_value", "migrationpilot:MP060"];

    internal override IReadOnlyList<string> Kinds => ["AlterEnumStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (context.Body.Word("oldVal"u8) is not { } old)
            return [];

        var (type, now) = (context.Body.DottedName("typeName"u8), context.Body.Word("newVal"u8));
        return
        [
            new Found(
                $"the running application still writes and compares '{old}': with {type} that is an error from now on, and it reads '{now}', which it does not know",
                "Add the new value, let the application know both, change the rows in batches; the old value may stay."),
        ];
    }
}
