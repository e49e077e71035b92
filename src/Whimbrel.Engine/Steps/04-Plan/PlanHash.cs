using System.Security.Cryptography;
using System.Text;

namespace Whimbrel.Engine.Steps.Plan;

/// <summary>What an approval is bound to: one hash over everything that decides what will be done, and a short one of each part that tells which of them is another.</summary>
public sealed class PlanHash
{
    private const int Whole = 32;
    private const int Short = 4;

    private static readonly string[] _names = ["the scripts", "the commit", "the database", "the server's version", "the versions or the downtime", "the rehearsal"];

    private readonly string[] _parts;

    private PlanHash(string text) => _parts = text.Split('-');

    /// <param name="rehearsal">The rehearsal that the plan's figures come from; null where there is none.</param>
    internal static string Of(Run run, string? rehearsal)
    {
        var facts = run.Facts;
        string[] parts =
        [
            string.Join('\n', facts.Versions.SelectMany(v => v.Checksums.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{v.Version} {c.Key} {c.Value}"))),
            facts.Commit ?? "",
            $"{facts.Database.SystemIdentifier} {facts.Database.Oid}",
            facts.Database.ServerVersion,
            $"{facts.Command} {facts.PreviousVersion} {facts.TargetVersion} {facts.Downtime} {string.Join(' ', facts.Skip.Order(StringComparer.Ordinal))}",
            rehearsal ?? "",
        ];
        return string.Join('-', parts.Select(p => Hex(p)[..Short]).Prepend(Hex(string.Join('\0', parts))[..Whole]));
    }

    /// <exception cref="OperatorException">When what was approved is not what would be done now; it says what is another.</exception>
    internal static void AssertApproved(string approved, string now)
    {
        if (approved == now)
        {
            return;
        }

        var (was, @is) = (new PlanHash(approved)._parts, new PlanHash(now)._parts);
        var others = was.Length == @is.Length ? _names.Where((_, i) => was[i + 1] != @is[i + 1]).ToList() : [];
        throw new OperatorException(
            was.Length != @is.Length ? $"--plan {approved} is not a plan's hash; nothing was changed"
                : $"the approved plan is void: {(others.Count == 0 ? "something" : string.Join(", ", others))} changed since; nothing was changed",
            $"look at the plan of now with 'whimbrel plan' and have it approved: its hash is {now}.");
    }

    private static string Hex(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
