using System.CommandLine;
using Whimbrel.Cli.Options;
using Whimbrel.Cli.Output;
using Whimbrel.Engine;
using Whimbrel.Engine.Migrations;
using Whimbrel.Sql.Fixes;

namespace Whimbrel.Cli.Commands;

/// <param name="State">written, there (already), or unchanged: nothing in it can be made safer.</param>
/// <param name="Remove">The old files, once the new ones are reviewed.</param>
internal sealed record FixedFile(string File, string State, IReadOnlyList<string> Files, IReadOnlyList<string> Remove, IReadOnlyList<FixNote> NotFixed, IReadOnlyList<FixNote> Notes);

internal sealed record FixDocument(IReadOnlyList<FixedFile> Fixed);

/// <summary><c>whimbrel check --fix</c>: unsafe scripts are written again the safe way, as new files beside them.</summary>
internal static class CheckFix
{
    public static Option<bool> Option { get; } = new("--fix") { Description = "Write the safe way of unsafe scripts as new files beside them; nothing is written over." };

    public static async Task<int> RunAsync(CommandContext context, ParseResult parsed, IReadOnlyList<string> paths, bool withDatabase)
    {
        var all = withDatabase ? await DatabaseFix.WriteAsync(context.Settings(parsed), paths, context.Interruption.Token) : new FixFiles().Write(paths);
        if (parsed.GetValue(CommonOptions.Json))
        {
            JsonOutput.Write(new FixDocument([.. all.Select(f => new FixedFile(f.File, StateOf(f), f.Written, f.Replaced, f.NotFixed, f.Notes))]), CliJson.Default.FixDocument);
        }
        else
        {
            foreach (var one in all)
            {
                Say(one);
            }

            Console.WriteLine($"scripts written the safe way: {all.Count(f => f.Written.Count > 0)}; statements not fixed: {all.Sum(f => f.NotFixed.Count)}");
        }

        return (int)ExitCode.Done;
    }

    private static string StateOf(FixedMigration fixedOne) => fixedOne.IsThere ? "there" : fixedOne.Written.Count > 0 ? "written" : "unchanged";

    private static void Say(FixedMigration one)
    {
        Console.WriteLine(StateOf(one) switch
        {
            "there" => $"{one.File}: its safe form is there already; nothing was written",
            "written" => $"{one.File}: written the safe way:",
            _ => $"{one.File}: nothing was written",
        });
        foreach (var file in one.Written)
        {
            Console.WriteLine($"  {file}");
        }

        foreach (var note in one.NotFixed)
        {
            Console.WriteLine($"  line {note.Line} is not fixed: {note.Message}");
        }

        foreach (var note in one.Notes)
        {
            Console.WriteLine($"  line {note.Line}: {note.Message}");
        }

        if (one.IsBehindAll)
        {
            Console.WriteLine("  There is no version free before the next one: these come behind all others. See that nothing in between needs what they make.");
        }

        if (one.Replaced.Count > 0)
        {
            Console.WriteLine($"  Review them, then remove the old one, or both would run: git rm {string.Join(' ', one.Replaced)}");
        }
    }
}
