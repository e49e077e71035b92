using System.Security.Cryptography;
using System.Text;
using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.Steps.Watch;

/// <summary>
/// Statements that the baseline has by another queryid: a queryid is made of the oids of the tables, and a migration that replaces a table gives all its
/// statements new ones. They are known again by their text, where that says which one it is.
/// </summary>
internal sealed class QuerySuccessors
{
    /// <summary>So many texts are asked for at a look; the file that they stand in is read as a whole.</summary>
    private const int AtOnce = 200;
    private const int FewestCalls = 5;

    private readonly Dictionary<QueryKey, string?> _texts = [];

    /// <summary>A hash: a text may hold what nobody is to see.</summary>
    public static string? HashOf(string? text) => text is null ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];

    /// <summary>Reads the texts of the statements that the baseline does not have and that were called since the first look.</summary>
    public async Task LookAsync(Baseline baseline, ServerLook first, ServerLook look, Database database, CancellationToken ct)
    {
        var known = baseline.Queries.Select(q => q.Key).ToHashSet();
        var unknown = look.Queries
            .Where(q => !known.Contains(q.Key) && !_texts.ContainsKey(q.Key) && q.Value.Since(first.Queries.GetValueOrDefault(q.Key)).Calls >= FewestCalls)
            .OrderByDescending(q => q.Value.Ms)
            .Select(q => q.Key)
            .Take(AtOnce)
            .ToList();
        if (unknown.Count == 0 || baseline.Queries.All(q => q.Text is null))
        {
            return;
        }

        await using var session = await database.OpenToWatchAsync(ct);
        var texts = await QueryCounters.ReadTextsAsync(session, unknown.Select(k => k.Query), ct);
        foreach (var key in unknown)
        {
            _texts[key] = HashOf(texts.GetValueOrDefault(key.Query));
        }
    }

    /// <summary>The baseline's figures, and those of each statement that is called no more under the key by which the one that took its place is called now.</summary>
    /// <param name="after">Those that are called since the migration.</param>
    public IReadOnlyList<QueryFigures> Before(IReadOnlyList<QueryFigures> baseline, IReadOnlyList<QueryFigures> after)
    {
        var called = after.Select(q => q.Key).ToHashSet();
        var gone = baseline.Where(q => q.Text is not null && !called.Contains(q.Key)).GroupBy(q => (q.User, q.Text!)).Where(g => g.Count() == 1).ToDictionary(g => g.Key, g => g.Single());
        var successors = _texts.Where(t => t.Value is not null && called.Contains(t.Key)).GroupBy(t => (t.Key.User, t.Value!)).Where(g => g.Count() == 1 && gone.ContainsKey(g.Key));
        return [.. baseline, .. successors.Select(g => gone[g.Key] with { Query = g.Single().Key.Query })];
    }
}
