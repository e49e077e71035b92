using System.Text;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Steps.Plan;

/// <summary>The plan as a document that people read and sign.</summary>
public static class PlanMarkdown
{
    public static string Write(PlanDocument plan)
    {
        var text = new StringBuilder()
            .Append("# Migration execution plan\n\n## Migration details\n\n")
            .Append("- **Database:** ").Append(plan.Database).Append(", PostgreSQL ").Append(plan.ServerVersion).Append('\n')
            .Append("- **From version:** ").Append(plan.CurrentVersion ?? "none").Append("  **to:** ").Append(plan.TargetVersion ?? "none").Append('\n')
            .Append("- **Type:** ").Append(plan.Downtime).Append(" downtime").Append(plan.DowntimeBecause is { } why ? $" ({why})" : "").Append('\n');
        if (plan.Hash is { } hash)
        {
            text.Append("- **Hash:** ").Append(hash).Append(" (`whimbrel migrate --plan ").Append(hash).Append("` does this and nothing else)\n");
        }

        foreach (var migration in plan.Migrations)
        {
            text.Append("- **Migration:** ").Append(migration.Version).Append(' ').Append(migration.Description).Append(migration.HasRollback ? "" : " (no rollback script)").Append('\n');
            foreach (var (file, checksum) in migration.Checksums)
            {
                text.Append("  - `").Append(file).Append("` sha256 ").Append(checksum.AsSpan(0, 16)).Append("…\n");
            }
        }

        AppendChecklist(text, plan);
        AppendRehearsal(text, plan);
        AppendFindings(text, plan);
        AppendSteps(text, plan);
        AppendRollback(text, plan);
        text.Append("\n## Success criteria\n\n- every step ends as planned\n- the verify scripts return no false row\n- the health address and every endpoint answer with 2xx\n- the watch sees no breach\n");
        if (plan.Notes.Count > 0)
        {
            text.Append("\n## To know\n\n").AppendJoin('\n', plan.Notes.Select(n => "- " + n)).Append('\n');
        }

        return text.ToString();
    }

    private static void AppendChecklist(StringBuilder text, PlanDocument plan)
    {
        if (plan.Checklist.Count == 0)
        {
            return;
        }

        text.Append("\n## Checklist\n\n");
        foreach (var item in plan.Checklist)
        {
            var answers = new[]
            {
                item.ProvedBy is { } proof ? $"the run proves it: {proof}" : null,
                item.Reference is { } reference ? $"signed: {reference}" : item.MustSign ? $"a person signs: `--approve {item.Item}=\"reference\"`" : null,
            };
            text.Append("- [").Append(item.MustSign && item.Reference is null ? ' ' : 'x').Append("] ").Append(item.Title).Append(": ").AppendJoin("; ", answers.OfType<string>()).Append('\n');
        }
    }

    private static void AppendRehearsal(StringBuilder text, PlanDocument plan)
    {
        text.Append("\n## Rehearsal\n\n");
        if (plan.Rehearsal is not { } rehearsal)
        {
            text.Append("Not proven yet: `whimbrel rehearse` runs this on a restored copy, and `migrate` does before it begins.\n");
            return;
        }

        text.Append("Seen on a restored copy").Append(rehearsal.Id is { } id ? $" (rehearsal {id})" : "").Append(":\n\n")
            .Append("- at most ").Append(ByteSize.Say(rehearsal.PeakBytes)).Append(" are written: larger relations, old files, temporary files, WAL\n")
            .Append("- rolling back took ").Append(Duration.Say(TimeSpan.FromMilliseconds(rehearsal.RollbackMs))).Append(": ").Append(rehearsal.RollbacksProven).Append(" of ").Append(plan.Migrations.Count).Append(" rollbacks are proven\n")
            .Append("- restoring the backup took ").Append(Duration.Say(TimeSpan.FromSeconds(rehearsal.RestoreSeconds))).Append('\n')
            .Append("- ").Append(rehearsal.QueriesChecked).Append(" of the application's queries were compared\n")
            .AppendJoin("", rehearsal.Findings.Select(f => $"- **finding:** {f.ReplaceLineEndings(" ")}\n"));
    }

    private static void AppendFindings(StringBuilder text, PlanDocument plan)
    {
        if (plan.Findings.Count > 0)
        {
            text.Append("\n## Findings\n\n").AppendJoin('\n', plan.Findings.Select(f => $"- **{f.Severity}** `{f.File}:{f.Line}` {f.Rule}: {f.Message}. {f.Hint}")).Append('\n');
        }
    }

    private static void AppendSteps(StringBuilder text, PlanDocument plan)
    {
        text.Append("\n## Steps\n");
        foreach (var step in plan.Steps)
        {
            text.Append("\n### ").Append(step.Phase).Append(". ").Append(Capital(step.Title)).Append(step.Skipped ? " (skipped)" : "").Append("\n\n").Append(step.Does).Append('\n');
            if (step.Locks.Count > 0)
            {
                text.Append("\nTouches: ").AppendJoin(", ", step.Locks.Select(l => $"`{l}`")).Append('\n');
            }

            if (step.PredictedMs is { } ms)
            {
                text.Append("\nTook ").Append(Duration.Say(TimeSpan.FromMilliseconds(ms))).Append(" on the copy.\n");
            }

            if (step.Sql.Count > 0)
            {
                var sql = string.Join('\n', step.Sql.Select(s => s.TrimEnd(';') + ";")).ReplaceLineEndings("\n");
                var fence = Fence(sql);
                text.Append('\n').Append(fence).Append("sql\n").Append(sql).Append('\n').Append(fence).Append('\n');
            }
        }
    }

    private static void AppendRollback(StringBuilder text, PlanDocument plan)
    {
        text.Append("\n## Rollback plan\n\n");
        foreach (var step in plan.Steps.Where(s => s.WayBack is not null))
        {
            text.Append("- ").Append(Capital(step.Title)).Append(": ").Append(step.WayBack).Append(".\n");
        }
    }

    private static string Capital(string title) => char.ToUpperInvariant(title[0]) + title[1..];

    /// <summary>A fence longer than any run of backticks in the text.</summary>
    private static string Fence(string sql)
    {
        var fence = "```";
        while (sql.Contains(fence, StringComparison.Ordinal))
        {
            fence += "`";
        }

        return fence;
    }
}
