namespace Whimbrel.Cli.Output.Findings;

/// <param name="Statements">How many statements were read.</param>
/// <param name="Allowed">How many findings the scripts except.</param>
/// <param name="DowntimeBecause">The statement that decides the downtime; null for zero.</param>
internal sealed record CheckDocument(
    int Files, long Statements, IReadOnlyList<CheckFinding> Findings, int Errors, int Warnings, int Infos, int Allowed, string Downtime, CheckDowntime? DowntimeBecause);

/// <param name="Lock">As pg_locks.mode has it.</param>
/// <param name="Safe">SQL that could be run instead; null where there is none.</param>
internal sealed record CheckFinding(
    string Rule, string Severity, string File, int Line, int Column, string Message, string Hint, string? Lock, string? Relation, string? Safe, string Fingerprint);

internal sealed record CheckDowntime(string File, int Line, string Because);

/// <summary>What <c>check --json</c> prints.</summary>
internal static class FindingsJson
{
    public static CheckDocument Of(CheckReport report) => new(
        report.Files,
        report.Statements,
        [.. report.Findings.Select(Of)],
        report.Count(Sql.Rules.Severity.Error),
        report.Count(Sql.Rules.Severity.Warning),
        report.Count(Sql.Rules.Severity.Info),
        report.Allowed,
        report.Downtime.Name,
        report.Downtime is { File: { } file } downtime ? new CheckDowntime(file, downtime.Line, downtime.Because ?? "") : null);

    private static CheckFinding Of(ShownFinding shown)
    {
        var finding = shown.Finding;
        return new CheckFinding(
            finding.Rule, finding.Severity.Name(), shown.File, finding.Line, finding.Column, finding.Message, finding.Hint, finding.Lock, finding.Relation, finding.Safe, shown.Fingerprint);
    }
}
