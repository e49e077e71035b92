using System.Globalization;
using System.Text.Json;

namespace Whimbrel.EndToEndTests;

/// <summary>Kills the program around each line of its journal, takes the run up again, and hands the outcome over.</summary>
internal sealed class KillPoints(PostgresServer server, string when)
{
    private static readonly Lazy<Task<string>> _library = new(BuildAsync);

    /// <summary>The signal that ends a process which nothing can catch: 128 + 9.</summary>
    private const int Killed = 137;

    /// <summary>How many lines an undisturbed run writes.</summary>
    public static int Lines(OperatorFolder workspace) => File.ReadAllLines(Path.Combine(workspace.Runs()[0], "journal.jsonl")).Length;

    /// <summary>The lines of the downtime that an undisturbed run had.</summary>
    public static (int First, int Last) OfDowntime(OperatorFolder workspace)
    {
        var steps = File.ReadAllLines(Path.Combine(workspace.Runs()[0], "journal.jsonl")).Select(l => JsonDocument.Parse(l).RootElement.GetProperty("step").GetString()!).ToList();
        return (steps.IndexOf("ShowMaintenance") + 1, steps.LastIndexOf("HideMaintenance") + 1);
    }

    /// <param name="make">A fresh workspace, ready for <paramref name="command"/>.</param>
    /// <param name="check">Gets the workspace, the number of the line, and whether the run had begun.</param>
    public Task ForEachAsync(int lines, Func<PostgresServer, Task<Workspace>> make, string[] command, Func<Workspace, int, Task> check) =>
        ForEachAsync(lines, make, _ => command, check);

    /// <param name="command">What is run in a workspace.</param>
    public async Task ForEachAsync(int lines, Func<PostgresServer, Task<Workspace>> make, Func<Workspace, string[]> command, Func<Workspace, int, Task> check)
    {
        for (var line = 1; line <= lines; line++)
        {
            using var workspace = await make(server);
            await KillAsync(workspace, line, command(workspace));
            await check(workspace, line);
        }
    }

    public Task KillAsync(OperatorFolder workspace, int line, params string[] command) => KillAsync(when, workspace, line, command);

    /// <param name="when">after: when a line is on disk; before: when its effect is there, before the line is.</param>
    public static async Task KillAsync(string when, OperatorFolder workspace, int line, params string[] command)
    {
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["LD_PRELOAD"] = await _library.Value,
            ["KILL_AT"] = line.ToString(CultureInfo.InvariantCulture),
            ["KILL_WHEN"] = when,
        };
        using var started = workspace.Start(environment, command);
        var ended = await started.EndAsync();
        ended.ExitCode.ShouldBe(Killed, $"{when} line {line}: it was not killed\n{ended.All}");
    }

    private static async Task<string> BuildAsync()
    {
        var library = Path.Combine(Directory.CreateTempSubdirectory("whimbrel-kill-").FullName, "kill_at.so");
        var source = Path.Combine(Repository.Root, "tests", "Whimbrel.EndToEndTests", "kill_at.c");
        await Command.MustAsync(["gcc", "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"]);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Path.GetDirectoryName(library)!, recursive: true);
        return library;
    }
}
