namespace Whimbrel.Sql.Rules.Partitions;

/// <summary>A DEFAULT partition.</summary>
internal sealed class DefaultPartition : Rule
{
    internal override string Title => "a default partition makes every later partition read it whole";

    internal override Severity Severity => Severity.Info;

    internal override IReadOnlyList<string> Aliases => ["migrationpilot:MP093"];

    internal override IReadOnlyList<string> Kinds => ["CreateStmt", "AT_AttachPartition"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        var bounds = context.Commands("AT_AttachPartition").Select(c => c.Child("def"u8)?.Child("PartitionCmd"u8)?.Child("bound"u8)).Append(context.Body.Child("partbound"u8));
        if (!bounds.Any(b => b?.Flag("is_default"u8) == true))
            return [];

        return
        [
            new Found(
                "each partition that is added later locks the default one and reads all its rows, to see whether one of them belongs into the new one",
                "Make partitions ahead of time instead; if it must be, keep it empty and watch it."),
        ];
    }
}
