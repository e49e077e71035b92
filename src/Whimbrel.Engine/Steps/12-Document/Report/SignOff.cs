using Whimbrel.Engine.Approvals;

namespace Whimbrel.Engine.Steps.Document.Report;

/// <summary>Who answers for the run: the checklist, the approved plan, the commit, what was confirmed or left out by name.</summary>
internal static class SignOff
{
    internal static void Write(Html html, RunRecord record)
    {
        html.Literal("<section id=\"approvals\">\n<h2>Approvals</h2>\n");
        if (record.Checklist is { Count: > 0 } checklist)
        {
            html.Literal("<ul class=\"checklist\">\n");
            foreach (var item in checklist)
            {
                html.Write($"<li class=\"{item.State}\"><span class=\"status\">{item.State}</span><div><h3>{item.Title}</h3><p>{Words.Capital(Checklist.Say(item))}</p></div></li>\n");
            }

            html.Literal("</ul>\n");
        }

        html.Literal("<dl class=\"list\">\n")
            .Write($"<div><dt>Performed by</dt><dd>{record.PerformedBy}@{record.Host}, whimbrel {record.WhimbrelVersion}</dd></div>\n")
            .Write($"<div><dt>Commit</dt><dd>{record.Commit ?? "not from git"}</dd></div>\n")
            .Write($"<div><dt>Approved plan</dt><dd>{record.ApprovedPlan ?? "none was asked for"}</dd></div>\n");
        foreach (var confirmed in record.Confirmed)
        {
            html.Write($"<div><dt>Confirmed</dt><dd>{confirmed}</dd></div>\n");
        }

        foreach (var skipped in record.Skipped)
        {
            html.Write($"<div><dt>Left out</dt><dd>{skipped}</dd></div>\n");
        }

        html.Literal("</dl>\n</section>\n");
    }
}
