using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Locks;

/// <summary>The mode that each subcommand of ALTER TABLE asks for; the strongest of them is taken, at once and on all.</summary>
internal static class AlterTableModes
{
    private static readonly Dictionary<string, LockMode> _weaker = new(StringComparer.Ordinal)
    {
        ["AT_SetStatistics"] = LockMode.ShareUpdateExclusive,
        ["AT_SetOptions"] = LockMode.ShareUpdateExclusive,
        ["AT_ResetOptions"] = LockMode.ShareUpdateExclusive,
        ["AT_ClusterOn"] = LockMode.ShareUpdateExclusive,
        ["AT_DropCluster"] = LockMode.ShareUpdateExclusive,
        ["AT_ValidateConstraint"] = LockMode.ShareUpdateExclusive,
        ["AT_AttachPartition"] = LockMode.ShareUpdateExclusive,
        ["AT_DetachPartitionFinalize"] = LockMode.ShareUpdateExclusive,
        ["AT_EnableTrig"] = LockMode.ShareRowExclusive,
        ["AT_EnableAlwaysTrig"] = LockMode.ShareRowExclusive,
        ["AT_EnableReplicaTrig"] = LockMode.ShareRowExclusive,
        ["AT_EnableTrigAll"] = LockMode.ShareRowExclusive,
        ["AT_EnableTrigUser"] = LockMode.ShareRowExclusive,
        ["AT_DisableTrig"] = LockMode.ShareRowExclusive,
        ["AT_DisableTrigAll"] = LockMode.ShareRowExclusive,
        ["AT_DisableTrigUser"] = LockMode.ShareRowExclusive,
    };

    /// <summary>Options that readers and planners can see change under them; those of autovacuum all begin alike.</summary>
    private static readonly HashSet<string> _weakOptions = new(
        [
            "fillfactor", "toast_tuple_target", "parallel_workers", "vacuum_index_cleanup", "vacuum_truncate",
            "vacuum_max_eager_freeze_failure_rate", "log_autovacuum_min_duration", "deduplicate_items",
        ],
        StringComparer.Ordinal);

    internal static LockMode Of(ParsedStatement statement)
    {
        var strongest = statement.Commands.Count == 0 ? LockMode.AccessExclusive : LockMode.None;
        foreach (var (subtype, command) in statement.Commands)
        {
            var mode = OfCommand(subtype, command);
            strongest = mode > strongest ? mode : strongest;
        }

        return strongest;
    }

    private static LockMode OfCommand(string subtype, Node command) => subtype switch
    {
        "AT_SetRelOptions" or "AT_ResetRelOptions" => OfOptions(command),
        "AT_AddConstraint" => command.Child("def"u8)?.Unwrap().Body.Is("contype"u8, "CONSTR_FOREIGN"u8) == true ? LockMode.ShareRowExclusive : LockMode.AccessExclusive,
        "AT_DetachPartition" => command.Child("def"u8)?.Unwrap().Body.Flag("concurrent"u8) == true ? LockMode.ShareUpdateExclusive : LockMode.AccessExclusive,
        _ => _weaker.GetValueOrDefault(subtype, LockMode.AccessExclusive),
    };

    private static LockMode OfOptions(Node command)
    {
        var names = command.Child("def"u8)?.Unwrap().Body.Items("items"u8).Select(o => o.Unwrap().Body.Word("defname"u8) ?? "") ?? [];
        return names.All(n => _weakOptions.Contains(n) || n.StartsWith("autovacuum_", StringComparison.Ordinal)) ? LockMode.ShareUpdateExclusive : LockMode.AccessExclusive;
    }
}
