namespace Whimbrel.Sql.Rules.Operations;

/// <summary>ALTER EXTENSION … UPDATE.</summary>
internal sealed class UpdateExtension : Rule
{
    internal override string Title => "an extension is updated in place";

    internal override Severity Severity => Severity.Warning;

    internal override IReadOnlyList<string> Aliases => ["squawk:ban-alter-extension"];

    internal override IReadOnlyList<string> Kinds => ["AlterExtensionStmt"];

    internal override IEnumerable<Found> Check(RuleContext context) =>
    [
        new Found(
            $"the update script of {context.Body.Word("extname"u8)} may lock or change anything that belongs to it, and most have no way back",
            "Read the script on a restored copy first; a restore of the backup is the way back."),
    ];
}
