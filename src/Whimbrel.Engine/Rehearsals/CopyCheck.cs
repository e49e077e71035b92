using System.Globalization;
using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.Rehearsals;

/// <summary>What every copy needs, wherever it stands.</summary>
internal static class CopyCheck
{
    /// <summary>Who makes a copy: a process, and when it began.</summary>
    internal static string Ourselves => $"{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)} {ProcessStart(Environment.ProcessId)}";

    internal static bool Lives(string owner) => owner.Split(' ') is [var id, var start] && ProcessStart(int.Parse(id, CultureInfo.InvariantCulture)) == start;

    /// <exception cref="OperatorException">With those that the server lacks.</exception>
    internal static async Task AssertExtensionsAsync(Session session, Production production, int major, CancellationToken ct)
    {
        var available = await session.QueryAsync("available_extensions", row => row.Text("Name"), ct);
        if (production.Extensions.Except(available, StringComparer.Ordinal).ToList() is { Count: > 0 } missing)
        {
            throw new OperatorException(
                $"the rehearsal's server lacks {(missing.Count == 1 ? "the extension" : "the extensions")} {string.Join(", ", missing)}: the backup cannot be restored there; nothing was changed",
                $"install {(missing.Count == 1 ? "it" : "them")} for PostgreSQL {major.ToString(CultureInfo.InvariantCulture)} there, or set rehearsal.on to off (the run is then recorded as not proven).");
        }
    }

    /// <summary>A number that a later process of the same id does not have.</summary>
    private static string ProcessStart(int id)
    {
        var stat = $"/proc/{id.ToString(CultureInfo.InvariantCulture)}/stat";
        return File.Exists(stat) ? File.ReadAllText(stat).Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[19] : "gone";
    }
}
