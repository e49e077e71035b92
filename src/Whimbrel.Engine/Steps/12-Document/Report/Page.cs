namespace Whimbrel.Engine.Steps.Document.Report;

/// <summary>The page's head and foot.</summary>
internal static class Page
{
    internal static string TitleOf(RunRecord record) => $"{Banner.KindOf(record)} of {record.Database.Name}: {record.Status}";

    internal static void Begin(Html html, RunRecord record)
    {
        html.Literal("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n")
            .Literal("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\"/>\n")
            .Literal("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<meta name=\"color-scheme\" content=\"light dark\"/>\n<meta name=\"robots\" content=\"noindex\"/>\n")
            .Write($"<title>{TitleOf(record)}</title>\n<style>\n")
            .Embedded("report.css")
            .Literal("</style>\n</head>\n<body>\n");
    }

    internal static void End(Html html, RunRecord record) => html
        .Write($"<footer><p>Made by whimbrel {record.WhimbrelVersion} from the journal of run {record.Run}, and from nothing else. Times are UTC. ")
        .Write($"Beside it: <code>record.json</code> and <code>record.md</code> in <code>{record.Folder}</code>.</p></footer>\n</body>\n</html>\n");

    /// <summary>What is left where the page could not be drawn.</summary>
    internal static string WithoutDrawing(RunRecord record, Exception e) => new Html()
        .Literal("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\"/>\n")
        .Write($"<title>Run {record.Run}: {record.Status}</title>\n</head>\n<body>\n<h1>Run {record.Run}: {record.Status}</h1>\n")
        .Write($"<p>This report could not be drawn: {e.GetType().Name}: {e.Message}. The record beside it, <code>record.md</code>, has everything.</p>\n</body>\n</html>\n")
        .ToString();
}
