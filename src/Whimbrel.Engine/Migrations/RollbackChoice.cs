using Whimbrel.Engine.Postgres;
using Whimbrel.Sql;

namespace Whimbrel.Engine.Migrations;

/// <summary>Which applied migrations a rollback takes back, newest first.</summary>
public static class RollbackChoice
{
    /// <param name="to">The version to go back to; null for the one before the newest.</param>
    /// <exception cref="OperatorException">When there is no such version, or a script is missing.</exception>
    public static (IReadOnlyList<Migration> Migrations, string? Target) Of(MigrationFolder folder, IReadOnlyList<AppliedMigration> applied, string? to)
    {
        var target = to ?? (applied.Count > 1 ? applied[^2].Version : "0");
        if (MigrationVersion.Compare(target, "0") != 0 && !applied.Any(a => MigrationVersion.AreEqual(a.Version, target)))
        {
            var nearest = Nearest.Of(target, applied.Select(a => a.Version)) is { } version ? $" Did you mean {version}?" : "";
            throw new OperatorException($"version {target} is not applied, so there is no way back to it; nothing was changed", $"'whimbrel status' lists what is applied; 0 takes everything back.{nearest}");
        }

        var after = applied.Where(a => MigrationVersion.Compare(a.Version, target) > 0).Reverse().ToList();
        var missing = after.Where(a => folder.Find(a.Version)?.Rollback is null).ToList();
        if (missing.Count > 0)
        {
            throw new OperatorException(
                $"no rollback script for {string.Join(", ", missing.Select(a => folder.Find(a.Version)?.Irreversible is { } why ? $"{a.Version} (irreversible: {why})" : a.Version))} in {folder.Path}; nothing was changed",
                "write it, or go back only to a version after it; the backups are listed by 'whimbrel backup list'.");
        }

        ScriptProblems.Refuse([.. folder.Problems.Where(p => after.Exists(a => Path.GetFileName(p.File).StartsWith(a.Version, StringComparison.Ordinal)))]);
        return ([.. after.Select(a => folder.Find(a.Version)!)], MigrationVersion.Compare(target, "0") == 0 ? null : target);
    }
}
