using Whimbrel.Sql;

namespace Whimbrel.Engine.Approvals;

/// <summary>An item of the checklist that a person has signed.</summary>
/// <param name="Reference">Where that stands: a ticket, a meeting, a name.</param>
public sealed record Approval(string Item, string Reference)
{
    private const int Longest = 200;

    /// <param name="texts">Each <c>ITEM=reference</c>, as <c>--approve</c> takes it.</param>
    /// <exception cref="OperatorException">For an item that is none, a missing reference, or an item that is signed twice.</exception>
    public static IReadOnlyList<Approval> Read(IReadOnlyList<string> texts)
    {
        var approvals = texts.Select(Read).ToList();
        return approvals.CountBy(a => a.Item, StringComparer.Ordinal).FirstOrDefault(c => c.Value > 1) is { Key: { } twice }
            ? throw new OperatorException($"--approve {twice} was given twice", "write both references into one.", ExitCode.Usage)
            : approvals;
    }

    private static Approval Read(string text)
    {
        var parts = text.Split('=', 2, StringSplitOptions.TrimEntries);
        if (!ChecklistItem.Names.Contains(parts[0], StringComparer.Ordinal))
        {
            var nearest = Nearest.Of(parts[0], ChecklistItem.Names) is { } word ? $"; did you mean '{word}'?" : "";
            throw new OperatorException($"--approve {parts[0]}: the checklist has no item of that name{nearest}", $"its items: {string.Join(", ", ChecklistItem.Names)}.", ExitCode.Usage);
        }

        if (parts.Length < 2 || parts[1].Length is 0 or > Longest || parts[1].Any(char.IsControl))
        {
            throw new OperatorException($"--approve {parts[0]}: a reference of one line is missing", $"say where it was approved, in at most {Longest} characters: --approve {parts[0]}=\"CHG-4711\".", ExitCode.Usage);
        }

        return new Approval(parts[0], parts[1]);
    }
}
