using Whimbrel.Engine.Rehearsals;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Steps.Document.Report;

/// <summary>Each statement: what it locked, and how long it took in the rehearsal and in production, side by side.</summary>
internal static class Statements
{
    private const int Shown = 25;

    internal static void Write(Html html, RunRecord record)
    {
        var all = Compare(record);
        if (all.Count == 0)
        {
            return;
        }

        html.Literal("<section id=\"statements\">\n<h2>Statements</h2>\n");
        if (record.Rehearsal is null)
        {
            html.Literal("<p class=\"note\">Not rehearsed: there is nothing to compare with, and the locks were not looked at.</p>\n");
        }
        else
        {
            html.Literal("<ul class=\"legend\"><li><i class=\"key rehearsed\"></i>on the restored copy</li><li><i class=\"key produced\"></i>in production</li></ul>\n");
        }

        var longest = all.Count <= Shown ? all : [.. all.OrderByDescending(s => s.IsSlower).ThenByDescending(s => Math.Max(s.FirstMs ?? 0, s.SecondMs ?? 0)).Take(Shown)];
        // Two statements may be equal in all: each is itself.
        var shown = longest.ToHashSet<ComparedStatement>(ReferenceEqualityComparer.Instance);
        var scale = Math.Max(1, all.Max(s => Math.Max(s.FirstMs ?? 0, s.SecondMs ?? 0)));
        var locks = LocksOf(record);
        WriteTable(html, all.Where(shown.Contains), locks, scale);
        if (all.Count > shown.Count)
        {
            html.Write($"<details class=\"more\"><summary>{Words.Count(all.Count - shown.Count, "shorter statement", "shorter statements")}</summary>\n");
            WriteTable(html, all.Where(s => !shown.Contains(s)), locks, scale);
            html.Literal("</details>\n");
        }

        html.Literal("</section>\n");
    }

    /// <summary>Without a rehearsal there are production's figures alone; what failed before production there are the rehearsal's.</summary>
    private static IReadOnlyList<ComparedStatement> Compare(RunRecord record) => RunDiff.OfRehearsal(record)?.Statements
        ?? [.. record.Scripts.SelectMany(s => s.Statements.Select(x => new ComparedStatement(s.File, x.Line, x.Summary, null, 1000 * x.Seconds, null, IsSlower: false, null, x.Rows < 0 ? null : x.Rows)))];

    private static ILookup<(string File, int Line, string Summary), RehearsedStatement> LocksOf(RunRecord record) =>
        (record.Rehearsal?.Migrations ?? []).SelectMany(m => m.Statements).ToLookup(s => (s.File, s.Line, s.Summary));

    private static void WriteTable(Html html, IEnumerable<ComparedStatement> statements, ILookup<(string File, int Line, string Summary), RehearsedStatement> seen, double scale)
    {
        html.Literal("<table class=\"rows statements\">\n<thead><tr><th>statement</th><th>locks</th><th class=\"n\">rehearsal</th><th class=\"n\">production</th><th class=\"n\">rows</th></tr></thead>\n");
        foreach (var script in statements.GroupBy(s => s.File, StringComparer.Ordinal))
        {
            html.Write($"<tbody>\n<tr class=\"script\"><th colspan=\"5\" scope=\"rowgroup\">{script.Key}</th></tr>\n");
            foreach (var statement in script)
            {
                WriteRow(html, statement, seen[(statement.File, statement.Line, statement.Statement)].FirstOrDefault(), scale);
            }

            html.Literal("</tbody>\n");
        }

        html.Literal("</table>\n");
    }

    private static void WriteRow(Html html, ComparedStatement statement, RehearsedStatement? seen, double scale)
    {
        html.Write($"<tr><th scope=\"row\"><code>{statement.Statement}</code> <small>line {statement.Line}</small>")
            .Write($"<span class=\"pair\"><i class=\"rehearsed\" style=\"width:{Share(statement.FirstMs, scale):0.##}%\"></i><i class=\"produced\" style=\"width:{Share(statement.SecondMs, scale):0.##}%\"></i></span></th>")
            .Literal("<td data-label=\"locks\" class=\"locks\">");
        WriteLocks(html, seen);
        html.Write($"</td><td class=\"n\" data-label=\"rehearsal\">{Ms(statement.FirstMs)}</td><td class=\"n\" data-label=\"production\"><span>{Ms(statement.SecondMs)}");
        if (statement.IsSlower)
        {
            html.Write($" <b class=\"slow\">{statement.Ratio ?? 0:0.0} × slower</b>");
        }

        html.Write($"</span></td><td class=\"n\" data-label=\"rows\">{Rows(statement)}</td></tr>\n");
    }

    private static void WriteLocks(Html html, RehearsedStatement? seen)
    {
        if (seen is null or { Locks.Count: 0, Rewrites.Count: 0 })
        {
            html.Write($"<span class=\"faint\">{(seen is null || !seen.IsObserved ? "not looked at" : "none of what was there before")}</span>");
            return;
        }

        // Those of indexes and sequences follow from their table's.
        var ofTables = seen.Locks.Where(l => l.Kind is not ("index" or "sequence")).ToList();
        foreach (var taken in ofTables.Count > 0 ? ofTables : seen.Locks)
        {
            html.Write($"<span>{taken.Relation} <em>{taken.Mode.Replace("Lock", "", StringComparison.Ordinal)}</em></span>");
        }

        foreach (var rewritten in seen.Rewrites)
        {
            html.Write($"<span>{rewritten} <em class=\"bad\">written anew</em></span>");
        }
    }

    private static double Share(double? ms, double scale) => ms is { } took ? Math.Max(0.5, 100 * took / scale) : 0;

    private static string Ms(double? ms) => ms is { } took ? Duration.SayMs(took) : "–";

    private static string Rows(ComparedStatement statement) => (statement.FirstRows, statement.SecondRows) switch
    {
        (_, { } rows) => Words.Count(rows),
        ({ } rows, null) => Words.Count(rows),
        _ => "",
    };
}
