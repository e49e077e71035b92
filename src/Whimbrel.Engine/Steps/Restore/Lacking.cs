using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Postgres.Tools;
using Whimbrel.Engine.Steps.Backup;

namespace Whimbrel.Engine.Steps.Restore;

/// <summary>What the live database has and the archive has not: a restore into the database itself drops it.</summary>
internal static class Lacking
{
    private static readonly string[] _parts = ["column ", "constraint ", "index ", "trigger ", "rule ", "policy ", "large objects ", "settings ", "database ", "default rights "];

    internal static async Task<IReadOnlyList<string>> ReadAsync(Run run, CancellationToken ct)
    {
        await using var session = await run.Database.OpenForScriptAsync(ct);
        var live = await Fingerprint.ReadAsync(session, ct);
        var objects = live.Objects.Keys.Where(k => !Array.Exists(_parts, p => k.StartsWith(p, StringComparison.Ordinal))).ToList();
        var path = BackupFile.Fingerprint(run.Facts.Restore!.Archive);
        if (File.Exists(path))
        {
            var dumped = Fingerprint.Read(path);
            return [.. objects.Where(k => !dumped.Objects.ContainsKey(k))];
        }

        // Without a fingerprint the table of contents tells tables, views and sequences.
        var tools = await PostgresTools.FindForFilesAsync(run.Database.Address, run.Database.Identity.Major, ct);
        var (_, contents, _) = await tools.ListAsync(run.Facts.Restore!.Archive, ct);
        var isAsked = objects.Where(k => k.Split(' ')[0] is "table" or "view" or "sequence" or "materialized" or "partitioned");
        return [.. isAsked.Where(k => QualifiedName.TryParse(k[(k.LastIndexOf(' ') + 1)..], out var name) && !contents.Contains($" {name.Schema} {name.Name} ", StringComparison.Ordinal))];
    }
}
