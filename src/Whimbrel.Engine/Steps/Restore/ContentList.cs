using System.Text.RegularExpressions;
using Whimbrel.Engine.Postgres.Tools;

namespace Whimbrel.Engine.Steps.Restore;

/// <summary>The entries of an archive that go into the database itself: all but those of Whimbrel's own schema, which stays as it is.</summary>
internal static partial class ContentList
{
    /// <summary>Writes the list for pg_restore's --use-list.</summary>
    internal static async Task WriteAsync(PostgresTools tools, string archive, string path, CancellationToken ct)
    {
        var (_, output, _) = await tools.ListAsync(archive, ct);
        await File.WriteAllLinesAsync(path, output.Split('\n').Where(line => !OfWhimbrel().IsMatch(line)), ct);
    }

    /// <summary>Number; catalogue, oid, kind, schema, name, owner: a schema stands in none.</summary>
    [GeneratedRegex(@"^\d+; \d+ \d+ (SCHEMA - whimbrel |(ACL|COMMENT) - SCHEMA whimbrel |[A-Z ]+ whimbrel )", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OfWhimbrel();
}
