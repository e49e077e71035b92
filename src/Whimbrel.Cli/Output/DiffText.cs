using Whimbrel.Engine.Settings;
using Whimbrel.Engine.Steps.Document;

namespace Whimbrel.Cli.Output;

/// <summary>Two runs side by side, as columns.</summary>
internal static class DiffText
{
    public static void Write(RunDiff diff)
    {
        var (first, second) = Names(diff);
        Console.WriteLine($"{first}: {Say(diff.First)}");
        Console.WriteLine($"{second}: {Say(diff.Second)}");
        if (diff.Differences.Count > 0)
        {
            Console.WriteLine();
            Columns.Write(["different", first, second], diff.Differences.Select(d => (string[])[d.About, Short(d.First), Short(d.Second)]));
        }

        if (diff.Steps.Count > 0)
        {
            Console.WriteLine();
            Columns.Write(["step", first, second, "ratio", ""], diff.Steps.Select(s => Row(s.Title, Took(s.FirstMs, s.FirstStatus), Took(s.SecondMs, s.SecondStatus), s.Ratio, s.IsSlower, Only(s.FirstStatus is null, s.SecondStatus is null, first, second))));
        }

        if (diff.Statements.Count > 0)
        {
            Console.WriteLine();
            Columns.Write(["statement", first, second, "ratio", ""], diff.Statements.Select(s => Row($"{s.File}:{s.Line} {s.Statement}", Took(s.FirstMs, null), Took(s.SecondMs, null), s.Ratio, s.IsSlower, Only(s.FirstMs is null, s.SecondMs is null, first, second))));
        }

        var slower = diff.Steps.Count(s => s.IsSlower) + diff.Statements.Count(s => s.IsSlower);
        Console.WriteLine();
        Console.WriteLine(slower == 0 ? "Nothing is more than 3 × slower." : $"More than 3 × slower, and by more than 50 ms: {slower}.");
    }

    private static (string First, string Second) Names(RunDiff diff) => diff.First.IsRehearsal ? ("rehearsal", "production") : ("first", "second");

    private static string Say(ComparedRun run) =>
        $"{(run.IsRehearsal ? "of " : "")}{run.Run}, {run.Command} of {run.Database}, PostgreSQL {run.ServerVersion.Split(' ')[0]}, {run.StartedAt:yyyy-MM-dd HH:mm:ss} UTC, {run.Status}";

    private static string[] Row(string name, string first, string second, double? ratio, bool isSlower, string? only) =>
        [name, first, second, ratio is { } times && only is null ? $"{times:0.0} ×" : "", only ?? (isSlower ? "SLOWER" : "")];

    private static string? Only(bool lacksFirst, bool lacksSecond, string first, string second) => lacksFirst ? $"only in {second}" : lacksSecond ? $"only in {first}" : null;

    private static string Took(double? ms, string? status) => ms is { } took ? Duration.SayMs(took) : status ?? "-";

    /// <summary>A checksum is known by its first digits.</summary>
    private static string Short(string? value) => value is null ? "-" : value.StartsWith("sha256 ", StringComparison.Ordinal) && value.Length > 23 ? value[..23] + "…" : value;
}
