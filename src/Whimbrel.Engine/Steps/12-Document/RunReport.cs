using Whimbrel.Engine.Steps.Document.Report;

namespace Whimbrel.Engine.Steps.Document;

/// <summary>The record as one page of HTML: no network, no script, to be opened from a mail or a ticket, and printed.</summary>
public static class RunReport
{
    /// <summary>The page of a record, with what lies beside it in the run's folder.</summary>
    public static string Write(RunRecord record)
    {
        // A drawing that fails must not take a migration back: the page says so, and the record has everything.
#pragma warning disable CA1031
        try
        {
            return Write(record, ReportSources.Read(record.Folder));
        }
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Page.WithoutDrawing(record, e);
        }
    }

    internal static string Write(RunRecord record, ReportSources sources)
    {
        var html = new Html();
        Page.Begin(html, record);
        Banner.Write(html, record);
        html.Literal("<main>\n");
        Timeline.Write(html, record);
        Answers.Write(html, record, sources);
        Statements.Write(html, record);
        Sessions.Write(html, record);
        BackupProof.Write(html, record);
        SignOff.Write(html, record);
        Verified.Write(html, record);
        Left.Write(html, record);
        Scripts.Write(html, record, sources);
        html.Literal("</main>\n");
        Page.End(html, record);
        return html.ToString();
    }
}
