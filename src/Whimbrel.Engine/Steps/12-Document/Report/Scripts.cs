namespace Whimbrel.Engine.Steps.Document.Report;

/// <summary>The scripts with their checksums, and their statements as the plan had them.</summary>
internal static class Scripts
{
    private const int MostCharacters = 60_000;

    internal static void Write(Html html, RunRecord record, ReportSources sources)
    {
        var files = record.Migrations.SelectMany(m => m.Checksums).ToList();
        if (files.Count == 0)
        {
            return;
        }

        html.Literal("<section id=\"scripts\">\n<h2>Scripts</h2>\n<table class=\"rows\">\n<thead><tr><th>file</th><th>SHA-256 of its text</th></tr></thead>\n<tbody>\n");
        foreach (var (file, checksum) in files)
        {
            html.Write($"<tr><th scope=\"row\">{file}</th><td data-label=\"SHA-256\"><code>{checksum}</code></td></tr>\n");
        }

        html.Literal("</tbody>\n</table>\n");
        foreach (var step in record.Steps.Where(s => sources.Sql.ContainsKey(s.Name)))
        {
            WriteSql(html, step, sources.Sql[step.Name]);
        }

        html.Literal("</section>\n");
    }

    /// <summary>A dump of a megabyte is no reading matter: the script's checksum stands above.</summary>
    private static void WriteSql(Html html, RecordedStep step, IReadOnlyList<string> statements)
    {
        html.Write($"<details class=\"more\"><summary>{Words.Capital(step.Title)}: {Words.Count(statements.Count, "statement", "statements")}</summary>\n<pre class=\"sql\">");
        var room = MostCharacters;
        var written = statements.TakeWhile(s => (room -= s.Length) >= 0).ToList();
        foreach (var statement in written)
        {
            html.Write($"{statement.TrimEnd(';')};\n");
        }

        html.Literal("</pre>\n");
        if (written.Count < statements.Count)
        {
            html.Write($"<p class=\"note\">{Words.Count(statements.Count - written.Count, "more statement stands", "more statements stand")} in plan.md, beside the record.</p>\n");
        }

        html.Literal("</details>\n");
    }
}
