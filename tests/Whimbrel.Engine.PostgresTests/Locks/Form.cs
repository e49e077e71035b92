using System.Globalization;

namespace Whimbrel.Engine.PostgresTests.Locks;

/// <summary>One statement of which the locks are proved.</summary>
/// <param name="Held">Statements of other sessions, each in a transaction of its own: what a CONCURRENTLY form waits for.</param>
internal sealed record Form(string Family, string Sql, int Since, IReadOnlyList<string> Held)
{
    /// <summary>
    /// A file is a family: its first line the heading, then forms between empty lines. Behind a form may stand
    /// <c>-- since 16</c>, and <c>-- held LOCK TABLE …</c>.
    /// </summary>
    internal static IReadOnlyList<Form> ReadAll(string folder)
    {
        var forms = new List<Form>();
        foreach (var file in Directory.EnumerateFiles(folder, "*.sql").Where(f => char.IsAsciiDigit(Path.GetFileName(f)[0])).Order(StringComparer.Ordinal))
        {
            var blocks = File.ReadAllText(file).Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            forms.AddRange(blocks.Skip(1).Select(block => Read(blocks[0]["-- # ".Length..], block)));
        }

        return forms;
    }

    private static Form Read(string family, string block)
    {
        var lines = block.Split('\n');
        return new Form(
            family,
            string.Join(' ', lines.Where(l => !l.StartsWith("-- ", StringComparison.Ordinal)).Select(l => l.Trim())),
            Directives(lines, "-- since ").Select(v => int.Parse(v, CultureInfo.InvariantCulture)).FirstOrDefault(),
            Directives(lines, "-- held "));
    }

    private static List<string> Directives(string[] lines, string start) =>
        [.. lines.Where(l => l.StartsWith(start, StringComparison.Ordinal)).Select(l => l[start.Length..])];
}
